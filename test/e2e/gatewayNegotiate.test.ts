import assert from "node:assert/strict";
import { test } from "node:test";
import { connectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";

const published = "chat-signalr-signalr, gatewayNegotiate · published";

void test("the gateway negotiates: asked for by quick picks with extras, published, and opened in the console without a hub's name", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  const workbench = await editor.open();
  try {
    await workbench.openTree();
    await workbench.row("sandbox-apim, Developer").waitFor();
    await workbench.command("Publish SignalR through API Management");
    await workbench.pick("API Management instance", "sandbox-apim");
    await workbench.pick("SignalR Service to publish", "chat-signalr");
    await workbench.question("Layout");
    await workbench.screenshot("publish layouts");
    await workbench.pick("Layout", "gatewayNegotiate");
    await workbench.answer("Suffix of the WebSocket API");
    await workbench.answer("Name of the integration");
    await workbench.answer("Address of the app's negotiate", `${editor.sandbox.line.appServerUrl}/chat/negotiate`);
    await workbench.pick("How does the gateway make itself known", "By the client's own Authorization");
    await workbench.tick("Optional extras", ["Only certain hubs", "Rate limit"]);
    await workbench.screenshot("publish extras");
    await workbench.answer("Optional extras");
    await workbench.answer("Names of the hubs", "chat");
    await workbench.answer("Requests that one caller", "100");
    await workbench.pick("subscription key", "No");

    await workbench.codeLens("Apply (2 to create").waitFor();
    const text = await workbench.editorText();
    assert.match(text, /\+ create {2}API "SignalR socket/);
    assert.match(text, /send-request id="signalr-negotiation-call-app"/);
    await workbench.screenshot("plan gatewayNegotiate");
    await workbench.codeLens("Apply (").click();
    await workbench.row(published).waitFor();
    await workbench.notification("Clients open a WebSocket at ws://").waitFor();
    await workbench.run("Notifications: Clear All Notifications");

    await workbench.rowAction(published, "Open Console");
    const page = workbench.webview();
    await connectConsole(page);
    await invoke(page, "echo", '["ann", "hello"]');
    await logRow(page, "received", '"hello (echo from server)"').waitFor();
    await workbench.screenshot("console gatewayNegotiate");
    const upgrade = await editor.events.find((event) => event.part === "gateway" && event["status"] === 101);
    assert.equal(upgrade["api"], "chat-signalr-signalr-socket");

    await workbench.command("Publish SignalR through API Management");
    await workbench.pick("API Management instance", "sandbox-apim");
    await workbench.pick("SignalR Service to publish", "chat-signalr");
    await workbench.pick("Layout", "gatewayNegotiate");
    await workbench.question("Suffix of the WebSocket API");
    await workbench.back();
    await workbench.question("Layout");
  } catch (error) {
    await workbench.screenshot("failed gatewayNegotiate");
    throw error;
  }
});
