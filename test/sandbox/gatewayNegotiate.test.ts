import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import type { PublishOptions } from "../../src/apim/model.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { createClientToken } from "../../src/signalr/token.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { called } from "../support/officialClient.ts";
import { publishSandbox } from "../support/published.ts";
import { RawSocket, jsonHandshake, refusedUpgrade, rs } from "../support/rawClient.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { startUpstream } from "../support/upstreamServer.ts";
import type { UpstreamCall, UpstreamServer } from "../support/upstreamServer.ts";

const key = "function-key-5f3c9a";

interface World {
  readonly sandbox: Sandbox;
  readonly events: SandboxEvents;
  /** Where clients open their WebSocket. */
  readonly url: string;
}

async function published(t: TestContext, appUrl: (sandbox: Sandbox) => string, options: Partial<PublishOptions> = {}, auth: "forwarded" | "functionKey" = "forwarded"): Promise<World> {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const appNegotiate = { url: appUrl(sandbox), auth, ...(auth === "functionKey" && { newKey: true as const }) };
  const { integration } = await publishSandbox(sandbox.line, { layout: "gatewayNegotiate", appNegotiate, ...options }, new Map([["namedValues/chat-signalr-signalr-app-key", key]]));
  assert.deepEqual([integration.layout, integration.state, integration.clientEndpoint, integration.appNegotiate], ["gatewayNegotiate", "published", null, { url: appNegotiate.url, auth }]);
  return { sandbox, events, url: integration.gatewayUrls[0] ?? "" };
}

const ownApp = ({ line }: Sandbox): string => `${line.appServerUrl}/chat/negotiate`;

/** A WebSocket with SignalR's handshake done, and nothing before it. */
async function chatting(t: TestContext, url: string, headers: Record<string, string> = {}): Promise<RawSocket> {
  const client = new RawSocket(url, headers);
  t.after(() => client.socket.terminate());
  await once(client.socket, "open");
  client.send(jsonHandshake);
  assert.equal(await client.text(), `{}${rs}`);
  return client;
}

/** Which of the negotiation's decisions ended a handshake, by the trace of the newest request. */
function endedBy({ sandbox }: World): string | undefined {
  const entries = sandbox.traces.all()[0]?.entries ?? [];
  return entries.findLast(({ policy, details }) => policy === "choose" && details.some(({ name, value }) => name === "branch" && value !== "none"))?.id?.replace("signalr-negotiation-", "");
}

void test("a bare WebSocket that never negotiates shakes hands and chats, as the user the app says", async (t) => {
  const world = await published(t, ownApp);
  const ann = await chatting(t, `${world.url}?user=ann`);
  const bob = await chatting(t, world.url);
  bob.send(`{"type":1,"target":"broadcastMessage","arguments":["bob","to all"]}${rs}`);
  for (const client of [ann, bob]) assert.equal(await client.text(), `{"type":1,"target":"broadcastMessage","arguments":["bob","to all"]}${rs}`);
  const connected = world.events.all.filter(({ part, event }) => part === "service" && event === "connected");
  assert.deepEqual(connected.map(({ userId }) => userId ?? null), ["ann", null]);
  assertNoSecrets("the gateway's traces", JSON.stringify(world.sandbox.traces.all()), secretsOf(world.sandbox.line, world.sandbox.model));
});

void test("the official client that skips negotiation chats in both protocols", async (t) => {
  const world = await published(t, ownApp, { hubs: ["chat"] });
  for (const protocol of [new JsonHubProtocol(), new MessagePackHubProtocol()]) {
    const connection = new HubConnectionBuilder().withUrl(world.url.replace("ws", "http"), { skipNegotiation: true, transport: HttpTransportType.WebSockets }).withHubProtocol(protocol).configureLogging(LogLevel.None).build();
    t.after(() => connection.stop());
    const heard = called(connection, "echo");
    await connection.start();
    await connection.invoke("echo", "ann", "hello");
    assert.deepEqual(await heard, ["ann", "hello (echo from server)"], protocol.name);
    await connection.stop();
  }
});

