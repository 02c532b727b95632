import assert from "node:assert/strict";
import { test } from "node:test";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { assertNoSecrets } from "../support/secrets.ts";
import { connectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";
import { publishBy } from "./support/wizard.ts";

const negotiated = "chat-signalr-signalr, gatewayNegotiate · published";

void test("every layout is asked for by quick picks, which take nothing that is wrong, published, and stands beside the others", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);
  const app = `${editor.sandbox.line.appServerUrl}/chat/negotiate`;
  const input = workbench.page.locator(".quick-input-widget input.input");
  /** Gives an answer that is wrong: the question stays, and says why in its own place. */
  const refused = async (question: string, text: string, why: string): Promise<void> => {
    await workbench.answer(question, text);
    await workbench.page.locator(".quick-input-message", { hasText: why }).waitFor();
  };
  const instead = async (text: string): Promise<void> => {
    await input.fill(text);
    await input.press("Enter");
  };

  await step("gatewayNegotiate with extras: each wrong answer is refused at its question", async () => {
    await workbench.openTree();
    await workbench.row("sandbox-apim, Developer").waitFor();
    await workbench.command("Publish SignalR through API Management");
    await workbench.pick("API Management instance", "sandbox-apim");
    await workbench.pick("SignalR Service to publish", "chat-signalr");
    await workbench.question("Layout");
    await workbench.screenshot("publish layouts");
    await workbench.pick("Layout", "gatewayNegotiate");
    await refused("Suffix of the WebSocket API", "team a", "is not allowed");
    await workbench.screenshot("publish prefix refused");
    await instead("signalr");
    await refused("Name of the integration", "chat/signalr", "chat/signalr");
    await instead("chat-signalr-signalr");
    await refused("Address of the app's negotiate", "app.contoso.com", "app.contoso.com");
    await instead(app);
    await workbench.pick("How does the gateway authenticate", "By the client's own Authorization");
    await workbench.tick("Optional extras", ["Only certain hubs", "Rate limit"]);
    await workbench.screenshot("publish extras");
    await workbench.answer("Optional extras");
    await refused("Names of the hubs", "chat room!", "room!");
    await input.fill("chat");
    await workbench.back();
    await workbench.answer("Optional extras");
    // What was typed before going back is there again.
    await workbench.answer("Names of the hubs");
    await refused("Requests that one caller", "many", "whole number");
    await instead("100");
    await workbench.pick("subscription key", "No");
  });

  await step("its plan shows the policy; applied, clients open a WebSocket and nothing else", async () => {
    await workbench.codeLens("Apply (2 to create").waitFor();
    const text = await workbench.editorText();
    assert.match(text, /\+ create {2}API "SignalR socket/);
    assert.match(text, /send-request id="signalr-negotiation-call-app"/);
    await workbench.screenshot("plan gatewayNegotiate");
    await workbench.takeLens("Apply (");
    await workbench.row(negotiated).waitFor();
    await workbench.notification("Clients open a WebSocket at ws://").waitFor();
    await workbench.codeLens("All 2 changes were made.").waitFor();
    await workbench.run("Notifications: Clear All Notifications");
    const page = workbench.webview();
    await workbench.rowAction(negotiated, "Open Console", page.locator(".connect-bar"));
    await connectConsole(page);
    await invoke(page, "echo", '["ann", "hello"]');
    await logRow(page, "received", '"hello (echo from server)"').waitFor();
    await workbench.screenshot("console gatewayNegotiate");
    const upgrade = await editor.events.find((event) => event.part === "gateway" && event["status"] === 101);
    assert.equal(upgrade["api"], "chat-signalr-signalr-socket");
  });

  await step("a function's negotiate with its key: the key is written, and shown nowhere", async () => {
    const functionKey = "function-key-7f3a9c1e5b";
    await publishBy(workbench, { layout: "gatewayNegotiate", prefix: "fn", app, functionKey });
    await workbench.codeLens("Apply (3 to create").waitFor();
    await workbench.screenshot("plan of a function's negotiate");
    assertNoSecrets("the plan", await workbench.page.content(), [functionKey]);
    await workbench.takeLens("Apply (");
    await workbench.row("chat-signalr-fn, gatewayNegotiate · published").waitFor();
    await workbench.codeLens("All 3 changes were made.").waitFor();
    assertNoSecrets("the window", await workbench.page.content(), [functionKey]);
    assert.ok(JSON.stringify([...editor.sandbox.model.instances.values()].map(({ namedValues }) => [...namedValues])).includes(functionKey), "the instance has it");
  });

  await step("http with CORS: what fails half-way is taken back and said; planned again it is published", async () => {
    await workbench.run("Notifications: Clear All Notifications");
    editor.sandbox.faults.add({ method: "PUT", path: /\/operations\//, respond: () => faultError(403, "AuthorizationFailed", "Not allowed to write operations.") });
    await publishBy(workbench, { layout: "http", origins: "https://app.contoso.com" });
    await workbench.codeLens("Apply (").waitFor();
    await workbench.page.locator(".view-line", { hasText: "layout http" }).waitFor();
    assert.match(await workbench.editorText(), /<origin>https:\/\/app\.contoso\.com<\/origin>/);
    await workbench.screenshot("plan http with CORS");
    await workbench.takeLens("Apply (");
    await workbench.notification("the instance is as it was before").waitFor();
    await workbench.codeLens("What had been changed was taken back").waitFor();
    await workbench.screenshot("publishing taken back");
    await workbench.notification("the instance is as it was before").locator(".monaco-button", { hasText: "Plan Again" }).click();
    await workbench.takeLens("Apply (");
    await workbench.row("chat-signalr, http · published").waitFor();
    await workbench.codeLens("changes were made.").waitFor();
  });

  await step("http without CORS leaves preflights to the service", async () => {
    await publishBy(workbench, { layout: "http", prefix: "plain" });
    await workbench.codeLens("Apply (").waitFor();
    const text = await workbench.editorText();
    assert.match(text, /operation OPTIONS \/negotiate/);
    assert.doesNotMatch(text, /<cors/);
    await workbench.screenshot("plan http");
  });

  await step("mixed: webSocket on another suffix of the same service; what could not even be taken back is named and resumed; the tree has them all", async () => {
    editor.sandbox.faults.add({ method: "PUT", path: /\/operations\//, respond: () => faultError(403, "AuthorizationFailed", "Not allowed to write operations.") });
    editor.sandbox.faults.add({ method: "DELETE", times: 100, respond: () => faultError(403, "AuthorizationFailed", "Not allowed to delete.") });
    await publishBy(workbench, { prefix: "ws" });
    await workbench.takeLens("Apply (4 to create");
    await workbench.notification("Not everything could be taken back. In place: apis/chat-signalr-ws-negotiate").waitFor();
    await workbench.codeLens("Not everything could be taken back").waitFor();
    await workbench.screenshot("publishing left half-way");
    editor.sandbox.faults.clear();
    await workbench.notification("Not everything could be taken back").locator(".monaco-button", { hasText: "Resume…" }).click();
    await workbench.takeLens("Apply (1 to create");
    await workbench.row("chat-signalr-ws, webSocket · published").waitFor();
    for (const row of [negotiated, "chat-signalr-fn, gatewayNegotiate · published", "chat-signalr, http · published"]) await workbench.row(row).waitFor();
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.looks("tree of every layout");
  });
});
