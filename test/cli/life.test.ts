import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { document, records, sandboxFixture } from "./support.ts";

const webSocket = ["--layout", "webSocket"];
const chat = ["--integration", "chat-signalr"];
const resources = ["apis/chat-signalr-negotiate", "apis/chat-signalr-negotiate/operations/negotiate-preflight", "apis/chat-signalr-negotiate/operations/negotiate", "apis/chat-signalr-connect"];

/** `action resource` of every change. */
function changes(of: Record<string, unknown>): string[] {
  assert.ok(Array.isArray(of["changes"]));
  return of["changes"].map(({ action, resource }: { action: string; resource: string }) => `${action} ${resource}`);
}

void test("the whole life: plan, publish, again, string, chat through the gateway, remove, 404 again", async (t) => {
  const { run, sandbox, events } = await sandboxFixture(t);
  const { line, model } = sandbox;
  const foreign = JSON.stringify([...model.instances.values()].map(({ apis }) => apis.get("echo-api")));

  const nothing = await run(["integrations", "--json"]);
  assert.deepEqual([nothing.code, document(nothing)], [0, { integrations: [] }]);

  const planned = await run(["plan", ...webSocket, "--json", "--exit-code"]);
  assert.equal(planned.code, 3);
  const plan = document(planned);
  assert.deepEqual([plan["layout"], plan["name"], plan["clientEndpoint"]], ["webSocket", "chat-signalr", line.gatewayUrl]);
  assert.deepEqual(changes(plan), resources.map((resource) => `create ${resource}`));
  assert.deepEqual(Object.keys(plan).toSorted(), ["changes", "clientEndpoint", "layout", "name"]);
  assert.ok(!events.some(({ method }) => method === "PUT" || method === "PATCH" || method === "DELETE"), "a plan writes nothing");
  const inWords = await run(["plan", ...webSocket]);
  assert.equal(inWords.code, 0, "changes end with 3 only when asked");
  assert.match(inWords.stdout, /\+ create {2}API "SignalR negotiate" +apis\/chat-signalr-negotiate\n/);
  assert.match(inWords.stdout, /4 to create/);

  const published = await run(["publish", ...webSocket, "--json", "--yes"]);
  assert.equal(published.code, 0, published.stderr);
  const applied = document(published);
  assert.deepEqual([applied["outcome"], applied["applied"], applied["remaining"], applied["writes"]], ["applied", resources, [], 4]);
  assert.ok(Number(applied["requests"]) > 4);
  assert.match(published.stderr, /1 of 4: create API "SignalR negotiate"/, "progress goes to stderr");

  const again = document(await run(["publish", ...webSocket, "--json", "--yes"]));
  assert.deepEqual([again["outcome"], again["applied"], again["writes"]], ["nothing", [], 0]);
  assert.deepEqual(changes(again), resources.map((resource) => `none ${resource}`));
  assert.equal((await run(["plan", ...webSocket, "--exit-code"])).code, 0);

  const listed = document(await run(["integrations", "--json"]));
  assert.deepEqual(listed, { integrations: [{ name: "chat-signalr", layout: "webSocket", signalR: "chat-signalr", clientEndpoint: line.gatewayUrl, gatewayUrls: [`${line.gatewayUrl}/client/`], findings: [] }] });
  assert.match((await run(["integrations"])).stdout, /chat-signalr {2}layout webSocket, published/);

  const given = await run(["connection-string", ...chat, "--to", "sandbox-app", "--json"]);
  assert.deepEqual([given.code, document(given)], [0, { to: "sandbox-app" }]);

  const before = events.length;
  const chatted = await run(["connect", `${line.appServerUrl}/chat`, "--json", "--invoke", 'echo("ann", "hello")']);
  assert.equal(chatted.code, 0, chatted.stderr);
  const seen = records(chatted);
  assert.deepEqual(seen.map(({ direction, kind }) => `${String(direction)} ${String(kind)}`), [
    "local negotiate", "local redirect", "local negotiate", "local upgrade", "sent handshake", "received handshake",
    "sent invocation", "received invocation", "received completion", "sent close", "local closed",
  ]);
  assert.deepEqual(seen[7]?.["arguments"], ["ann", "hello (echo from server)"]);
  assert.equal(typeof seen[8]?.["roundTripMs"], "number");
  const throughGateway = events.slice(before).filter(({ part, event }) => part === "gateway" && event === "request");
  assert.deepEqual(throughGateway.map(({ api, status }) => [api, status]), [["chat-signalr-negotiate", 200], ["chat-signalr-connect", 101]]);

  const removed = document(await run(["remove", ...chat, "--yes", "--json"]));
  assert.deepEqual([removed["outcome"], removed["writes"]], ["applied", 2]);
  assert.deepEqual(changes(removed), ["delete apis/chat-signalr-connect", "delete apis/chat-signalr-negotiate"]);

  const gone = await run(["connect", `${line.appServerUrl}/chat`, "--json", "--invoke", 'echo("ann", "hello")']);
  assert.equal(gone.code, 1);
  const refused = records(gone).find(({ kind, url }) => kind === "negotiate" && String(url).startsWith(line.gatewayUrl));
  assert.equal(refused?.["status"], 404);
  assert.match(gone.stderr, /nothing is published/);
  assert.equal(JSON.stringify([...model.instances.values()].map(({ apis }) => apis.get("echo-api"))), foreign, "a foreign API was never touched");
});