/** What an app says to negotiate. */
interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

async function scriptedApp(t: TestContext): Promise<{ readonly app: UpstreamServer; readonly calls: UpstreamCall[]; answer: Answer }> {
  const calls: UpstreamCall[] = [];
  const first: Answer = { status: 200, body: "" };
  const scripted = { calls, answer: first };
  const app = await startUpstream(t, (call, response) => {
    calls.push(call);
    const { status, type = "application/json; charset=utf-8", body } = scripted.answer;
    response.writeHead(status, { "Content-Type": type }).end(body);
  });
  return Object.assign(scripted, { app });
}

async function tokenFor({ line }: Sandbox, hub = "chat", accessKey?: string): Promise<string> {
  const { endpointUrl, accessKey: own = "" } = parseConnectionString(line.connectionString);
  return createClientToken({ accessKey: accessKey ?? own, endpoint: endpointUrl, hub });
}

void test("each thing that goes wrong ends the handshake with its status, and the trace says which it was", async (t) => {
  const scripted = await scriptedApp(t);
  const foreign = await scriptedApp(t);
  const world = await published(t, () => `${scripted.app.url}/chat/negotiate`, { hubs: ["chat", "news"] });
  const service = world.sandbox.line.serviceEndpoint;
  const token = await tokenFor(world.sandbox);
  const to = (url: string, accessToken: unknown = token): string => JSON.stringify({ url, accessToken });
  const good = to(`${service}/client/?hub=chat`);
  const cases: readonly (readonly [name: string, answer: Answer, status: number, endedBy: string])[] = [
    ["the app refuses the client", { status: 401, body: "" }, 401, "app-answer"],
    ["the app forbids it", { status: 403, body: "" }, 403, "app-answer"],
    ["the app has too much to do", { status: 429, body: "" }, 503, "app-answer"],
    ["the app fails", { status: 500, body: "oh" }, 502, "app-answer"],
    ["there is no negotiate", { status: 404, body: "" }, 502, "app-answer"],
    ["the app redirects", { status: 302, body: good }, 502, "app-answer"],
    ["a login page", { status: 200, type: "text/html", body: "<html>" }, 502, "app-answer"],
    ["no JSON although it says so", { status: 200, body: "<html>" }, 502, "unreadable"],
    ["an array", { status: 200, body: "[]" }, 502, "unreadable"],
    ["an error of the negotiation", { status: 200, body: '{"error":"no"}' }, 502, "redirect-check"],
    ["an app that hosts the hub itself", { status: 200, body: '{"connectionId":"a","availableTransports":[]}' }, 502, "redirect-check"],
    ["no token", { status: 200, body: JSON.stringify({ url: `${service}/client/?hub=chat` }) }, 502, "redirect-check"],
    ["an empty token", { status: 200, body: to(`${service}/client/?hub=chat`, "") }, 502, "redirect-check"],
    ["a ClientEndpoint in the app: back to the gateway", { status: 200, body: to(`${world.sandbox.line.gatewayUrl}/client/?hub=chat`) }, 502, "redirect-check"],
    ["another host", { status: 200, body: to(`${foreign.app.url}/client/?hub=chat`) }, 502, "redirect-check"],
    ["another host behind a user name", { status: 200, body: to(`${service}@${new URL(foreign.app.url).host}/client/?hub=chat`) }, 502, "redirect-check"],
    ["a host that begins like the service's", { status: 200, body: to(`${service}.evil.example/client/?hub=chat`) }, 502, "redirect-check"],
    ["another path of the service", { status: 200, body: to(`${service}/api/hubs/chat?hub=chat`) }, 502, "redirect-check"],
    ["a hub that is not listed", { status: 200, body: to(`${service}/client/?hub=secret`) }, 403, "hubs"],
    ["two hubs, one of them listed", { status: 200, body: to(`${service}/client/?hub=chat&hub=secret`) }, 502, "service-answer"],
    ["a token of another key", { status: 200, body: to(`${service}/client/?hub=chat`, await tokenFor(world.sandbox, "chat", "b".repeat(44))) }, 502, "service-answer"],
  ];
  for (const [name, answer, status, decision] of cases) {
    scripted.answer = answer;
    const refused = await refusedUpgrade(world.url);
    assert.deepEqual([refused.status, endedBy(world)], [status, decision], name);
  }
  assert.equal(foreign.calls.length, 0, "no request ever went to another host");
  scripted.answer = { status: 200, body: good };
  await chatting(t, world.url);
});

