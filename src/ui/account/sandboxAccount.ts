import * as vscode from "vscode";
import { Inventory } from "../../azure/inventory.ts";
import { readConnections } from "../../sandbox/controlClient.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { LiveConnections } from "../sandbox/liveConnections.ts";
import type { Account } from "./account.ts";
import { sandboxControlPlane } from "./controlPlanes.ts";
import { once } from "./once.ts";

/** The running sandbox as an account. */
export function sandboxAccount(line: SandboxLine): Account {
  const controlPlane = once(() => Promise.resolve(sandboxControlPlane(line)));
  return {
    id: "sandbox",
    kind: "sandbox",
    label: vscode.l10n.t("Sandbox"),
    description: vscode.l10n.t("running · {0}", new URL(line.armEndpoint).host),
    controlPlane,
    // It is near, and changes under one's hands.
    inventory: new Inventory({ controlPlane, keepMs: 0 }),
    entraToken: () => Promise.resolve(line.armToken),
    live: new LiveConnections((signal) => readConnections(line, signal)),
  };
}
