import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import type { AskingInvocation, ClientResult } from "../../src/signalr/connection.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import { Recorder } from "./recorder.ts";
import { scriptedHub } from "./scriptedHub.ts";
import type { Peer } from "./scriptedHub.ts";

const RS = "\u001e";

void test("a stream's items are records, its completion resolves it, and cancelling tells the hub once", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      assert.equal(await peer.message(2), `{"type":4,"invocationId":"0","target":"count","arguments":[2]}${RS}`);
      peer.socket.send(`{"type":2,"invocationId":"0","item":1}${RS}{"type":2,"invocationId":"0","item":null}${RS}{"type":3,"invocationId":"0"}${RS}`);
      assert.equal(await peer.message(3), `{"type":4,"invocationId":"1","target":"endless","arguments":[]}${RS}`);
      assert.equal(await peer.message(4), `{"type":5,"invocationId":"1"}${RS}`);
      peer.socket.send(`{"type":3,"invocationId":"1","error":"stopped"}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  const stream = connection.stream("count", [2]);
  const completion = await stream.completion;
  assert.deepEqual(["error" in completion, "result" in completion], [false, false]);
  assert.deepEqual(seen.records.flatMap(({ message }) => (message.kind === "streamItem" ? [message.item] : [])), [1, null]);
  await stream.cancel();
  const endless = connection.stream("endless", []);
  await endless.cancel();
  assert.equal((await endless.completion).error, "stopped");
  await endless.cancel();
  assert.equal(seen.lines.filter((line) => line.includes("cancelInvocation")).length, 1);
  await connection.close();
});

void test("uploads name their streams in the call, and send items and ends under those ids", async (t) => {
  const peers = Promise.withResolvers<Peer>();
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peers.resolve(peer);
    },
  });
  const connection = await connect({ url: hub.url }, new Recorder());
  const [first, second] = [connection.newStreamId(), connection.newStreamId()];
  await connection.send("upload", ["x"], { streamIds: [first, second] });
  await connection.sendItem(first, { a: 1 });
  await connection.completeStream(first);
  await connection.completeStream(second, "the file ended");
  const peer = await peers.promise;
  await peer.message(5);
  assert.deepEqual(peer.messages.slice(1).map(({ text }) => text), [
    `{"type":1,"target":"upload","arguments":["x"],"streamIds":["0","1"]}${RS}`,
    `{"type":2,"invocationId":"0","item":{"a":1}}${RS}`,
    `{"type":3,"invocationId":"0"}${RS}`,
    `{"type":3,"invocationId":"1","error":"the file ended"}${RS}`,
  ]);
  await connection.close();
});

void test("a connection that ends takes its streams with it, and one that nobody watches is no failure", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      await peer.message(3);
      peer.stream.destroy();
    },
  });
  const connection = await connect({ url: hub.url }, new Recorder());
  const watched = connection.stream("a", []);
  connection.stream("b", []);
  await assert.rejects(watched.completion, { code: "connectionClosed" });
  await connection.closed;
});

const results: readonly { readonly what: string; readonly answers: (asked: AskingInvocation) => Promise<ClientResult | undefined>; readonly sends: string }[] = [
  { what: "a value", answers: ({ arguments: args }) => Promise.resolve({ result: args }), sends: `{"type":3,"invocationId":"s1","result":["q"]}` },
  { what: "nothing (void)", answers: () => Promise.resolve({}), sends: `{"type":3,"invocationId":"s1"}` },
  { what: "null", answers: () => Promise.resolve({ result: null }), sends: `{"type":3,"invocationId":"s1","result":null}` },
  { what: "an error", answers: () => Promise.resolve({ error: "no" }), sends: `{"type":3,"invocationId":"s1","error":"no"}` },
  { what: "a rule that fails, without the secret in its words", answers: () => Promise.reject(new Error("at https://h/?access_token=abcdef")), sends: `{"type":3,"invocationId":"s1","error":"at https://h/?access_token=***"}` },
];

for (const { what, answers, sends } of results) {
  void test(`what the hub asks is answered with ${what}`, async (t) => {
    const answered = Promise.withResolvers<string>();
    const hub = await scriptedHub(t, {
      socket: async (peer) => {
        await peer.accept();
        peer.socket.send(`{"type":1,"invocationId":"s1","target":"ask","arguments":["q"]}${RS}`);
        answered.resolve(await peer.message(2));
      },
    });
    const connection = await connect({ url: hub.url, answers }, new Recorder());
    assert.equal(await answered.promise, `${sends}${RS}`);
    await connection.close();
  });
}

void test("a person answers by hand, once; an answer to nothing is refused before it is sent", async (t) => {
  const peers = Promise.withResolvers<Peer>();
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peers.resolve(peer);
      peer.socket.send(`{"type":1,"invocationId":"s1","target":"ask","arguments":[]}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, answers: () => Promise.resolve(undefined) }, seen);
  await seen.until(() => seen.lines.some((line) => line.includes('"ask"')));
  await assert.rejects(connection.answer("s2", { result: 1 }), { code: "nothingAsked" });
  await connection.answer("s1", { result: 1 });
  await assert.rejects(connection.answer("s1", { result: 2 }), { code: "nothingAsked" });
  const peer = await peers.promise;
  assert.equal(await peer.message(2), `{"type":3,"invocationId":"s1","result":1}${RS}`);
  await connection.close();
});

void test("messagepack crosses in binary messages after a handshake in text, and its records are told in binary", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      await peer.message(2);
      assert.deepEqual(peer.messages.map(({ binary }) => binary), [false, true]);
      const completion = messagePackProtocol.encode({ kind: "completion", invocationId: "0", result: new Date(0) });
      // In two frames, cut inside the record.
      peer.socket.send(completion.subarray(0, 3));
      peer.socket.send(completion.subarray(3));
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, protocol: "messagepack" }, seen);
  assert.deepEqual((await connection.invoke("when", [2n ** 63n - 1n, Uint8Array.of(1)])).result, new Date(0));
  assert.deepEqual(seen.records.map(({ binary, frame }) => `${frame} ${binary}`), ["1 false", "2 false", "3 true", "4 true"]);
  assert.ok(seen.lines.includes('→ 1 handshake {"protocol":"messagepack","version":1}'));
  await connection.close();
});

void test("a transport or format the server does not offer is refused with what it offers", async (t) => {
  const hub = await scriptedHub(t);
  await assert.rejects(connect({ url: hub.url, transport: "longPolling" }, new Recorder()), { code: "transportNotOffered", message: "The server does not offer LongPolling. It offers: WebSockets." });
  const textOnly = await scriptedHub(t, { post: (_request, response) => response.end('{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}') });
  await assert.rejects(connect({ url: textOnly.url, protocol: "messagepack" }, new Recorder()), { code: "formatNotOffered" });
});