void test("an app or a service that cannot be reached is 503", async (t) => {
  const closed = await startUpstream(t, (_call, response) => response.destroy());
  const world = await published(t, () => `${closed.url}/chat/negotiate`);
  assert.deepEqual([(await refusedUpgrade(world.url)).status, endedBy(world)], [503, "app-answer"]);

  const scripted = await scriptedApp(t);
  const other = await published(t, () => `${scripted.app.url}/chat/negotiate`);
  scripted.answer = { status: 200, body: JSON.stringify({ url: `${other.sandbox.line.serviceEndpoint}/client/?hub=chat`, accessToken: await tokenFor(other.sandbox) }) };
  for (const service of other.sandbox.model.services.values()) service.properties["resourceStopped"] = "true";
  const { status } = await refusedUpgrade(other.url);
  assert.ok(status === 502 || status === 503, String(status));
  assert.equal(endedBy(other), "service-answer");
});

void test("the app is told who asks by the client's own Authorization, also where a browser can only send it in the query; the service is not", async (t) => {
  const scripted = await scriptedApp(t);
  const world = await published(t, () => `${scripted.app.url}/api/negotiate?tenant=a`);
  scripted.answer = { status: 403, body: "" };
  await refusedUpgrade(`${world.url}?user=ann&access_token=mine&subscription-key=k`);
  await refusedUpgrade(world.url, { Authorization: "Bearer yours" });
  const [first, second] = scripted.calls;
  assert.deepEqual([first?.path, first?.headers.authorization, first?.headers["x-functions-key"]], ["/api/negotiate?tenant=a&negotiateVersion=1&user=ann", "Bearer mine", undefined]);
  assert.deepEqual([second?.path, second?.headers.authorization], ["/api/negotiate?tenant=a&negotiateVersion=1", "Bearer yours"]);
});

void test("a function's key reaches the function alone: it is in no policy, plan, trace or event, and a wrong one is not the client's fault", async (t) => {
  const scripted = await scriptedApp(t);
  const world = await published(t, () => `${scripted.app.url}/api/negotiate`, {}, "functionKey");
  scripted.answer = { status: 200, body: JSON.stringify({ url: `${world.sandbox.line.serviceEndpoint}/client/?hub=chat`, accessToken: await tokenFor(world.sandbox) }) };
  await chatting(t, world.url, { Authorization: "Bearer mine" });
  assert.deepEqual([scripted.calls[0]?.headers["x-functions-key"], scripted.calls[0]?.headers.authorization], [key, undefined]);
  scripted.answer = { status: 401, body: "" };
  assert.equal((await refusedUpgrade(world.url)).status, 502);

  const policies = [...world.sandbox.model.instances.values()].flatMap(({ apis }) => [...apis.values()].flatMap(({ operations }) => [...operations.values()].map(({ policy }) => policy?.properties)));
  assert.match(JSON.stringify(policies), /\{\{chat-signalr-signalr-app-key\}\}/);
  for (const [what, text] of [["policies", policies], ["traces", world.sandbox.traces.all()], ["events", world.events.all]] as const) assert.ok(!JSON.stringify(text).includes(key), what);
});
