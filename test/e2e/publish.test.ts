import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../../src/sandbox/model.ts";
import type { SandboxEvent } from "../../src/sandbox/model.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { connectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";
import { publishBy } from "./support/wizard.ts";

const published = "chat-signalr, webSocket · published";

void test("the main job, through the UI of a real VS Code", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);
  const writes = (): number => editor.events.all.filter(isWrite).length;

  await step("the sandbox is in the tree, with what to do next", async () => {
    await workbench.openTree();
    await workbench.row("Sandbox, running").waitFor();
    await workbench.row("sandbox-apim, Developer").waitFor();
    await workbench.row("Publish SignalR here…").waitFor();
    await workbench.screenshot("tree before publishing");
  });

  await step("publish asks by quick picks and shows the plan; nothing is written yet", async () => {
    await publishBy(workbench);
    await workbench.codeLens("Apply (4 to create").waitFor();
    const text = await workbench.editorText();
    assert.match(text, /^ {2}\+ create {2}API "SignalR negotiate" +apis\/chat-signalr-negotiate/m);
    assert.match(text, /^ {2}\+ create {2}operation POST \//m);
    assert.match(text, /4 to create\. Nothing else on the instance is touched\./);
    assert.equal(writes(), 0);
    await workbench.inEveryLook("plan");
  });

  await step("applied, the tree shows the integration with its APIs and operations", async () => {
    await workbench.takeLens("Apply (");
    await workbench.row(published).waitFor();
    assert.equal(writes(), 4);
    await workbench.expand("SignalR negotiate");
    await workbench.row("negotiate preflight, OPTIONS /").waitFor();
    await workbench.row("SignalR connect, /client  (wss)").waitFor();
    await workbench.notification("is published through sandbox-apim").waitFor();
    await workbench.inEveryLook("tree published");
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("the console connects through the gateway, invokes, and receives the broadcast", async () => {
    await workbench.rowAction(published, "Open Console", workbench.quickInput("The hub's name"));
    await workbench.answer("The hub's name", "chat");
    const page = workbench.webview();
    await connectConsole(page);
    const upgrade = await editor.events.find((event) => event.part === "gateway" && event["status"] === 101);
    assert.equal(upgrade["api"], "chat-signalr-connect");
    await invoke(page, "echo", '["ann", "hello"]');
    await logRow(page, "received", '"hello (echo from server)"').waitFor();
    await logRow(page, "received", "completion").waitFor();
    await invoke(page, "broadcastMessage", '["ann", "to all"]');
    await logRow(page, "received", '"to all"').click();
    await page.locator("signalr-detail", { hasText: "broadcastMessage" }).waitFor();
    await workbench.inEveryLook("console");
  });

  await step("the console's log survives hiding its tab", async () => {
    await workbench.page.locator(".tab", { hasText: "Publish chat-signalr" }).click();
    await workbench.editorText();
    await workbench.page.locator(".tab", { hasText: "hub chat" }).click();
    await logRow(workbench.webview(), "received", '"to all"').waitFor();
  });

  await step("one click gives ChatRoom the connection string that sends its clients to the gateway", async () => {
    await workbench.rowMenu(published, "Give Connection String to ChatRoom");
    const given = await editor.events.find(({ part, event }) => part === "app" && event === "connectionString");
    assert.ok(typeof given["clientEndpoint"] === "string");
    assert.equal(new URL(given["clientEndpoint"]).origin, editor.sandbox.line.gatewayUrl);
    await workbench.notification("ChatRoom has the connection string").waitFor();
  });

  await step("the connection string becomes a secret of a key vault, and a second time only after a question", async () => {
    const secretName = "chat-signalr-connection-string";
    const [vault] = editor.sandbox.model.vaults.values();
    const intoVault = async (): Promise<void> => {
      await workbench.rowMenu(published, "Access Keys");
      await workbench.pickItem("What do you want to do?", "into a Key Vault");
      await workbench.pickItem("Which vault?", "sandbox-vault");
      await workbench.answer("The secret's name");
      await workbench.pickItem("What do you need for the app?", "App Service or Functions");
    };
    await intoVault();
    await workbench.notification(`is the secret ${secretName} of sandbox-vault`).waitFor();
    await workbench.screenshot("key vault");
    assert.match(textOf(vault?.secrets.get(secretName)?.properties["value"]), /^Endpoint=.*;AccessKey=.*;ClientEndpoint=/);
    const first = vault?.secrets.get(secretName)?.version;
    await workbench.run("Notifications: Clear All Notifications");
    await intoVault();
    await workbench.dialogButton("Write a New Version").click();
    await workbench.notification(`is the secret ${secretName} of sandbox-vault`).waitFor();
    assert.notEqual(vault?.secrets.get(secretName)?.version, first);
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("the same run again says that there is nothing to change and writes nothing", async () => {
    const before = writes();
    await publishBy(workbench);
    await workbench.notification("Nothing to change").waitFor();
    assert.match(await workbench.editorText(), /^ {2}= nothing +API "SignalR connect"/m);
    assert.equal(writes(), before);
  });

  await step("remove shows what goes, asks once, and takes away only what publishing made", async () => {
    await workbench.rowMenu(published, "Remove Integration");
    await workbench.dialogButton("Remove").click();
    await workbench.row("Publish SignalR here…").waitFor();
    await workbench.row("Other APIs (1)").waitFor();
    const answer = await fetch(`${editor.sandbox.line.gatewayUrl}/client/negotiate?hub=chat`, { method: "POST" });
    assert.equal(answer.status, 404);
  });

  await step("no key or token of the run is on the screen, in a setting or in what the editor keeps", async () => {
    const secrets = secretsOf(editor.sandbox.line, editor.sandbox.model);
    assertNoSecrets("the window", await workbench.page.content(), secrets);
    for (const frame of workbench.page.frames()) assertNoSecrets("a webview", await frame.content(), secrets);
    for (const [place, text] of await editor.kept()) assertNoSecrets(place, text, secrets);
    assertNoSecrets("the sandbox's events", JSON.stringify(editor.events.all), secrets);
  });
});

function isWrite({ part, method, ...rest }: SandboxEvent): boolean {
  return part === "arm" && typeof method === "string" && ["PUT", "PATCH", "DELETE"].includes(method) && Number(rest["status"]) < 400;
}
