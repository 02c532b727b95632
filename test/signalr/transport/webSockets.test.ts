import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame, TransportEnd, TransportEvents } from "../../../src/signalr/transport/transport.ts";
import { HttpClient } from "../../../src/signalr/transport/http.ts";
import { openWebSocket } from "../../../src/signalr/transport/webSockets.ts";
import { scriptedHub } from "../scriptedHub.ts";
import type { Peer } from "../scriptedHub.ts";

const OPTIONS = { http: new HttpClient({ headers: {}, userAgent: "test" }), accessToken: "abc", openTimeoutMs: 10_000 };

interface Watched extends TransportEvents {
  readonly frames: Frame[];
  readonly ended: Promise<TransportEnd>;
  readonly ends: TransportEnd[];
}

function watched(): Watched {
  const { promise, resolve } = Promise.withResolvers<TransportEnd>();
  const frames: Frame[] = [];
  const ends: TransportEnd[] = [];
  return {
    frames, ends, ended: promise,
    frame: (frame) => void frames.push(frame),
    end: (end) => {
      ends.push(end);
      resolve(end);
    },
  };
}

void test("messages arrive whole and in order, text and binary told apart, with the time of their receipt", async (t) => {
  const hub = await scriptedHub(t, {
    socket: (peer) => {
      peer.socket.send("first");
      peer.socket.send("se", { fin: false });
      peer.socket.send("cond", { fin: true });
      peer.socket.send(Uint8Array.of(1, 2, 3));
      peer.socket.close(1000, "done");
    },
  });
  const begin = Date.now();
  const events = watched();
  await openWebSocket(hub.url.replace("http", "ws"), OPTIONS, events);
  assert.deepEqual(await events.ended, { code: 1000, reason: "done" });
  assert.deepEqual(events.frames.map(({ data, binary }) => [Buffer.from(data).toString("latin1"), binary]), [["first", false], ["second", false], ["\u0001\u0002\u0003", true]]);
  const times = events.frames.map(({ time }) => time);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert.ok((times[0] ?? 0) >= begin - 1_000 && (times[2] ?? 0) <= Date.now() + 1_000);
  assert.equal(events.ends.length, 1);
});

void test("the token travels as a header and nothing of it in the URL, no subprotocol is asked for", async (t) => {
  const hub = await scriptedHub(t);
  let answered: object = {};
  const transport = await openWebSocket(`${hub.url.replace("http", "ws")}/client/?hub=chat`, { ...OPTIONS, opened: (_status, headers) => void (answered = headers) }, watched());
  assert.deepEqual([hub.upgrades[0]?.url, hub.upgrades[0]?.headers.authorization, hub.upgrades[0]?.headers["sec-websocket-protocol"]], ["/client/?hub=chat", "Bearer abc", undefined]);
  assert.equal(Reflect.get(answered, "upgrade"), "websocket");
  await transport.close();
});

void test("sending waits for a reader that does not read, and goes on when it does", async (t) => {
  const peers = Promise.withResolvers<Peer>();
  const hub = await scriptedHub(t, {
    socket: (peer) => {
      peer.stream.pause();
      peers.resolve(peer);
    },
  });
  const transport = await openWebSocket(hub.url.replace("http", "ws"), OPTIONS, watched());
  const peer = await peers.promise;
  let accepted = false;
  const sending = transport.send(new Uint8Array(64 * 1024 * 1024), true).then(() => {
    accepted = true;
    return undefined;
  });
  // A whole exchange with another server gives the first send every chance to be done.
  const other = watched();
  await openWebSocket((await scriptedHub(t, { socket: ({ socket }) => socket.close(1000) })).url.replace("http", "ws"), OPTIONS, other);
  await other.ended;
  assert.equal(accepted, false);
  peer.stream.resume();
  await sending;
  assert.equal((await peer.message(1)).length, 64 * 1024 * 1024);
  await transport.close(1000, "bye");
});

void test("our own close carries its code, is no failure, and what is sent after it is refused", async (t) => {
  const closed = Promise.withResolvers<string>();
  const hub = await scriptedHub(t, { socket: ({ socket }) => void socket.on("close", (code, reason) => closed.resolve(`${code} ${reason.toString()}`)) });
  const events = watched();
  const transport = await openWebSocket(hub.url.replace("http", "ws"), OPTIONS, events);
  assert.equal(transport.open, true);
  const closing = transport.close(4000, "enough");
  assert.equal(transport.open, false);
  await assert.rejects(transport.send(Uint8Array.of(1), false), { code: "connectionClosed" });
  await closing;
  assert.equal(await closed.promise, "4000 enough");
  assert.deepEqual(events.ends, [{ code: 4000, reason: "enough" }]);
});

void test("the reason a server closes with is told without the secret in it", async (t) => {
  const hub = await scriptedHub(t, { socket: ({ socket }) => socket.close(1008, "token at https://h/?access_token=abcdef is old") });
  const events = watched();
  await openWebSocket(hub.url.replace("http", "ws"), OPTIONS, events);
  const end = await events.ended;
  assert.equal(end.reason, "token at https://h/?access_token=*** is old");
  assert.match(end.problem?.message ?? "", /code 1008/);
});
