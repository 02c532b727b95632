import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { publishSandbox } from "../support/published.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

const published = "chat-signalr, webSocket · published";

void test("an integration leaves a real VS Code as infrastructure code: from its row into a folder, from its plan as documents", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  await publishSandbox(editor.sandbox.line);
  const writes = (): number => editor.events.all.filter(({ part, ...event }) => part === "arm" && event["method"] === "PUT").length;
  const before = writes();
  const workbench = await editor.open();
  await workbench.openTree();
  await workbench.row(published).waitFor();
  const step = stepsIn(t, workbench);

  await step("into a folder", async () => {
    const folder = await tempFolder(t);
    await workbench.rowMenu(published, "Export As");
    await workbench.pickItem("As which infrastructure code", "Terraform");
    await workbench.pickItem("Where to", "Write to a folder");
    await workbench.chooseFolder("Export Here", folder);
    await workbench.notification("files are in").waitFor();
    assert.deepEqual((await readdir(folder)).toSorted(), ["README.md", "main.tf", "outputs.tf", "terraform.tfvars.example", "variables.tf", "versions.tf"]);
    assert.match(await readFile(join(folder, "main.tf"), "utf8"), /resource "azurerm_api_management_api" "connect_api"/);
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("as documents, from the plan of publishing again", async () => {
    await workbench.rowMenu(published, "Publish Again");
    await workbench.takeLens("Export As…", workbench.quickTitle());
    await workbench.pickItem("As which infrastructure code", "Bicep");
    await workbench.question("Where to");
    await workbench.screenshot("export where to");
    await workbench.pickItem("Where to", "Open as documents");
    await workbench.page.locator(".editor-group-container.active .view-line", { hasText: "resource apim" }).waitFor();
    const text = await workbench.editorText();
    assert.match(text, /param signalRName string/);
    assertNoSecrets("the exported code", text, secretsOf(editor.sandbox.line, editor.sandbox.model));
    await workbench.screenshot("export bicep");
  });

  await step("to the clipboard", async () => {
    await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await workbench.rowMenu(published, "Export As");
    await workbench.pickItem("As which infrastructure code", "ARM template");
    await workbench.pickItem("Where to", "Copy to the clipboard");
    await workbench.page.locator(".statusbar-item", { hasText: "azuredeploy.json is on the clipboard." }).waitFor();
    const copied: unknown = await workbench.page.evaluate("navigator.clipboard.readText()");
    assert.match(String(copied), /"Microsoft\.ApiManagement\/service\/apis"/);
    assertNoSecrets("the copied code", String(copied), secretsOf(editor.sandbox.line, editor.sandbox.model));
  });

  assert.equal(writes(), before);
});
