import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { publishSandbox } from "../support/published.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { startEditor } from "./support/editor.ts";

const published = "chat-signalr, webSocket · published";

void test("a negotiate function for an integration is made from its row in a real VS Code", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  const { integration } = await publishSandbox(editor.sandbox.line, { cors: ["https://app.contoso.com"] });
  const workbench = await editor.open();
  await workbench.openTree();
  await workbench.row(published).waitFor();
  const folder = await tempFolder(t);

  await workbench.rowMenu(published, "Create Negotiate Function");
  await workbench.question("In which language");
  await workbench.screenshot("create negotiate function");
  await workbench.pickItem("In which language", "TypeScript");
  await workbench.answer("Name of the hub", "chat");
  await workbench.chooseFolder("Create Here", folder);
  await workbench.notification("files are in").waitFor();
  await workbench.page.locator(".editor-group-container.active .view-line", { hasText: "signalRConnectionInfo" }).first().waitFor();
  await workbench.screenshot("negotiate function");

  const text = async (path: string): Promise<string> => readFile(join(folder, path), "utf8");
  assert.match(await text("src/functions/negotiate.ts"), /hubName: "chat"/);
  const parameters = await text("infra/main.bicepparam");
  assert.ok(parameters.includes(`param clientEndpoint = '${integration.clientEndpoint ?? ""}'`), parameters);
  assert.match(parameters, /^param signalRName = 'chat-signalr'$/m);
  assert.match(parameters, /^ {2}'https:\/\/app\.contoso\.com'$/m);
  for (const path of ["local.settings.json", "infra/main.bicep", "README.md"]) assertNoSecrets(path, await text(path), secretsOf(editor.sandbox.line, editor.sandbox.model));
});
