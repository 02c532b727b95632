import assert from "node:assert/strict";
import { test } from "node:test";
import { document, records, sandboxFixture } from "./support.ts";

const api = "apis/chat-signalr-signalr-socket";
const policy = `${api}/operations/onHandshake/policies/policy`;
const mine = ["--integration", "chat-signalr-signalr"];

void test("the gateway negotiates, from plan to removal: one API, one policy, no ClientEndpoint, and a bare WebSocket chats", async (t) => {
  const { run, sandbox } = await sandboxFixture(t);
  const { line, model } = sandbox;
  const gatewayUrl = `${line.gatewayUrl.replace("http", "ws")}/signalr`;
  const options = ["--layout", "gatewayNegotiate", "--app-negotiate-url", `${line.appServerUrl}/chat/negotiate`, "--hub", "chat"];

  const planned = await run(["plan", ...options, "--json", "--exit-code"]);
  assert.equal(planned.code, 3, planned.stderr);
  const plan = document(planned);
  assert.deepEqual([plan["layout"], plan["name"], plan["clientEndpoint"]], ["gatewayNegotiate", "chat-signalr-signalr", null]);
  assert.match(planned.stderr, /must have no ClientEndpoint/);
  const words = await run(["plan", ...options]);
  assert.match(words.stdout, new RegExp(`clients will use {3}${gatewayUrl}\\n`));
  assert.match(words.stdout, /create {2}policy of handshake of API "SignalR socket \(chat-signalr-signalr\)": negotiation with http/);
  assert.doesNotMatch(words.stdout, /ClientEndpoint=/);

  const published = document(await run(["publish", ...options, "--yes", "--json"]));
  assert.deepEqual([published["outcome"], published["applied"], published["writes"]], ["applied", [api, policy], 2]);
  const again = document(await run(["publish", ...options, "--yes", "--json"]));
  assert.deepEqual([again["outcome"], again["writes"]], ["nothing", 0]);
  assert.deepEqual(document(await run(["integrations", "--json"])), { integrations: [{ name: "chat-signalr-signalr", layout: "gatewayNegotiate", signalR: "chat-signalr", clientEndpoint: null, gatewayUrls: [gatewayUrl], findings: [] }] });

  const bare = await run(["connect", gatewayUrl, "--bare", "--raw", '{"protocol":"json","version":1}␞', "--raw", '{"type":1,"invocationId":"1","target":"echo","arguments":["ann","hello"]}␞', "--until", "echo from server", "--json"]);
  assert.equal(bare.code, 0, bare.stderr);
  const named = await run(["connect", "--hub", "chat", ...mine, "--invoke", 'echo("ann", "hello")', "--json"]);
  assert.equal(named.code, 0, named.stderr);
  assert.ok(!records(named).some(({ kind }) => kind === "negotiate"), "the gateway negotiates, not the client");
  const withUser = await run(["connect", "--hub", "chat", ...mine, "--user", "ann", "--json"]);
  assert.deepEqual([withUser.code, /the app makes the token/.test(withUser.stderr)], [1, true]);
  const string = await run(["connection-string", ...mine]);
  assert.deepEqual([string.code, /no ClientEndpoint/.test(string.stderr)], [1, true]);

  const removed = document(await run(["remove", ...mine, "--yes", "--json"]));
  assert.deepEqual([removed["outcome"], removed["applied"], removed["writes"]], ["applied", [api], 1]);
  assert.deepEqual([...model.instances.values()].map(({ apis }) => [...apis.keys()]), [["echo-api"]]);
});

void test("three layouts of one service stand side by side on one instance, each removed by itself", async (t) => {
  const { run, sandbox } = await sandboxFixture(t);
  const names = ["chat-signalr", "chat-signalr-http", "chat-signalr-signalr"];
  assert.equal((await run(["publish", "--layout", "webSocket", "--yes"])).code, 0);
  assert.equal((await run(["publish", "--layout", "http", "--prefix", "http", "--yes"])).code, 0);
  assert.equal((await run(["publish", "--layout", "gatewayNegotiate", "--app-negotiate-url", `${sandbox.line.appServerUrl}/chat/negotiate`, "--yes"])).code, 0);
  const listed = async (): Promise<unknown> => {
    const { integrations } = document(await run(["integrations", "--json"])) as { integrations: { name: string; layout: string; findings: unknown[] }[] };
    return integrations.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ name, layout, findings }) => [name, layout, findings.length]);
  };
  assert.deepEqual(await listed(), [[names[0], "webSocket", 0], [names[1], "http", 0], [names[2], "gatewayNegotiate", 0]]);
  for (const name of names) assert.equal((await run(["remove", "--integration", name, "--yes"])).code, 0, name);
  assert.deepEqual(await listed(), []);
});