void test("a prefix and a name of one's own make a second integration beside the first", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  await publish();
  const second = await run(["publish", ...webSocket, "--prefix", "/team-a/", "--yes", "--json", "--require-subscription-key"]);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual([document(second)["name"], document(second)["clientEndpoint"]], ["chat-signalr-team-a", `${sandbox.line.gatewayUrl}/team-a/`]);
  const several = await run(["connect", "--hub", "chat", "--json"]);
  assert.equal(several.code, 2);
  assert.match(several.stderr, /chat-signalr, chat-signalr-team-a/);
  const locked = await run(["connect", "--hub", "chat", "--integration", "chat-signalr-team-a", "--json", "--invoke", 'echo("a", "b")']);
  assert.equal(locked.code, 1);
  assert.equal(records(locked)[0]?.["status"], 401);
  const [instance] = sandbox.model.instances.values();
  const key = instance?.subscriptions.get("master")?.properties["primaryKey"];
  assert.ok(typeof key === "string");
  const opened = await run(["connect", "--hub", "chat", "--integration", "chat-signalr-team-a", "--json", "--invoke", 'echo("a", "b")'], { env: { APIM_SUBSCRIPTION_KEY: key } });
  assert.equal(opened.code, 0, opened.stderr);
  const byFile = await run(["connect", "--hub", "chat", "--integration", "chat-signalr-team-a", "--subscription-key-file", "-", "--invoke", 'echo("a", "b")'], { stdin: `${key}\n` });
  assert.equal(byFile.code, 0, byFile.stderr);
});

void test("the connection string goes where it is asked to, and nowhere else", async (t) => {
  const { run, publish, sandbox, folder } = await sandboxFixture(t);
  await publish();
  const { line } = sandbox;
  const whole = `${line.connectionString}ClientEndpoint=${line.gatewayUrl};`;
  const printed = await run(["connection-string", ...chat], { printsKey: true });
  assert.deepEqual([printed.code, printed.stdout], [0, `${whole}\n`]);
  const inJson = await run(["connection-string", ...chat, "--json"], { printsKey: true });
  assert.deepEqual(document(inJson), { connectionString: whole });
  const entra = await run(["connection-string", ...chat, "--auth", "entra"]);
  assert.equal(entra.stdout, `Endpoint=${line.serviceEndpoint};AuthType=azure;Version=1.0;ClientEndpoint=${line.gatewayUrl};\n`);

  const dotenv = await run(["connection-string", ...chat, "--to", "dotenv", "--json"], { cwd: folder });
  assert.deepEqual(document(dotenv), { to: "dotenv", path: join(folder, ".env") });
  assert.ok((await readFile(join(folder, ".env"), "utf8")).includes("AccessKey="));
  assert.equal((await stat(join(folder, ".env"))).mode & 0o077, 0);
  const settings = await run(["connection-string", ...chat, "--to", "local-settings", "--key", "Own", "--path", "own.json"], { cwd: folder });
  assert.equal(settings.stdout, `Written to ${join(folder, "own.json")}.\n`);
  assert.match(await readFile(join(folder, "own.json"), "utf8"), /"Own": "Endpoint=/);
  const secrets = await run(["connection-string", ...chat, "--to", "user-secrets", "--path", "secrets.json"], { cwd: folder });
  assert.equal(secrets.code, 0, secrets.stderr);
  assert.match(await readFile(join(folder, "secrets.json"), "utf8"), /"Azure:SignalR:ConnectionString": "Endpoint=/);
});

void test("the connection string becomes a secret of a key vault, and what is printed is what refers to it", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  await publish();
  const { line, model } = sandbox;
  const secretUri = "https://sandbox-vault.vault.invalid/secrets/chat-signalr-connection-string";
  const given = await run(["connection-string", ...chat, "--to", "key-vault", "--vault", "sandbox-vault", "--json"]);
  assert.deepEqual(document(given), {
    to: "key-vault",
    secretUri,
    reference: `@Microsoft.KeyVault(SecretUri=${secretUri})`,
    namedValue: { displayName: "chat-signalr-connection-string", secret: true, keyVault: { secretIdentifier: secretUri } },
  });
  const [vault] = model.vaults.values();
  assert.equal(vault?.secrets.get("chat-signalr-connection-string")?.properties["value"], `${line.connectionString}ClientEndpoint=${line.gatewayUrl};`);
  const elsewhere = await run(["connection-string", ...chat, "--to", "key-vault", "--vault", "moon"]);
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.stderr, /no key vault "moon".*\n.*sandbox-vault/s);
});

