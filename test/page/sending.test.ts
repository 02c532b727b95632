import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { connectionStringTarget } from "../../src/console/connectionStringTarget.ts";
import { onlyService, startTestService } from "../support/signalRService.ts";
import { pageTests, rows, until } from "./harness/pageTests.ts";

const open = pageTests();

void suite("sending from the console's page", () => {
  void test("streams: items are rows, can be held back, and the stream cancelled", async (t) => {
    const console = await open(t);
    const { page } = console;
    console.hub.endless = true;
    await console.connect();
    await page.getByLabel("Mode").selectOption("stream");
    await page.getByLabel("Target").fill("count");
    await page.getByLabel("Target").press("Enter");
    const task = page.locator(".task", { hasText: "count streams" });
    await task.waitFor();
    console.hub.receive({ kind: "streamItem", invocationId: "0", item: "one" });
    await page.locator(rows, { hasText: '"one"' }).waitFor();
    await task.filter({ hasText: "1 items" }).waitFor();
    await task.getByRole("button", { name: "Hold back" }).click();
    await task.filter({ hasText: "paused" }).waitFor();
    console.hub.receive({ kind: "streamItem", invocationId: "0", item: "two" });
    await task.filter({ hasText: "2 items" }).waitFor();
    assert.equal(await page.locator(rows, { hasText: '"two"' }).count(), 0);
    await task.getByRole("button", { name: "Show further items" }).click();
    await page.locator(rows, { hasText: '"two"' }).waitFor();
    await task.getByRole("button", { name: "Cancel the stream" }).click();
    await page.locator(rows, { hasText: "cancelInvocation" }).waitFor();
    console.hub.endStream("0");
    await task.waitFor({ state: "detached" });
  });

  void test("uploads: items by line, by hand, and the end", async (t) => {
    const console = await open(t);
    const { page } = console;
    console.hub.endless = true;
    await console.connect();
    await page.getByLabel("Mode").selectOption("upload");
    await page.getByLabel("Target").fill("collect");
    await page.getByLabel("Items").fill("1");
    await page.getByLabel("Items").press("Enter");
    await page.getByLabel("Items").pressSequentially("2");
    await page.getByRole("button", { name: "Send, Keep Open" }).click();
    const task = page.locator(".task", { hasText: "Upload to collect: 2 items" });
    await task.waitFor();
    await page.getByLabel("Next item for collect").fill('{"by":"hand"}');
    await page.getByLabel("Next item for collect").press("Enter");
    await page.locator(rows, { hasText: '{"by":"hand"}' }).waitFor();
    console.file = 'a line\n{"a":"second"}\n';
    await page.getByRole("button", { name: "Send the lines of a file to collect" }).click();
    for (const text of ['"a line"', '{"a":"second"}']) await page.locator(rows, { hasText: text }).waitFor();
    await page.getByLabel("Next item for collect").fill("nonsense");
    await page.getByLabel("Next item for collect").press("Enter");
    await page.locator("#composer-problem").waitFor();
    await page.getByRole("button", { name: "End the upload to collect" }).click();
    await page.locator(".task").waitFor({ state: "detached" });
    assert.equal(await page.locator(rows, { hasText: "streamItem" }).count(), 5);
  });

  void test("answers what the hub asks, and from then on by itself", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    void console.hub.ask({ kind: "invocation", invocationId: "7", target: "GetAge", arguments: ["ann"] });
    const question = page.locator(".task.question", { hasText: 'The hub asks GetAge(["ann"])' });
    await question.waitFor();
    await page.locator("[role=status]", { hasText: "The hub asks GetAge" }).waitFor({ state: "attached" });
    await question.getByLabel("Always").check();
    await question.getByLabel("Answer to GetAge").fill("42");
    await question.getByLabel("Answer to GetAge").press("Enter");
    await question.waitFor({ state: "detached" });
    await page.locator(rows, { hasText: "completion" }).filter({ hasText: "42" }).waitFor();
    await page.getByRole("button", { name: "Saved messages, rules and replay" }).click();
    await page.locator(".rule", { hasText: "GetAge → 42" }).waitFor();
    assert.deepEqual(await console.hub.ask({ kind: "invocation", invocationId: "8", target: "getage", arguments: [] }), { result: 42 });
    await page.getByRole("button", { name: "Delete the answer of GetAge" }).click();
    await page.locator(".rule").waitFor({ state: "detached" });
    void console.hub.ask({ kind: "invocation", invocationId: "9", target: "GetAge", arguments: [] });
    await question.or(page.locator(".task.question")).getByLabel("Answer to GetAge").fill("not now");
    await page.getByRole("button", { name: "Answer with Error" }).click();
    await page.locator(rows, { hasText: "not now" }).waitFor();
  });

  void test("answers from the composer what the hub asks: a result, or an error", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Mode").selectOption("clientResult");
    for (const [invocationId, target] of [["7", "GetAge"], ["8", "GetName"]] as const) void console.hub.ask({ kind: "invocation", invocationId, target, arguments: [] });
    await page.locator(".task.question").nth(1).waitFor();
    await page.getByLabel("Asked method").fill("GetName");
    await page.getByLabel("Result", { exact: true }).fill('"ann"');
    await page.getByLabel("Result", { exact: true }).press("Enter");
    await page.locator(".task.question", { hasText: "GetName" }).waitFor({ state: "detached" });
    await page.getByLabel("Asked method").fill("");
    await page.getByLabel("Result", { exact: true }).fill("not today");
    await page.getByRole("button", { name: "Send as Error" }).click();
    await page.locator(".task.question").waitFor({ state: "detached" });
    for (const text of ['"ann"', "not today"]) await page.locator(rows, { hasText: "completion" }).filter({ hasText: text }).waitFor();
    await page.getByLabel("Result", { exact: true }).press("Enter");
    await page.locator("#composer-problem", { hasText: "The hub waits for no answer." }).waitFor();
  });

  void test("plays the server: everybody, a user, a group, one connection, and says what the service answered", async (t) => {
    const service = await startTestService(t);
    const target = connectionStringTarget(`Endpoint=${service.url};AccessKey=${onlyService(service.model).keys.primary};Version=1.0;`, "chat");
    const console = await open(t, { target });
    const { page } = console;
    await page.getByLabel("User").fill("ann");
    await console.connect();
    await page.getByLabel("Mode").selectOption("service");
    const answer = page.locator(".service-answer");
    const ask = async (operation: string, fields: Readonly<Record<string, string>>, says: string): Promise<void> => {
      await page.getByLabel("Operation").selectOption(operation);
      for (const [label, value] of Object.entries(fields)) await page.locator("signalr-composer").getByLabel(label, { exact: true }).fill(value);
      await page.locator("button.send").click();
      await answer.filter({ hasText: says }).waitFor();
    };
    await ask("sendToAll", { Target: "news", Arguments: '"to all"' }, "The service took it.");
    await page.locator(rows, { hasText: "to all" }).waitFor();
    await ask("userExists", { User: "ann" }, "Yes, it is there.");
    await ask("userExists", { User: "nobody" }, "No, there is none.");
    await ask("addUserToGroup", { User: "ann", Group: "team" }, "Done.");
    await ask("groupExists", { Group: "team" }, "Yes, it is there.");
    await ask("sendToGroup", { Group: "team", Target: "grouped", Arguments: '"to the group"' }, "The service took it.");
    await page.locator(rows, { hasText: "to the group" }).waitFor();
    await ask("removeUserFromGroup", { User: "ann", Group: "team" }, "Done.");
    await ask("groupExists", { Group: "team" }, "No, there is none.");
    await ask("sendToUser", { User: "ann", Target: "private", Arguments: '"to ann"' }, "The service took it.");
    await page.locator(rows, { hasText: "to ann" }).waitFor();
    await page.locator("signalr-composer").getByLabel("User", { exact: true }).fill(" ");
    await page.locator("button.send").click();
    await page.locator("#composer-problem", { hasText: "It is not said for which user." }).waitFor();
    await page.locator(".hop", { hasText: "negotiate" }).click();
    await page.locator(".hop-detail").waitFor();
    const [, id = ""] = /connectionId\s+"([^"]+)"/.exec(await page.locator(".hop-detail").innerText()) ?? [];
    await ask("connectionExists", { Connection: id }, "Yes, it is there.");
    await ask("closeConnection", { Connection: id }, "Done.");
    await page.locator(".state.closed, .state.failed").waitFor();
    await ask("connectionExists", { Connection: id }, "No, there is none.");
  });

  void test("sends bytes in hexadecimal", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Mode").selectOption("rawHex");
    await page.getByLabel("Bytes").fill("7b 22 74");
    await page.getByLabel("Bytes").press("Enter");
    await until(() => console.hub.rawSent.length > 0);
    assert.deepEqual(console.hub.rawSent[0], { text: '{"t', binary: true });
    await page.getByLabel("Bytes").fill("7b 2");
    await page.getByLabel("Bytes").press("Enter");
    await page.locator("#composer-problem").waitFor();
  });

  void test("on a bare connection offers only raw messages, with the handshake at hand", async (t) => {
    const console = await open(t);
    const { page } = console;
    await page.getByRole("button", { name: "Connection settings" }).click();
    await page.getByLabel("Bare WebSocket").check();
    await console.connect();
    assert.deepEqual(await page.getByLabel("Mode").locator("option").allInnerTexts(), ["Raw text", "Raw hex"]);
    await page.getByRole("button", { name: "Insert Handshake" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await until(() => console.hub.rawSent.length > 0);
    assert.equal(console.hub.rawSent[0]?.text, '{"protocol":"json","version":1}\u001e');
  });

  void test("brings back what was sent lately", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    await page.getByLabel("Arguments").fill('"first"');
    await page.getByLabel("Arguments").press("Enter");
    await page.getByLabel("Arguments").fill("other");
    await page.getByRole("button", { name: "Saved messages, rules and replay" }).click();
    await page.getByRole("button", { name: 'Invoke echo "first"' }).click();
    await until(async () => (await page.getByLabel("Arguments").inputValue()) === '"first"');
  });
});
