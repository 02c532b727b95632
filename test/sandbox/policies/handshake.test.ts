import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { checkPolicyDocument } from "../../../src/sandbox/arm/policyDocument.ts";
import { webSocketApi } from "../gateway/instance.ts";
import { bytesOf, startBackend, startTestGateway } from "../gateway/fixture.ts";
import type { Running } from "../gateway/fixture.ts";
import { detailsOf, policies, refusalOf } from "./fixture.ts";
import type { Sections } from "./fixture.ts";

interface Sockets {
  readonly gateway: Running;
  /** A WebSocket server that echoes, and requests that became sockets there. */
  readonly serviceUrl: string;
  readonly accepted: IncomingMessage[];
  save(sections: Sections): void;
  open(path?: string): Promise<WebSocket>;
  /** Of an answer that is no 101. */
  refusal(path?: string): Promise<{ readonly status: number; readonly reason: string; readonly body: string }>;
}

async function startSockets(t: TestContext): Promise<Sockets> {
  const service = await startBackend(t, (_request, response) => void response.writeHead(403, "Not here").end("own words"));
  const accepted: IncomingMessage[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  service.server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (open) => {
      accepted.push(request);
      open.on("message", (data, binary) => open.send(data as Buffer, { binary }));
    });
  });
  // The API's own backend leads nowhere, so that only a policy can lead to the service.
  const gateway = await startTestGateway(t, [webSocketApi("rt", "signalr", "ws://127.0.0.1:9/client/")]);
  const onHandshake = gateway.instance.apis.get("rt")?.operations.get("onHandshake");
  assert.ok(onHandshake);
  const dial = (path: string): WebSocket => new WebSocket(`${gateway.url.replace("http", "ws")}/signalr${path}`);
  return {
    gateway,
    serviceUrl: service.url,
    accepted,
    save(sections) {
      const value = policies(sections);
      checkPolicyDocument(value, "rawxml", { instance: gateway.instance, scope: "operation", onHandshake: true });
      onHandshake.policy = { id: "policy", etag: '"1"', properties: { format: "rawxml", value } };
    },
    async open(path = "") {
      const socket = dial(path);
      await once(socket, "open");
      t.after(() => socket.terminate());
      return socket;
    },
    async refusal(path = "") {
      const [, answer] = (await once(dial(path), "unexpected-response")) as [unknown, IncomingMessage];
      return { status: answer.statusCode ?? 0, reason: answer.statusMessage ?? "", body: (await bytesOf(answer)).toString() };
    },
  };
}

const json = (variable: string, member: string): string => `((IResponse)context.Variables["${variable}"]).Body.As<JObject>(preserveContent: true).Value<string>("${member}")`;

void test("a handshake negotiates with the app, and its WebSocket goes where the app said, with id and token", async (t) => {
  const sockets = await startSockets(t);
  const app = await startBackend(t, (request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ url: sockets.serviceUrl.replace("http", "ws"), accessToken: `token of ${request.headers.authorization}`, connectionToken: "connection-1" }));
  });
  sockets.save({
    inbound: `<base />
      <send-request mode="new" response-variable-name="app" timeout="10" ignore-error="true">
        <set-url>@("${app.url}/negotiate?hub=" + context.Request.Url.Query.GetValueOrDefault("hub", "none"))</set-url>
        <set-method>POST</set-method>
        <set-header name="Authorization" exists-action="override"><value>@(context.Request.Headers.GetValueOrDefault("Authorization", "nobody"))</value></set-header>
      </send-request>
      <choose><when condition="@(context.Variables["app"] == null || ((IResponse)context.Variables["app"]).StatusCode != 200)"><return-response><set-status code="502" reason="App negotiate failed" /></return-response></when></choose>
      <set-backend-service base-url="@(${json("app", "url")} + "/client/")" />
      <set-query-parameter name="id" exists-action="override"><value>@(${json("app", "connectionToken")})</value></set-query-parameter>
      <set-query-parameter name="access_token" exists-action="override"><value>@(${json("app", "accessToken")})</value></set-query-parameter>`,
  });
  const socket = await sockets.open("?hub=chat&access_token=mine");
  const answer = once(socket, "message");
  socket.send("hello");
  assert.equal(String((await answer)[0]), "hello");
  const [accepted] = sockets.accepted;
  const url = new URL(accepted?.url ?? "", "http://s");
  assert.deepEqual([url.pathname, Object.fromEntries(url.searchParams)], ["/client/", { hub: "chat", id: "connection-1", access_token: "token of nobody" }]);
  const [trace] = sockets.gateway.traces.all();
  assert.equal(trace?.status, 101);
  assert.doesNotMatch(JSON.stringify(trace), /connection-1|token of nobody|=mine/);
});

