import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as vscode from "vscode";
import { commands } from "../../src/ui/commands.ts";
import { extension, loaded, services } from "./extension.ts";
import { test } from "./suite.ts";

test("the extension does not start by itself", () => {
  assert.equal(extension().isActive, false);
});

test("activation loads its entry and a few small chunks: no SDK, no engine", async () => {
  await services();
  // The window runs from inside this folder, and loads things of its own meanwhile.
  const ours = loaded.filter((url) => !url.includes("/.vscode-test/"));
  const own = ours.filter((url) => url.includes("/dist/")).map((url) => fileURLToPath(url.replace(/[?#].*$/, "")));
  assert.ok(own.some((path) => path.endsWith("extension.js")), `the entry is not among ${loaded.join(", ")}`);
  const bytes = own.reduce((sum, path) => sum + statSync(path).size, 0);
  assert.ok(bytes < 60 * 1024, `${bytes} bytes in ${own.join(", ")}`);
  assert.deepEqual(ours.filter((url) => /node_modules|arm-|identity|sandbox\.js/.test(url)), []);
});

test("every command of the manifest is registered", async () => {
  const registered = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(Object.values(commands).filter((id) => !registered.has(id)), []);
});

test("without a sandbox and without signing in the tree is empty, so that the welcome view speaks", async () => {
  assert.deepEqual(await (await services()).tree.getChildren(), []);
});
