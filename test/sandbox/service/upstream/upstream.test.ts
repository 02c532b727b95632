import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { Encoder, decode } from "@msgpack/msgpack";
import { startAppServer } from "../../../support/appServer.ts";
import { called, connect } from "../../../support/officialClient.ts";
import { rs } from "../../../support/rawClient.ts";
import { restToken, setMode, startTestService } from "../../../support/signalRService.ts";
import type { TestService } from "../../../support/signalRService.ts";
import { startUpstream } from "../../../support/upstreamServer.ts";

type Template = { readonly hubPattern?: string; readonly eventPattern?: string; readonly categoryPattern?: string; readonly urlTemplate: string };

async function serverless(t: TestContext, templates: readonly Template[], options: Parameters<typeof startTestService>[1] = {}): Promise<TestService> {
  const service = await startTestService(t, options, false);
  setMode(service.signalR, "Serverless");
  service.signalR.properties["upstream"] = { templates: templates.map((template) => ({ ...template })) };
  return service;
}

void test("an upstream hears of a client's life, signed with both keys", async (t) => {
  const upstream = await startUpstream(t);
  const service = await serverless(t, [{ hubPattern: "*", eventPattern: "*", categoryPattern: "*", urlTemplate: `${upstream.url}/{hub}/{category}/{event}?code=1` }]);
  const client = await connect(t, service, undefined, undefined, { userId: "änn", claims: { role: "admin", unique_name: "Ann" } });
  const { path, headers, body } = await upstream.next();
  assert.equal(path, "/chat/connections/connected?code=1");
  assert.equal(body.toString(), '{"type":10}');
  const id = client.connectionId ?? "";
  const { primary, secondary } = service.signalR.keys;
  const of = (name: string): string => Buffer.from(String(headers[`x-asrs-${name}`]), "latin1").toString();
  assert.deepEqual([of("connection-id"), of("hub"), of("category"), of("event"), of("user-id")], [id, "chat", "connections", "connected", "änn"]);
  assert.equal(of("signature"), [primary, secondary].map((key) => `sha256=${createHmac("sha256", key).update(id).digest("hex")}`).join(","));
  assert.match(of("user-claims"), /claims\/role: admin,http:\/\/schemas\.xmlsoap\.org\/ws\/2005\/05\/identity\/claims\/name: Ann$/);
  assert.doesNotMatch(of("user-claims"), /exp:|aud:/);
  assert.match(of("client-query"), /^\?hub=chat&/);
  assert.equal(headers["content-type"], "application/json");
  await client.stop();
  const left = await upstream.next();
  assert.deepEqual([left.path, left.body.toString()], ["/chat/connections/disconnected?code=1", '{"Type":11,"Error":null}']);
});

void test("an invocation is answered by what the upstream replies", async (t) => {
  const upstream = await startUpstream(t, ({ path, body }, response) => {
    const { invocationId }: { invocationId?: unknown } = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (path === "/Value") response.end(`{"type":3,"invocationId":"${String(invocationId)}","result":"from upstream"}${rs}`);
    else response.writeHead(path === "/Fails" ? 500 : 204).end();
  });
  const service = await serverless(t, [{ categoryPattern: "messages", urlTemplate: `${upstream.url}/{event}` }]);
  const client = await connect(t, service);
  assert.equal(await client.invoke("Value", "a", 1), "from upstream");
  assert.deepEqual(JSON.parse((await upstream.next()).body.toString()), { type: 1, invocationId: "0", target: "Value", arguments: ["a", 1] });
  assert.equal((await client.invoke("Nothing")) ?? null, null);
  await assert.rejects(client.invoke("Fails"), /Invocation failed, status code 500/);
});

void test("a messagepack client's message goes out as it came, without its length", async (t) => {
  const upstream = await startUpstream(t);
  const service = await serverless(t, [{ categoryPattern: "messages", urlTemplate: upstream.url }]);
  const client = await connect(t, service, HttpTransportType.LongPolling, new MessagePackHubProtocol());
  await client.send("Say", "hello");
  const { headers, body } = await upstream.next();
  assert.equal(headers["content-type"], "application/x-msgpack");
  assert.deepEqual(decode(body), [1, {}, null, "Say", ["hello"]]);
});

