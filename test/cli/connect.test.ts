import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { WebSocketServer } from "ws";
import { cli, document, errorOf, records, sandboxFixture } from "./support.ts";

const said = (record: Record<string, unknown>): string => `${String(record["direction"])} ${String(record["kind"])}`;

/** A bare WebSocket server; gives its address and what it received. */
async function startEcho(t: TestContext): Promise<{ url: string; received: { text: string; binary: boolean }[]; server: WebSocketServer }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  t.after(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const received: { text: string; binary: boolean }[] = [];
  server.on("connection", (socket) => socket.on("message", (data: Buffer, binary: boolean) => {
    received.push({ text: data.toString("latin1"), binary });
    socket.send(data, { binary });
  }));
  return { url: `ws://127.0.0.1:${address.port}/x`, received, server };
}

void test("actions are carried out in the order given; sends do not wait, a failed one stops the rest", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  await publish({ toApp: true });
  const url = `${sandbox.line.appServerUrl}/chat`;
  const result = await run(["connect", url, "--json", "--send", 'echo("1", "a")', "--invoke", 'echo("2", "b")', "--invoke", "nothing()", "--invoke", 'echo("3", "c")']);
  assert.equal(result.code, 1);
  const all = records(result);
  const sent = all.filter((record) => said(record) === "sent invocation").map(({ target, arguments: given, invocationId }) => [target, given, typeof invocationId]);
  assert.deepEqual(sent, [["echo", ["1", "a"], "undefined"], ["echo", ["2", "b"], "string"], ["nothing", [], "string"]]);
  const last = all.at(-1);
  assert.deepEqual([last?.["kind"], last?.["code"]], ["error", "invocationFailed"]);
  assert.match(String(last?.["error"]), /nothing.*Unknown hub method/i);
  assert.ok(all.some((record) => said(record) === "local closed"));
  assert.deepEqual(all.map(({ seq }) => seq), all.map((_, index) => index + 1));
});

void test("text for people shows the same, a line a record", async (t) => {
  const { run, publish } = await sandboxFixture(t);
  await publish();
  const result = await run(["connect", "--hub", "chat", "--user", "ann", "--invoke", 'echo("ann", "hi")']);
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /^\d\d:\d\d:\d\d\.\d{3} ↓ invocation echo "ann","hi \(echo from server\)"$/m);
});

void test("--until ends with the record it waits for, --for with the time, and what does not come is 1", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  await publish();
  const hub = ["connect", "--hub", "chat", "--json"];
  const [seen, over, late] = await Promise.all([
    run([...hub, "--send", 'broadcastMessage("ann", "ahoi")', "--until", "ahoi", "--for", "20"]),
    run([...hub, "--for", "0.3"]),
    run([...hub, "--until", "never said", "--for", "0.3"]),
  ]);
  assert.equal(seen.code, 0, seen.stderr);
  assert.ok(records(seen).some((record) => said(record) === "received invocation" && record["target"] === "broadcastMessage"));
  assert.equal(over.code, 0, over.stderr);
  assert.deepEqual([late.code, records(late).at(-1)?.["code"]], [1, "untilNotSeen"]);
  assert.ok(sandbox.line.pid > 0);
});

void test("a connection string from file, stdin or the environment does without a control plane", async (t) => {
  const { sandbox, folder, events, publish } = await sandboxFixture(t);
  await publish();
  const { connectionString, gatewayUrl } = sandbox.line;
  const file = join(folder, "string.txt");
  await writeFile(file, `${connectionString}ClientEndpoint=${gatewayUrl};\n`);
  const before = events.filter(({ part }) => part === "arm").length;
  const args = ["connect", "--hub", "chat", "--json", "--invoke", 'echo("a", "b")'];
  const [byFile, byStdin, byEnvironment] = await Promise.all([
    cli([...args, "--connection-string-file", file]),
    cli([...args, "--connection-string-file", "-"], { stdin: connectionString }),
    cli(args, { env: { SIGNALR_CONNECTION_STRING: connectionString } }),
  ]);
  for (const result of [byFile, byStdin, byEnvironment]) assert.equal(result.code, 0, result.stderr);
  assert.ok(String(records(byFile)[0]?.["url"]).startsWith(gatewayUrl), "to its ClientEndpoint");
  assert.ok(String(records(byStdin)[0]?.["url"]).startsWith(sandbox.line.serviceEndpoint), "else to its Endpoint");
  assert.equal(events.filter(({ part }) => part === "arm").length, before);
});

void test("raw text and bytes cross as they are, in bare mode with nothing else", async (t) => {
  const { url, received } = await startEcho(t);
  const result = await cli(["connect", url, "--bare", "--json", "--raw", "a\\x1e\\n\\\\␞", "--raw-hex", "00 ff 1E", "--until", "\u001e\n\\", "--for", "20"]);
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(received[0], { text: "a\u001e\n\\\u001e", binary: false });
  const longer = await cli(["connect", url, "--bare", "--json", "--raw-hex", "00 ff 1E", "--for", "0.4"]);
  assert.equal(longer.code, 0, longer.stderr);
  assert.deepEqual(received.at(-1), { text: "\u0000\u00ff\u001e", binary: true });
  assert.deepEqual(records(longer).map(said), ["local upgrade", "sent binary", "received binary", "local closed"]);
});

void test("headers and query reach the server, and no credential reaches the transcript", async (t) => {
  const { url, server } = await startEcho(t);
  const asked = once(server, "connection");
  const result = await cli(["connect", url, "--bare", "--json", "--header", "X-One: 1", "--header", "Authorization: Bearer 0123456789abcdef0123456789", "--query", "access_token=hush-hush-hush", "--for", "0.2"], { env: { APIM_SUBSCRIPTION_KEY: "0123456789abcdef0123456789abcdef" } });
  assert.equal(result.code, 0, result.stderr);
  const [, request] = (await asked) as [unknown, { url: string; headers: Record<string, string> }];
  assert.deepEqual([request.headers["x-one"], request.headers["ocp-apim-subscription-key"], request.url], ["1", "0123456789abcdef0123456789abcdef", "/x?access_token=hush-hush-hush"]);
  assert.doesNotMatch(result.stdout + result.stderr, /hush|0123456789abcdef/);
});

void test("a server that closes with an error, breaks, or is not there is 1 with the reason", async (t) => {
  const { url, server } = await startEcho(t);
  server.once("connection", (socket) => socket.terminate());
  const broken = await cli(["connect", url, "--bare", "--json"]);
  assert.equal(broken.code, 1);
  assert.ok(records(broken).some(({ kind }) => kind === "error"));
  const absent = await cli(["connect", "http://127.0.0.1:9/chat", "--json"]);
  assert.equal(absent.code, 1);
  const error = records(absent).at(-1);
  assert.equal(error?.["kind"], "error");
  assert.ok(typeof error["nextStep"] === "string");
});

void test("what the control plane refuses is an error document of its own: nothing was connected yet", async (t) => {
  const { run } = await sandboxFixture(t);
  const result = await run(["connect", "--hub", "chat", "--integration", "absent", "--json"]);
  assert.deepEqual([result.code, errorOf(result)["code"]], [1, "integrationNotFound"]);
  assert.deepEqual(Object.keys(document(result)), ["error"]);
});