void test("the HTTP layout's whole life with CORS: plan, publish, again, chat over both transports, other origins, remove", async (t) => {
  const { run, sandbox, events } = await sandboxFixture(t);
  const http = ["--layout", "http", "--cors", "https://app.contoso.com", "--cors", "http://localhost:3000"];
  const api = "apis/chat-signalr-http";
  const made = [api, ...["negotiate", "send", "connect", "close"].map((id) => `${api}/operations/${id}`), `${api}/policies/policy`, `${api}/operations/connect/policies/policy`];
  const wildcard = await run(["publish", "--layout", "http", "--cors", "*", "--yes", "--json"]);
  assert.equal(wildcard.code, 2);
  assert.ok(!events.some(({ method }) => method === "PUT"), "refused before anything is sent");

  const published = document(await run(["publish", ...http, "--json", "--yes"]));
  assert.deepEqual([published["outcome"], published["applied"], published["writes"]], ["applied", made, made.length]);
  const again = document(await run(["publish", ...http, "--json", "--yes"]));
  assert.deepEqual([again["outcome"], again["writes"]], ["nothing", 0]);
  assert.deepEqual(changes(again), made.map((resource) => `none ${resource}`));
  const listed = document(await run(["integrations", "--json"]));
  assert.deepEqual(listed["integrations"], [{ name: "chat-signalr", layout: "http", signalR: "chat-signalr", clientEndpoint: sandbox.line.gatewayUrl, gatewayUrls: [`${sandbox.line.gatewayUrl}/client/`], findings: [] }]);

  const taken = await run(["plan", ...webSocket, "--json"]);
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /two API types cannot share one suffix/);
  assert.equal((await run(["connection-string", ...chat, "--to", "sandbox-app"])).code, 0);
  for (const transport of ["serverSentEvents", "longPolling"]) {
    const chatted = await run(["connect", `${sandbox.line.appServerUrl}/chat`, "--transport", transport, "--json", "--invoke", 'echo("ann", "hello")']);
    assert.equal(chatted.code, 0, chatted.stderr);
    assert.deepEqual(records(chatted).find(({ direction, kind }) => direction === "received" && kind === "invocation")?.["arguments"], ["ann", "hello (echo from server)"]);
  }

  const without = document(await run(["publish", "--layout", "http", "--json", "--yes"]));
  assert.deepEqual(changes(without).filter((change) => !change.startsWith("none")), [`create ${api}/operations/negotiate-preflight`, `create ${api}/operations/preflight`, `delete ${api}/policies/policy`]);
  const removed = document(await run(["remove", ...chat, "--yes", "--json"]));
  assert.deepEqual([removed["outcome"], changes(removed)], ["applied", [`delete ${api}`]]);
  assert.equal((await fetch(`${sandbox.line.gatewayUrl}/client/negotiate?hub=chat`, { method: "POST" })).status, 404);
});