void test("the first template whose patterns fit is the one", async (t) => {
  const upstream = await startUpstream(t, ({ path }, response) => void response.writeHead(path === "/two" ? 204 : 500).end());
  const service = await serverless(t, [
    { hubPattern: "news, sport", urlTemplate: `${upstream.url}/one` },
    { hubPattern: "CHAT", categoryPattern: "messages", eventPattern: "Say,Shout", urlTemplate: `${upstream.url}/two` },
    { hubPattern: "*", categoryPattern: "messages", eventPattern: "*", urlTemplate: `${upstream.url}/three` },
  ]);
  const client = await connect(t, service);
  await client.invoke("Shout");
  await assert.rejects(client.invoke("Whisper"), /status code 500/);
  assert.deepEqual([(await upstream.next()).path, (await upstream.next()).path], ["/two", "/three"]);
});

void test("an upstream that hangs, is not there, or has no usable URL fails only the invocation, and is named", async (t) => {
  const hanging = await startUpstream(t, () => {});
  const service = await serverless(t, [], { upstreamTimeoutMs: 30 });
  const client = await connect(t, service);
  for (const urlTemplate of [hanging.url, "http://127.0.0.1:1/", "no url"]) {
    service.signalR.properties["upstream"] = { templates: [{ urlTemplate }] };
    await assert.rejects(client.invoke("Ask"), /Invocation failed, error: .+\./);
  }
  assert.equal(service.events.filter(({ event }) => event === "upstreamFailed").length, 3);
  assert.equal(client.state, "Connected");
});

void test("an upstream that answers too much or garbage is named, and costs its caller alone", async (t) => {
  const upstream = await startUpstream(t, ({ path }, response) => void response.end(path === "/Much" ? Buffer.alloc(16 * 1024 * 1024 + 1) : path === "/Page" ? `<html>${rs}` : '{"type":3}'));
  const service = await serverless(t, [{ categoryPattern: "messages", urlTemplate: `${upstream.url}/{event}` }]);
  const other = await connect(t, service);
  await assert.rejects(other.invoke("Much"), /Invocation failed, response too large\./);
  for (const target of ["Page", "Cut"]) {
    const calling = await connect(t, service);
    const lost = new Promise((resolve) => calling.onreconnecting(resolve));
    calling.invoke(target).catch(() => undefined);
    await lost;
  }
  const named = service.events.filter(({ event }) => event === "upstreamFailed").map(({ name, error }) => JSON.stringify([name, error]));
  assert.match(named.join("\n"), /^\["Much","The answer is larger.*\n\["Page","The answer is not the completion.*\n\["Cut","The answer does not end/);
  assert.equal(other.state, "Connected");
});

void test("a mode changed in the control plane counts from the next client on", async (t) => {
  const upstream = await startUpstream(t, (_call, response) => void response.writeHead(204).end());
  const service = await serverless(t, [{ urlTemplate: upstream.url }]);
  await (await connect(t, service)).invoke("Any");
  setMode(service.signalR, "Default");
  await assert.rejects(connect(t, service), /app servers are not connected/);
  setMode(service.signalR, "Classic");
  await (await connect(t, service)).invoke("Any");
  await startAppServer(t, service, { serverId: "app" });
  assert.equal(await (await connect(t, service)).invoke("Echo", "x"), "x by app");
});

void test("a sender over a server connection, or over REST with messages it encoded itself, reaches clients of both protocols", async (t) => {
  const service = await serverless(t, []);
  const clients = [await connect(t, service), await connect(t, service, HttpTransportType.WebSockets, new MessagePackHubProtocol())];
  const sender = await startAppServer(t, service, { connectionType: 2 });
  const messages = Object.fromEntries([
    ["json", Buffer.from(`{"type":1,"target":"said","arguments":["hello"]}${rs}`)],
    ["messagepack", Buffer.from("11960180c0a47361696491a568656c6c6f90", "hex")],
  ]);
  const first = Promise.all(clients.map((client) => called(client, "said")));
  sender.connection.send({ kind: "broadcastData", excludedList: [], payloads: Object.entries(messages) });
  assert.deepEqual(await first, [["hello"], ["hello"]]);
  const second = Promise.all(clients.map((client) => called(client, "said")));
  const token = await service.token({});
  const post = async (body: Uint8Array, bearer: string): Promise<number> =>
    (await fetch(`${service.url}/api/hubs/chat/:send?api-version=2022-06-01`, { method: "POST", headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/octet-stream" }, body: new Uint8Array(body) })).status;
  assert.equal(await post(new Uint8Array(), token), 401);
  const good = await restToken(service, "/api/hubs/chat/:send");
  assert.equal(await post(new Encoder().encode(messages), good), 202);
  assert.deepEqual(await second, [["hello"], ["hello"]]);
  assert.equal(await post(Buffer.from("c1", "hex"), good), 400);
});
