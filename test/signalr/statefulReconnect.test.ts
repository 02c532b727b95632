import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import { MessageBuffer } from "../../src/signalr/messageBuffer.ts";
import { Recorder } from "./recorder.ts";
import { NEGOTIATED, scriptedHub } from "./scriptedHub.ts";
import type { Peer, ScriptedHub, Script } from "./scriptedHub.ts";

const RS = "\u001e";
const STATEFUL = NEGOTIATED.replace("{", '{"useStatefulReconnect":true,');

function statefulHub(t: TestContext, socket: Script["socket"]): Promise<ScriptedHub> {
  return scriptedHub(t, { post: (_request, response) => response.end(STATEFUL), ...(socket === undefined ? {} : { socket }) });
}

void test("a dropped connection is taken up again: same URL, no handshake, each side sends what the other missed", async (t) => {
  const peers: Peer[] = [];
  const hub = await statefulHub(t, async (peer) => {
    peers.push(peer);
    if (peers.length === 1) {
      await peer.accept();
      await peer.message(3);
      // It has seen the first of both calls, and answered it, before the connection breaks.
      peer.socket.send(`{"type":8,"sequenceId":1}${RS}{"type":3,"invocationId":"0","result":"first"}${RS}`);
      await new Promise((resolve) => setImmediate(resolve));
      peer.stream.destroy();
    } else {
      await peer.message(2);
      // The client may have missed the first answer, so it comes again with the second.
      peer.socket.send(`{"type":9,"sequenceId":1}${RS}{"type":3,"invocationId":"0","result":"first"}${RS}{"type":3,"invocationId":"1","result":"second"}${RS}`);
    }
  });
  const seen = new Recorder();
  const connection = await connect({ url: `${hub.url}/chat`, statefulReconnect: true }, seen);
  const answers = await Promise.all([connection.invoke("one", []), connection.invoke("two", [])]);
  assert.deepEqual(answers.map(({ result }) => result), ["first", "second"]);
  assert.deepEqual(hub.requests.map(({ url }) => url), ["/chat/negotiate?negotiateVersion=1&useStatefulReconnect=true"]);
  assert.equal(hub.upgrades.length, 2);
  assert.equal(hub.upgrades[0]?.url, hub.upgrades[1]?.url);
  assert.deepEqual(peers[1]?.messages.slice(0, 2).map(({ text }) => text), [`{"type":9,"sequenceId":2}${RS}`, `{"type":1,"invocationId":"1","target":"two","arguments":[]}${RS}`]);
  assert.equal(peers[0]?.messages[0]?.text, `{"protocol":"json","version":2}${RS}`);
  assert.deepEqual(seen.lines.filter((line) => /connect|negotiate|upgrade/.test(line)), ["negotiate 200", "upgrade 101", "reconnecting 1 after 0 stateful: webSocketDropped", "upgrade 101", "reconnected 1 stateful"]);
  assert.ok(seen.lines.some((line) => line.includes('sequence {"type":9,"sequenceId":2}')) && seen.lines.some((line) => line.includes('ack {"type":8,"sequenceId":1}')));
  await connection.close();
});

void test("what came twice is shown twice and answered once", async (t) => {
  const peers: Peer[] = [];
  const asks = `{"type":1,"invocationId":"s1","target":"ask","arguments":[]}${RS}`;
  const hub = await statefulHub(t, async (peer) => {
    peers.push(peer);
    if (peers.length === 1) {
      await peer.accept();
      peer.socket.send(asks);
      await peer.message(2);
      peer.stream.destroy();
    } else {
      await peer.message(2);
      peer.socket.send(`{"type":9,"sequenceId":1}${RS}${asks}{"type":1,"target":"end","arguments":[]}${RS}`);
    }
  });
  const seen = new Recorder();
  let asked = 0;
  const connection = await connect({ url: hub.url, statefulReconnect: true, answers: () => Promise.resolve({ result: ++asked }) }, seen);
  await seen.until(() => seen.lines.some((line) => line.includes('"end"')));
  assert.equal(asked, 1);
  assert.equal(seen.lines.filter((line) => line.startsWith("←") && line.includes('"ask"')).length, 2);
  assert.deepEqual(peers[1]?.messages.map(({ text }) => text), [`{"type":9,"sequenceId":1}${RS}`, `{"type":3,"invocationId":"s1","result":1}${RS}`]);
  await connection.close();
});

void test("a server that goes on later than it stopped has lost messages, which is an end with its reason", async (t) => {
  let sockets = 0;
  const hub = await statefulHub(t, async (peer) => {
    sockets += 1;
    if (sockets === 1) {
      await peer.accept();
      peer.stream.destroy();
    } else {
      await peer.message(1);
      peer.socket.send(`{"type":9,"sequenceId":5}${RS}`);
    }
  });
  const connection = await connect({ url: hub.url, statefulReconnect: true }, new Recorder());
  const { problem } = await connection.closed;
  assert.equal(problem?.code, "sequenceSkipped");
  assert.match(problem?.message ?? "", /Sequence ID greater than amount of messages we've received/);
});

void test("where the server has forgotten the connection, a policy makes a new one, and without one that is the end", async (t) => {
  let forget = false;
  let kept = false;
  const script: Script = {
    post: (_request, response) => {
      forget = false;
      response.end(STATEFUL);
    },
    refuse: () => (forget ? { status: "404 Not Found", body: "No Connection with that ID" } : undefined),
    socket: async (peer) => {
      await peer.accept();
      if (!kept) {
        forget = true;
        kept = true;
        peer.stream.destroy();
      }
    },
  };
  const hub = await scriptedHub(t, script);
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, statefulReconnect: true, reconnect: [0] }, seen);
  await seen.until(() => seen.lines.includes("reconnected 1"));
  assert.deepEqual(seen.lines.slice(5, 9), ["reconnecting 1 after 0 stateful: webSocketDropped", "upgrade connectionIdUnknown", "reconnecting 1 after 0: connectionIdUnknown", "negotiate 200"]);
  await connection.close();
  kept = false;
  const alone = await connect({ url: hub.url, statefulReconnect: true }, new Recorder());
  assert.equal((await alone.closed).problem?.code, "connectionIdUnknown");
});

void test("a server that does not have it is spoken to in version 1", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, statefulReconnect: true }, seen);
  assert.ok(seen.lines.includes('→ 1 handshake {"protocol":"json","version":1}'));
  await connection.close();
});

void test("received messages are acknowledged within a second, once for all of them", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const acks: number[] = [];
  const buffer = new MessageBuffer((sequenceId) => acks.push(sequenceId));
  buffer.received("streamItem");
  buffer.received("ping");
  buffer.received("streamItem");
  t.mock.timers.tick(999);
  assert.deepEqual(acks, []);
  t.mock.timers.tick(1);
  assert.deepEqual(acks, [2]);
  t.mock.timers.tick(10_000);
  assert.deepEqual(acks, [2]);
  buffer.received("streamItem");
  buffer.stop();
  t.mock.timers.tick(10_000);
  assert.deepEqual(acks, [2], "nothing is acknowledged after the end");
});

void test("sending waits while more is unacknowledged than the buffer holds", async () => {
  const buffer = new MessageBuffer(() => undefined);
  await buffer.room();
  buffer.sent("invocation", new Uint8Array(60_000));
  buffer.sent("invocation", new Uint8Array(60_000));
  let waited = false;
  const room = buffer.room().then(() => (waited = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(waited, false);
  buffer.acknowledged(1);
  await room;
  assert.deepEqual([buffer.dropped().sequence.sequenceId, buffer.dropped().again.length], [2, 1]);
});
