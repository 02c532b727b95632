import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import type { ConnectOptions, HubConnection } from "../../src/signalr/connection.ts";
import type { TransportName } from "../../src/signalr/events.ts";
import { Recorder } from "../signalr/recorder.ts";
import { startAspNet, whyNoDotnet } from "./aspNetServer.ts";

const transports: readonly TransportName[] = ["webSockets", "serverSentEvents", "longPolling"];

function items({ records }: Recorder): unknown[] {
  return records.flatMap(({ message, direction }) => (message.kind === "streamItem" && direction === "received" ? [message.item] : []));
}

/** What an ASP.NET Core app and the engine say to each other, feature by feature, over each transport. */
void test("the engine and an ASP.NET Core SignalR app", { skip: whyNoDotnet() ?? false }, async (t) => {
  const url = `${await startAspNet(t)}/chat`;

  for (const transport of transports) {
    const open = async (more: Partial<ConnectOptions> = {}): Promise<{ readonly hub: HubConnection; readonly seen: Recorder }> => {
      const seen = new Recorder();
      return { hub: await connect({ url, transport, ...more }, seen), seen };
    };

    await t.test(`${transport}: invokes with and without an answer, and hears errors`, async () => {
      const { hub, seen } = await open();
      assert.equal((await hub.invoke("Echo", ["ann", "grüße ␞ 日本\n"])).result, "ann: grüße ␞ 日本\n");
      await hub.send("BroadcastMessage", ["ann", "to all"]);
      await seen.until(() => seen.records.some(({ message }) => message.kind === "invocation" && message.target === "broadcastMessage"));
      assert.match((await hub.invoke("Throws", [])).error ?? "", /as asked/);
      await hub.close();
      assert.equal((await hub.closed).problem, undefined);
    });

    await t.test(`${transport}: streams from the hub to its end, and stops one that has none`, async () => {
      const { hub, seen } = await open();
      const { error } = await hub.stream("Counter", [20]).completion;
      assert.deepEqual([error, items(seen)], [undefined, Array.from({ length: 20 }, (_, index) => index)]);
      const endless = hub.stream("Endless", []);
      await seen.until(() => items(seen).length > 22);
      await endless.cancel();
      await seen.until(() => seen.records.some(({ message }) => message.kind === "invocation" && message.target === "endlessStopped"));
      await hub.close();
    });

    await t.test(`${transport}: uploads streams, one and two at a time, and into a stream back`, async () => {
      const { hub, seen } = await open();
      const id = hub.newStreamId();
      const sum = hub.invoke("Sum", [], { streamIds: [id] });
      for (const number of [1, 2, 3]) await hub.sendItem(id, number);
      await hub.completeStream(id);
      assert.equal((await sum).result, 6);
      const [left, right] = [hub.newStreamId(), hub.newStreamId()];
      const joined = hub.stream("Join", [], { streamIds: [left, right] });
      await hub.sendItem(right, "b");
      await hub.sendItem(left, "a");
      await hub.completeStream(right);
      await hub.completeStream(left);
      await joined.completion;
      assert.deepEqual(items(seen), ["a", "b"]);
      const broken = hub.newStreamId();
      const failing = hub.invoke("Sum", [], { streamIds: [broken] });
      await hub.completeStream(broken, "the file ended");
      assert.match((await failing).error ?? "", /the file ended/);
      await hub.close();
    });

    await t.test(`${transport}: answers what the hub asks, by a rule, by hand, and with an error`, async () => {
      const { hub } = await open({
        answers: async ({ target, arguments: args }) => (target === "answer" ? { result: `${String(args[0])}? yes` } : { error: "not today" }),
      });
      assert.equal((await hub.invoke("Ask", ["really"])).result, "really? yes");
      assert.match(String((await hub.invoke("AskAndFail", [])).result), /not today/);
      await hub.close();
      const byHand = await open({ answers: () => Promise.resolve(undefined) });
      const asking = byHand.hub.invoke("Ask", ["by hand"]);
      const asked = (): string | undefined => byHand.seen.records.flatMap(({ message, direction }) => (message.kind === "invocation" && direction === "received" ? [message.invocationId] : []))[0];
      await byHand.seen.until(() => asked() !== undefined);
      await byHand.hub.answer(asked() ?? "", { result: "typed" });
      assert.equal((await asking).result, "typed");
      await assert.rejects(byHand.hub.answer(asked() ?? "", { result: "twice" }), { code: "nothingAsked" });
      await byHand.hub.close();
    });

    await t.test(`${transport}: headers, query and token reach the hub`, async () => {
      const { hub } = await open({ headers: { "X-Team": "blue" }, query: [["room", "a b"]], accessToken: "abc" });
      assert.equal((await hub.invoke("Header", ["X-Team"])).result, "blue");
      assert.equal((await hub.invoke("Query", ["room"])).result, "a b");
      assert.equal((await hub.invoke(transport === "serverSentEvents" ? "Query" : "Header", [transport === "serverSentEvents" ? "access_token" : "Authorization"])).result, transport === "serverSentEvents" ? "abc" : "Bearer abc");
      await hub.close();
    });

    await t.test(`${transport}: a connection the hub aborts is over: its close message forbids another`, async () => {
      const { hub, seen } = await open({ reconnect: [0] });
      await hub.send("Quit", []);
      assert.equal((await hub.closed).problem, undefined);
      assert.ok(seen.lines.some((line) => line.includes('close {"type":7}')) && !seen.lines.some((line) => line.startsWith("reconnect")));
    });

    await t.test(`${transport}: after a drop the policy makes a new connection`, async () => {
      const { hub, seen } = await open({ reconnect: [0, 200] });
      const before = hub.connectionId;
      await hub.send("Drop", []);
      await seen.until(() => seen.lines.includes("reconnected 1"));
      assert.notEqual(hub.connectionId, before);
      assert.equal((await hub.invoke("Echo", ["ann", "again"])).result, "ann: again");
      await hub.close();
    });
  }

  await t.test("stateful reconnect: the transport breaks, the connection and what waits on it live on", async () => {
    const seen = new Recorder();
    const hub = await connect({ url, statefulReconnect: true }, seen);
    const slow = hub.invoke("Slow", [300]);
    await hub.send("Drop", []);
    const during = hub.invoke("Echo", ["ann", "meanwhile"]);
    assert.equal((await slow).result, "at last");
    assert.equal((await during).result, "ann: meanwhile");
    assert.ok(seen.lines.includes("reconnected 1 stateful"));
    assert.deepEqual(seen.hops.map(({ kind }) => kind), ["negotiate", "upgrade", "handshake", "upgrade"]);
    await hub.send("Drop", []);
    await seen.until(() => seen.lines.filter((line) => line === "reconnected 1 stateful").length === 2);
    assert.equal((await hub.invoke("Echo", ["ann", "again"])).result, "ann: again");
    await hub.close();
    assert.equal((await hub.closed).problem, undefined);
  });

  await t.test("skipping negotiation and a bare WebSocket both reach the hub", async () => {
    const skipping = await connect({ url, skipNegotiation: true }, new Recorder());
    assert.equal((await skipping.invoke("Echo", ["ann", "hi"])).result, "ann: hi");
    await skipping.close();
    const seen = new Recorder();
    const bare = await connect({ url, bare: true }, seen);
    await bare.sendRaw(Buffer.from('{"protocol":"json","version":1}\u001e'), false);
    await seen.until(() => seen.lines.includes("← 2 text {}\u001e"));
    await bare.close();
  });
});
