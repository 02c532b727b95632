import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands, languageModelTools } from "../../src/ui/commands.ts";
import { readTranscriptTool } from "../../src/ui/languageModel/readTranscriptTool.ts";
import { runDoctorTool } from "../../src/ui/languageModel/runDoctorTool.ts";
import { fitted } from "../../src/ui/languageModel/tools.ts";
import { services } from "./extension.ts";
import { test } from "./suite.ts";

/** What a model reads of a tool that asks nobody first. */
async function told(name: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : "")).join("");
}

const { signal } = new AbortController();

test("language models are offered three tools, each with words on what it is for and what it takes", () => {
  const ours = vscode.lm.tools.filter(({ name }) => name.startsWith("signalrApim_"));
  assert.deepEqual(ours.map(({ name }) => name).toSorted(), Object.values(languageModelTools).toSorted());
  for (const { description, inputSchema } of ours) {
    assert.ok(description.length > 200);
    assert.ok(inputSchema !== undefined);
  }
});

test("a model learns what is published, and no key", async () => {
  await vscode.commands.executeCommand(commands.startSandbox);
  const text = await told(languageModelTools.listIntegrations, {});
  const { integrations } = JSON.parse(text);
  assert.deepEqual(integrations.map(({ name, layout, state }: Readonly<Record<string, unknown>>) => ({ name, layout, state })), [{ name: "chat-signalr", layout: "webSocket", state: "published" }]);
  assert.doesNotMatch(text, /AccessKey/i);
  assert.deepEqual(JSON.parse(await told(languageModelTools.listIntegrations, { instance: "elsewhere" })), { integrations: [] });
  assert.match(await told(languageModelTools.listIntegrations, { instnce: "x" }), /^It failed: .*instnce/);
});

test("a model gets the doctor's report, verdict first; the person is asked before it runs", async () => {
  const tool = runDoctorTool(await services());
  assert.match(tool.confirm?.({ integration: "chat-signalr" }).message ?? "", /connects as a client does to chat-signalr/);
  assert.match(tool.confirm?.({ url: "https://app.contoso.com/chat?access_token=eyJhbGciOi.eyJzdWIi.c2ln" }).message ?? "", /app\.contoso\.com\/chat\?access_token=(?!eyJ)/);
  assert.match(await tool.run({ integration: "chat-signalr" }, signal), /^# Doctor: .*chat-signalr[\s\S]*\*\*✓/);
  await assert.rejects(tool.run({ integration: "nobody" }, signal), /no such integration\. There are: chat-signalr on sandbox-apim/);
  await assert.rejects(tool.run({ url: "file:///etc/passwd" }, signal), /http, https, ws or wss/);
});

test("a model reads a transcript of the workspace by pages and filters, and no other file", async () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  const uri = vscode.Uri.joinPath(folder.uri, "kept.signalr.jsonl");
  const time = "2026-01-02T03:04:05.678Z";
  const record = (seq: number, kind: string, members: object = {}): string => JSON.stringify({ seq, time, direction: "received", kind, ...members });
  const lines = [JSON.stringify({ format: "signalr-transcript", version: 1, target: "chat", startedAt: time }), record(1, "handshake"), ...[2, 3, 4].map((seq) => record(seq, "invocation", { target: "say", arguments: ["x".repeat(2000)] })), record(5, "closed", { code: 1006 })];
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${lines.join("\n")}\n`));
  const tool = readTranscriptTool();
  const page = await tool.run({ path: "kept.signalr.jsonl", filter: "kind:invocation", limit: 2 }, signal);
  assert.match(page, /^\{"format":"signalr-transcript"/);
  assert.match(page, /\[2 of 3 records that fit the filter, of 5 in all; ask again with from: 4 for more\]$/);
  assert.ok(page.length < 3000);
  assert.match(await tool.run({ path: uri.fsPath, filter: "kind:closed" }, signal), /"code":1006[\s\S]*\[1 of 1/);
  for (const path of ["../kept.signalr.jsonl", "/etc/passwd", "package.json", "/tmp/other.signalr.jsonl"]) await assert.rejects(tool.run({ path }, signal), /folder of the open workspace/);
  await assert.rejects(tool.run({ path: "kept.signalr.jsonl", filter: "kind:nonsense" }, signal), /nonsense/);
  await vscode.workspace.fs.delete(uri);
  await vscode.commands.executeCommand(commands.stopSandbox);
});

test("what a model is told fits its budget, and says what was left out", () => {
  assert.equal(fitted("short"), "short");
  assert.equal(fitted("x".repeat(300), 100), "x".repeat(300));
  const cut = fitted("x".repeat(1000), 100);
  assert.ok(cut.length <= 300);
  assert.match(cut, /700 of 1000 characters left out\]$/);
});
