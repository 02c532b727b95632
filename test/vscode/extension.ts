import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import * as vscode from "vscode";
import type { Services } from "../../src/ui/services.ts";

/** Every module the extension host loaded since the suite began. */
export const loaded: string[] = [];
registerHooks({
  load: (url, context, next) => {
    loaded.push(url);
    return next(url, context);
  },
});

function isServices(value: unknown): value is Services {
  return typeof value === "object" && value !== null && "tree" in value && "accounts" in value && "sandbox" in value;
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("signalr-apim.signalr-apim");
  assert.ok(found, "the extension is not installed");
  return found;
}

/** What the extension shows its own tests. */
export async function services(): Promise<Services> {
  const exported = await extension().activate();
  assert.ok(isServices(exported), "the extension showed its tests nothing");
  return exported;
}
