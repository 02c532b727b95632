import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { connectConsole, disconnectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

const transcript = `{"format":"signalr-transcript","version":1,"target":"https://app.example/chat","startedAt":"2026-11-21T12:01:04.000Z"}
{"seq":1,"time":"2026-11-21T12:01:04.000Z","direction":"sent","kind":"invocation","frame":1,"text":"{\\"type\\":1}","invocationId":"0","target":"echo","arguments":["from yesterday"]}
{"seq":2,"time":"2026-11-21T12:01:04.009Z","direction":"received","kind":"completion","frame":2,"text":"{\\"type\\":3}","invocationId":"0","result":null,"roundTripMs":9}
`;
const replayed = `{"format":"signalr-transcript","version":1,"target":"https://app.example/chat","startedAt":"2026-11-21T12:01:04.000Z"}
{"seq":1,"time":"2026-11-21T12:01:04.000Z","direction":"sent","kind":"invocation","frame":1,"text":"{\\"type\\":1,\\"target\\":\\"echo\\",\\"arguments\\":[\\"ann\\",\\"once more\\"]}","target":"echo","arguments":["ann","once more"]}
`;
const messages = `{ "version": 1, "messages": [{ "name": "greeting", "mode": "invoke", "target": "echo", "arguments": ["ann", "hi"] }] }`;

void test("a transcript opens read only, and a console works by a connection string alone, in a real VS Code", { timeout: 180_000 }, async (t) => {
  const editor = await startEditor(t);
  await writeFile(join(editor.folder, "yesterday.signalr.jsonl"), transcript);
  await writeFile(join(editor.folder, "today.signalr.jsonl"), transcript.replaceAll("2026-11-21", "2026-11-22").replace("from yesterday", "from today"));
  await writeFile(join(editor.folder, "replayed.signalr.jsonl"), replayed);
  await mkdir(join(editor.folder, ".vscode"));
  await writeFile(join(editor.folder, ".vscode", "signalr-messages.json"), messages);
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);

  await step("a transcript from the explorer shows its records, and nothing to send with", async () => {
    // A window that has just opened may show the folder before it knows its extensions' editors.
    await workbench.openTree();
    await workbench.run("View: Show Explorer");
    await workbench.page.locator('.explorer-folders-view [aria-label^="yesterday.signalr.jsonl"]').first().dblclick();
    await logRow(workbench.webview(), "sent", "from yesterday").waitFor();
    assert.equal(await workbench.webview().locator("button.connect").count(), 0);
    await workbench.screenshot("transcript");
    await workbench.run("View: Close Editor");
  });

  await step("two transcripts selected in the explorer are compared, the earlier one first", async () => {
    const file = (name: string): Locator => workbench.page.locator(`.explorer-folders-view [aria-label^="${name}.signalr.jsonl"]`).first();
    await file("today").click();
    // A file that opens late is shown in the explorer again, and what was selected meanwhile is not any more.
    await logRow(workbench.webview(), "sent", "from today").waitFor();
    await file("yesterday").click({ modifiers: ["ControlOrMeta"] });
    await workbench.page.locator(".explorer-folders-view .monaco-list-row.selected").nth(1).waitFor();
    await file("yesterday").click({ button: "right" });
    await workbench.menuItem("Compare Transcripts");
    await workbench.page.locator(".editor-group-container.active .view-line", { hasText: "Two SignalR sessions compared" }).waitFor();
    assert.match(await workbench.editorText(), /^- #1 sent invocation echo "from yesterday"\n\+ #1 sent invocation echo "from today"$/m);
    await workbench.screenshot("transcripts compared");
  });

  await step("a connection string and a hub are enough to chat", async () => {
    await workbench.command("Open Console with a Connection String");
    await workbench.answer("The service's connection string", editor.sandbox.line.connectionString);
    await workbench.answer("The hub's name at the service", "chat");
    const page = workbench.webview();
    await connectConsole(page);
    await invoke(page, "echo", '"ann", "by the string"');
    await logRow(page, "received", "by the string").waitFor();
    await workbench.screenshot("console by connection string");
  });

  await step("who has the key plays the server: sends to everybody and to a user, manages groups, asks who is there", async () => {
    const page = workbench.webview();
    await disconnectConsole(page);
    await page.getByLabel("User").fill("ann");
    await connectConsole(page);
    await page.getByLabel("Mode").selectOption("service");
    const composer = page.locator("signalr-composer");
    const ask = async (operation: string, fields: Readonly<Record<string, string>>, says: string): Promise<void> => {
      await page.getByLabel("Operation").selectOption(operation);
      for (const [label, value] of Object.entries(fields)) await composer.getByLabel(label, { exact: true }).fill(value);
      await page.locator("button.send").click();
      await page.locator(".service-answer", { hasText: says }).waitFor();
    };
    await ask("sendToAll", { Target: "news", Arguments: '"for everybody"' }, "The service took it.");
    await logRow(page, "received", "for everybody").waitFor();
    await ask("addUserToGroup", { User: "ann", Group: "team" }, "Done.");
    await ask("groupExists", { Group: "team" }, "Yes, it is there.");
    await ask("sendToGroup", { Group: "team", Target: "grouped", Arguments: '"for the team"' }, "The service took it.");
    await logRow(page, "received", "for the team").waitFor();
    await ask("userExists", { User: "nobody" }, "No, there is none.");
    await workbench.screenshot("console service side");
  });

  await step("what a transcript sent is sent again, at a pace of one's own", async () => {
    const page = workbench.webview();
    await page.locator("button.saved-button").click();
    await page.getByLabel("Milliseconds between two messages").fill("1");
    await page.getByRole("button", { name: "Replay a Transcript…" }).click();
    await workbench.chooseFile(join(editor.folder, "replayed.signalr.jsonl"));
    await logRow(page, "received", "once more (echo from server)").waitFor();
    await page.locator("button.saved-button").click();
  });

  await step("no file of the editor but its own storage of secrets holds the key", async () => {
    const { connectionString } = editor.sandbox.line;
    const key = /AccessKey=([^;]+)/.exec(connectionString)?.[1] ?? "";
    assert.notEqual(key, "");
    const holding = (await editor.kept()).filter(([, text]) => text.includes(key)).map(([name]) => name);
    assert.deepEqual(holding, []);
    assert.equal(await readFile(join(editor.folder, "yesterday.signalr.jsonl"), "utf8"), transcript);
  });
});
