import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { called, connect, ways } from "../../support/officialClient.ts";
import { startTestService } from "../../support/signalRService.ts";

for (const [name, transport, protocol] of ways) {
  void test(`the official client chats over ${name}`, async (t) => {
    const service = await startTestService(t);
    const [alice, bob] = [await connect(t, service, transport, protocol()), await connect(t, service, transport, protocol())];
    assert.match(alice.connectionId ?? "", /^[\w-]{22}$/);
    const heard = called(bob, "broadcastMessage");
    const own = called(alice, "broadcastMessage");
    await alice.send("broadcastMessage", "alice", "héllo ␞");
    assert.deepEqual([await heard, await own], [["alice", "héllo ␞"], ["alice", "héllo ␞"]]);
    const echoed = called(alice, "echo");
    assert.equal((await alice.invoke("Echo", "alice", "yo")) ?? null, null);
    assert.deepEqual(await echoed, ["alice", "yo (echo from server)"]);
    await assert.rejects(alice.invoke("nope"), { message: "Unknown hub method 'nope'" });
    const left = service.happened("disconnected");
    await alice.stop();
    await left;
    const again = called(bob, "broadcastMessage");
    await bob.invoke("broadcastMessage", "bob", "alone");
    assert.deepEqual(await again, ["bob", "alone"]);
  });
}

void test("a message of a megabyte of messagepack comes back whole over long polling", async (t) => {
  const service = await startTestService(t);
  const client = await connect(t, service, HttpTransportType.LongPolling, new MessagePackHubProtocol());
  const message = "x".repeat(1_000_000);
  const echoed = called(client, "echo");
  await client.invoke("echo", "a", message);
  assert.deepEqual(await echoed, ["a", `${message} (echo from server)`]);
});

void test("a stream asked of a method without one is refused in the dispatcher's words", async (t) => {
  const service = await startTestService(t);
  const client = await connect(t, service, HttpTransportType.WebSockets, new JsonHubProtocol());
  const failure = await new Promise((resolve) => client.stream("echo", "a", "b").subscribe({ next: () => {}, complete: () => resolve(undefined), error: resolve }));
  assert.match(String(failure), /The client attempted to invoke the non-streaming 'echo' method with a streaming invocation\./);
});

void test("arguments that do not fit are named", async (t) => {
  const service = await startTestService(t);
  const client = await connect(t, service, HttpTransportType.WebSockets, new JsonHubProtocol());
  await assert.rejects(client.invoke("Echo", "a"), /Failed to invoke 'Echo' due to an error on the server\. InvalidDataException: Invocation provides 1 argument\(s\) but target expects 2\./);
  await assert.rejects(client.invoke("Echo", 1, 2), /InvalidDataException: Error binding arguments\./);
});

void test("the official client says what the service's refusals mean", async (t) => {
  const service = await startTestService(t, {}, false);
  await assert.rejects(connect(t, service, HttpTransportType.WebSockets, new JsonHubProtocol()), /Server returned handshake error: SignalR Service is now in 'Default' service mode/);
  service.signalR.keys = { primary: "new", secondary: "newer" };
  const old = new HubConnectionBuilder().withUrl(`${service.url}/client/?hub=chat`, { accessTokenFactory: () => "stale" }).configureLogging(LogLevel.None).build();
  await assert.rejects(old.start(), /Status code '401'/);
});
