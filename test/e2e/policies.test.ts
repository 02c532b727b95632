import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import type { ArmResource, JsonValue } from "../../src/apim/model.ts";
import { publishSandbox } from "../support/published.ts";
import { startEditor } from "./support/editor.ts";
import type { Editor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";
import type { Workbench } from "./support/workbench.ts";

const policy = (inbound: string): string => `<policies>
    <inbound>
        <base />
        ${inbound}
    </inbound>
    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`;
const mine = '<set-header name="X-Mine" exists-action="override"><value>me</value></set-header>';
const theirs = '<set-header name="X-Theirs" exists-action="override"><value>they</value></set-header>';

void test("an integration's policies are edited in VS Code, and no edit is lost", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  const { integration, controlPlane } = await publishSandbox(editor.sandbox.line);
  const [instance] = (await controlPlane.discover([(await controlPlane.subscriptions())[0]?.id ?? ""])).instances;
  assert.ok(instance !== undefined && integration.apis.length === 2);
  const path = "apis/chat-signalr-negotiate/policies/policy";
  const onServer = async (): Promise<string> => text((await controlPlane.rawPolicy(instance, path))?.properties["value"]);
  const someoneElse = async (value: string): Promise<ArmResource> => controlPlane.put(instance, { path, properties: { format: "rawxml", value } });
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);

  await step("a row opens its policy; where there is none, one that only inherits, and the instance is not touched", async () => {
    await workbench.openTree();
    await workbench.expand("chat-signalr, webSocket");
    await workbench.rowAction("SignalR negotiate", "Edit Policy", workbench.notification("There is no policy here yet"));
    assert.match(await workbench.editorText(), /<policies>\n\s+<inbound>\n\s+<base \/>/);
    assert.equal(await onServer(), "");
  });

  await step("what is wrong is marked while it is written, a cors policy beside OPTIONS included", async () => {
    await write(workbench, policy('<set-header nme="a"><value>x</value></set-header>\n        <cors><allowed-origins><origin>https://a.example</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors>'));
    await workbench.run("Problems: Focus on Problems View");
    await problem(workbench, "set-header needs the attribute name.").waitFor();
    await problem(workbench, "The operation OPTIONS / switches the cors policy's preflight answers off").waitFor();
    await workbench.screenshot("policy with problems");
  });

  await step("elements are offered as they are typed, with what they need", async () => {
    await write(workbench, "<policies><inbound><base />");
    await workbench.page.keyboard.type("<set-he");
    await workbench.page.locator(".view-line", { hasText: "<set-he" }).first().waitFor();
    await workbench.page.keyboard.press("Control+Space");
    await workbench.page.locator(".suggest-widget .monaco-list-row", { hasText: "set-header" }).first().waitFor();
    await workbench.screenshot("policy completion");
    await workbench.page.keyboard.press("Enter");
    await workbench.page.locator(".view-line", { hasText: 'name=""' }).first().waitFor();
  });

  await step("saving writes it to the instance, and nothing is saved before that", async () => {
    await write(workbench, policy(mine));
    assert.equal(await onServer(), "");
    await save(editor, workbench, 201);
    assert.match(await onServer(), /X-Mine/);
  });

  await step("what API Management refuses is marked at its place, in its words", async () => {
    await write(workbench, policy('<retry condition="@(true)" count="1" interval="1"><set-method>GET</set-method></retry>'));
    await save(editor, workbench, 400);
    await workbench.notification("API Management refuses line 4").waitFor();
    await problem(workbench, "The sandbox cannot run this; API Management may").waitFor();
    assert.match((await problem(workbench, "The sandbox cannot run this").getAttribute("aria-label")) ?? "", /line 4 and character 10/);
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("what someone else wrote meanwhile is merged for the person to look at; saving then keeps both", async () => {
    await someoneElse(policy(mine).replace("<outbound>\n        <base />", `<outbound>\n        <base />\n        ${theirs}`));
    await write(workbench, policy(mine.replace(">me<", ">still me<")));
    await save(editor, workbench, 412);
    await workbench.page.locator(".tab", { hasText: "instance ↔ merged with yours" }).waitFor();
    await workbench.page.locator(".monaco-diff-editor .view-line", { hasText: "still me" }).first().waitFor();
    await workbench.screenshot("policy merged");
    assert.doesNotMatch(await onServer(), /still me/);
    await save(editor, workbench, 200);
    const merged = await onServer();
    assert.match(merged, /still me/);
    assert.match(merged, /X-Theirs/);
  });

  await step("where both changed the same, the person decides", async () => {
    await someoneElse(policy(mine.replace(">me<", ">they say<")));
    await workbench.run("View: Close All Editors");
    await workbench.rowAction("SignalR negotiate", "Edit Policy", workbench.page.locator(".view-line", { hasText: "they say" }));
    await someoneElse(policy(mine.replace(">me<", ">they say now<")));
    await write(workbench, policy(mine.replace(">me<", ">I say<")));
    await save(editor, workbench, 412);
    await workbench.page.locator(".merge-editor").waitFor();
    await workbench.page.locator(".merge-editor", { hasText: "1 Conflict Remaining" }).waitFor();
    await workbench.screenshot("policy merge conflict");
    await workbench.page.keyboard.press("Control+S");
    await workbench.dialogButton("Cancel").click();
    assert.match(await onServer(), /they say now/, "nothing is written before the person has decided");
  });

  await step("a policy that is not saved is there again after the window was reloaded, and still knows what it began from", async () => {
    await workbench.run("File: Revert File");
    await workbench.run("View: Close All Editors");
    await workbench.rowAction("SignalR negotiate", "Edit Policy", workbench.page.locator(".view-line", { hasText: "they say now" }));
    await write(workbench, policy(mine.replace(">me<", ">not saved<")));
    await someoneElse(policy(mine.replace(">me<", ">they say now<")).replace("<outbound>\n        <base />", `<outbound>\n        <base />\n        ${theirs}`));
    await backedUp(t, editor, ">not saved<");
    await workbench.reload();
    await workbench.page.locator(".view-line", { hasText: "not saved" }).waitFor();
    await workbench.page.locator(".tab.dirty", { hasText: "chat-signalr-negotiate" }).waitFor();
    await workbench.screenshot("policy after a reload");
    await save(editor, workbench, 412);
    await workbench.page.locator(".tab", { hasText: "instance ↔ merged with yours" }).waitFor();
    assert.match(await onServer(), /they say now/, "what someone else wrote is not overwritten");
    await save(editor, workbench, 200);
    assert.match(await onServer(), /not saved[^]*X-Theirs/);
    await workbench.page.locator(".tab.dirty").first().waitFor({ state: "detached" });
    await workbench.run("View: Close All Editors");
  });

  await step("a policy is deleted from its row, once the person has agreed, and can be had back", async () => {
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.expand("chat-signalr, webSocket");
    await workbench.rowAction("SignalR negotiate", "Edit Policy", workbench.page.locator(".view-line", { hasText: "not saved" }));
    await workbench.rowMenu("SignalR negotiate", "Delete Policy");
    await workbench.dialogButton("Cancel").click();
    assert.match(await onServer(), /not saved/);
    await workbench.rowMenu("SignalR negotiate", "Delete Policy");
    await workbench.dialogButton("Delete").waitFor();
    await workbench.screenshot("policy deletion asked");
    await workbench.dialogButton("Delete").click();
    await workbench.notification("The policy of chat-signalr-negotiate is deleted.").waitFor();
    await workbench.page.locator(".editor-group-container.active .view-lines", { hasNotText: "not saved" }).waitFor();
    assert.equal(await onServer(), "");
    await workbench.screenshot("policy deleted");
    await workbench.notification("is deleted").locator(".monaco-button", { hasText: "Undo" }).click();
    await workbench.page.locator(".view-line", { hasText: "not saved" }).waitFor();
    assert.match(await onServer(), /not saved/);
  });

  await step("a policy that someone else changed while the person was asked is not deleted", async () => {
    await workbench.command("Delete Policy");
    await workbench.dialogButton("Delete").waitFor();
    await someoneElse(policy(theirs));
    await workbench.dialogButton("Delete").click();
    await workbench.notification("Someone else changed the policy of chat-signalr-negotiate in the meantime. Nothing was deleted.").waitFor();
    assert.match(await onServer(), /X-Theirs/);
    await workbench.notification("Nothing was deleted").locator(".monaco-button", { hasText: "Retry" }).click();
    await workbench.dialogButton("Show Changes").waitFor();
    await workbench.screenshot("policy deletion asked again");
    await workbench.dialogButton("Show Changes").click();
    await workbench.page.locator(".monaco-diff-editor .view-line", { hasText: "X-Theirs" }).first().waitFor();
    assert.match(await onServer(), /X-Theirs/);
  });
});

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Puts a text in the place of the active editor's, as pasting does: typing would be indented and closed by itself. */
async function write({ page }: Workbench, content: string): Promise<void> {
  await page.locator(".editor-group-container.active .view-lines").first().click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  // As text, because this runs in the page.
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", ${JSON.stringify(content)});
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }`);
  await page.locator(".editor-group-container.active .view-line", { hasText: content.trim().slice(0, 10) }).first().waitFor();
}

/** Saves the active editor; resolves when the control plane has answered with that status. */
async function save({ events }: Editor, { page }: Workbench, status: number): Promise<void> {
  const from = events.all.length;
  await page.keyboard.press("Control+S");
  assert.equal(await answered(events, from), status);
}

/** VS Code keeps what is not saved a moment after it was written; a window that goes before that has lost it. */
async function backedUp(t: TestContext, editor: Editor, content: string): Promise<void> {
  // Its files come and go while they are read: a look that fails is made again, too.
  await t.waitFor(async () => assert.ok((await editor.kept()).some(([name, kept]) => name.includes("Backups") && kept.includes(content))), { timeout: 20_000 });
}

/** Status of the next write; fails where none comes. */
async function answered(events: Editor["events"], from: number): Promise<unknown> {
  const late = AbortSignal.timeout(20_000);
  const none = new Promise<never>((_resolve, reject) => late.addEventListener("abort", () => reject(new Error("Nothing was written."))));
  return (await Promise.race([events.find((event) => event.part === "arm" && event["method"] === "PUT", from), none]))["status"];
}

function problem({ page }: Workbench, message: string): ReturnType<Workbench["row"]> {
  return page.locator(".markers-panel .monaco-list-row").filter({ hasText: message }).first();
}