const guarded = (url: string): string => `<send-request response-variable-name="app" ignore-error="true"><set-url>${url}</set-url></send-request><choose><when condition="@(context.Variables["app"] == null)"><return-response><set-status code="503" reason="No app" /></return-response></when><otherwise><return-response response-variable-name="app" /></otherwise></choose>`;

void test("an app that says no closes the door with the policy's status, and so does one that is not there", async (t) => {
  const sockets = await startSockets(t);
  const app = await startBackend(t, (_request, response) => void response.writeHead(401).end());
  sockets.save({ inbound: guarded(app.url) });
  assert.equal((await sockets.refusal()).status, 401);
  sockets.save({ inbound: guarded("http://127.0.0.1:9/") });
  assert.deepEqual(await sockets.refusal(), { status: 503, reason: "No app", body: "" });
  const trace = sockets.gateway.traces.all()[0];
  assert.ok(trace);
  assert.match(detailsOf(trace, "send-request").join("\n"), /ignored: The call to http:\/\/127\.0\.0\.1:9 failed/);
});

void test("a backend that refuses the handshake is passed on; one that is not there goes to on-error", async (t) => {
  const sockets = await startSockets(t);
  sockets.save({ inbound: `<set-backend-service base-url="${sockets.serviceUrl}/plain" /><set-header name="Upgrade" exists-action="delete" />`, backend: "<base />" });
  assert.equal((await sockets.open()).readyState, WebSocket.OPEN, "what makes it a handshake cannot be taken away");
  sockets.save({ inbound: "<base />", onError: `<return-response><set-status code="502" reason="Away" /><set-body>@(context.LastError.Reason)</set-body></return-response>` });
  assert.deepEqual(await sockets.refusal(), { status: 502, reason: "Away", body: "BackendConnectionFailure" });
});

void test("what a handshake does not take is refused when it is saved; what it inherits of that is skipped", async (t) => {
  const sockets = await startSockets(t);
  const { instance } = sockets.gateway;
  const cors = "<cors><allowed-origins><origin>https://a</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors>";
  for (const inside of [cors, "<set-body>x</set-body>", "<set-method>POST</set-method>"]) {
    assert.match(refusalOf(instance, `<policies><inbound>${inside}</inbound></policies>`, true), /is not allowed on the onHandshake operation of a WebSocket API/);
  }
  instance.policy = { id: "policy", etag: '"1"', properties: { format: "rawxml", value: `<policies><inbound>${cors}<set-method>POST</set-method></inbound><backend><forward-request /></backend></policies>` } };
  sockets.save({ inbound: `<base /><set-backend-service base-url="${sockets.serviceUrl}/" />` });
  assert.equal((await sockets.open()).readyState, WebSocket.OPEN);
});

void test("what a client sends while policies still run reaches the backend", async (t) => {
  const sockets = await startSockets(t);
  const slow = Promise.withResolvers<void>();
  const app = await startBackend(t, (_request, response) => void slow.promise.then(() => response.end()));
  sockets.save({ inbound: `<send-request response-variable-name="a"><set-url>${app.url}</set-url></send-request><set-backend-service base-url="${sockets.serviceUrl}/" />` });
  const called = once(app.server, "request");
  const opening = sockets.open();
  await called;
  slow.resolve();
  const socket = await opening;
  const answer = once(socket, "message");
  socket.send("still here");
  assert.equal(String((await answer)[0]), "still here");
});
