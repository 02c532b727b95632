import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import { Recorder } from "./recorder.ts";
import { NEGOTIATED, scriptedHub } from "./scriptedHub.ts";
import type { Peer } from "./scriptedHub.ts";

const RS = "\u001e";

void test("after a drop a new connection is negotiated, ids go on, and what waited is told that it is lost", async (t) => {
  const peers: Peer[] = [];
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      peers.push(peer);
      await peer.accept();
      if (peers.length === 1) {
        await peer.message(2);
        peer.stream.destroy();
      } else {
        assert.equal(await peer.message(2), `{"type":1,"invocationId":"1","target":"again","arguments":[]}${RS}`);
        peer.socket.send(`{"type":3,"invocationId":"1","result":7}${RS}`);
      }
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, reconnect: [0] }, seen);
  await assert.rejects(connection.invoke("lost", []), { code: "connectionClosed" });
  await seen.until(() => seen.lines.includes("reconnected 1"));
  assert.equal((await connection.invoke("again", [])).result, 7);
  await connection.close();
  assert.deepEqual(seen.lines, [
    "negotiate 200",
    "upgrade 101",
    '→ 1 handshake {"protocol":"json","version":1}',
    "← 2 handshake {}",
    "handshake ok",
    '→ 3 invocation {"type":1,"invocationId":"0","target":"lost","arguments":[]}',
    "reconnecting 1 after 0: webSocketDropped",
    "negotiate 200",
    "upgrade 101",
    '→ 4 handshake {"protocol":"json","version":1}',
    "← 5 handshake {}",
    "handshake ok",
    "reconnected 1",
    '→ 6 invocation {"type":1,"invocationId":"1","target":"again","arguments":[]}',
    '← 7 completion {"type":3,"invocationId":"1","result":7}',
    '→ 8 close {"type":7}',
    "end - clean",
  ]);
});

void test("when every attempt failed, the end says how often and why, once", async (t) => {
  let up = true;
  const hub = await scriptedHub(t, {
    post: (_request, response) => (up ? response.end(NEGOTIATED) : response.writeHead(503).end("down")),
    socket: async (peer) => {
      await peer.accept();
      up = false;
      peer.stream.destroy();
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, reconnect: [0, 1, 2] }, seen);
  const end = await connection.closed;
  assert.equal(end.problem?.code, "reconnectFailed");
  assert.match(end.problem?.message ?? "", /3 attempts: Negotiate was refused with 503: down/);
  assert.deepEqual(seen.lines.slice(5), [
    "reconnecting 1 after 0: webSocketDropped",
    "negotiate backendUnavailable",
    "reconnecting 2 after 1: backendUnavailable",
    "negotiate backendUnavailable",
    "reconnecting 3 after 2: backendUnavailable",
    "negotiate backendUnavailable",
    "end - reconnectFailed",
  ]);
});

void test("an attempt whose handshake is refused is not the end of the session", async (t) => {
  let sockets = 0;
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      sockets += 1;
      await peer.message(1);
      peer.socket.send(sockets === 2 ? `{"error":"not now"}${RS}` : `{}${RS}`);
      if (sockets === 1) peer.stream.destroy();
      if (sockets === 2) peer.socket.close();
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, reconnect: [0, 0] }, seen).catch(() => undefined);
  assert.ok(connection);
  await seen.until(() => seen.lines.includes("reconnected 2"));
  assert.ok(seen.lines.includes("reconnecting 2 after 0: handshakeRejected"));
  assert.ok(!seen.lines.some((line) => line.startsWith("end")));
  await connection.close();
  assert.equal(seen.ends.length, 1);
});

void test("closing while an attempt is awaited ends at once and cleanly", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.stream.destroy();
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, reconnect: [3_600_000] }, seen);
  await seen.until(() => seen.lines.some((line) => line.startsWith("reconnecting")));
  await assert.rejects(connection.send("x", []), { code: "connectionClosed" });
  await connection.close();
  assert.deepEqual([seen.lines.at(-1), (await connection.closed).problem], ["end - clean", undefined]);
});

for (const [close, again] of [[`{"type":7,"allowReconnect":true}`, true], [`{"type":7}`, false], [`{"type":7,"error":"over","allowReconnect":true}`, true], [`{"type":7,"error":"over"}`, false]] as const) {
  void test(`the server's ${close} ${again ? "lets the policy connect again" : "is the end"}`, async (t) => {
    let sockets = 0;
    const hub = await scriptedHub(t, {
      socket: async (peer) => {
        sockets += 1;
        await peer.accept();
        if (sockets === 1) peer.socket.send(`${close}${RS}`);
      },
    });
    const seen = new Recorder();
    const connection = await connect({ url: hub.url, reconnect: [0] }, seen);
    await (again ? seen.until(() => seen.lines.includes("reconnected 1")) : connection.closed);
    assert.equal(seen.lines.some((line) => line.startsWith("reconnect")), again);
    await connection.close();
    assert.equal(seen.ends.length, 1);
  });
}
