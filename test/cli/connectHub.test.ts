import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import type { HubMessage } from "../../src/signalr/protocol/messages.ts";
import { NEGOTIATED, scriptedHub } from "../signalr/scriptedHub.ts";
import type { Peer } from "../signalr/scriptedHub.ts";
import { cli, records } from "./support.ts";
import type { Result } from "./support.ts";

/** Runs `connect --json` against a hub that does what `socket` says after the handshake. */
async function connectTo(t: TestContext, args: readonly string[], socket: (peer: Peer) => Promise<void>): Promise<Result> {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      await socket(peer);
    },
  });
  return cli(["connect", `${hub.url}/chat`, "--json", ...args]);
}

const say = (peer: Peer, ...messages: readonly object[]): void => peer.socket.send(messages.map((message) => `${JSON.stringify(message)}\u001e`).join(""));

void test("--stream shows the items and waits for the end; an end with an error is 1", async (t) => {
  const seen: string[] = [];
  const result = await connectTo(t, ["--stream", "count(2)", "--stream", "broken()", "--send", "never()"], async (peer) => {
    seen.push(await peer.message(2));
    say(peer, { type: 2, invocationId: "0", item: 1 }, { type: 2, invocationId: "0", item: { two: 2 } }, { type: 3, invocationId: "0" });
    seen.push(await peer.message(3));
    say(peer, { type: 3, invocationId: "1", error: "no such thing" });
  });
  assert.deepEqual(seen, ['{"type":4,"invocationId":"0","target":"count","arguments":[2]}\u001e', '{"type":4,"invocationId":"1","target":"broken","arguments":[]}\u001e']);
  assert.equal(result.code, 1);
  const all = records(result);
  assert.deepEqual(all.filter(({ kind }) => kind === "streamItem").map(({ item }) => item), [1, { two: 2 }]);
  const end = all.find(({ kind, invocationId }) => kind === "completion" && invocationId === "0");
  assert.ok(Number(end?.["roundTripMs"]) > 0);
  assert.match(String(all.at(-1)?.["error"]), /broken failed: no such thing/);
  assert.equal(all.some(({ target }) => target === "never"), false);
});

void test("--answer answers what the hub asks, in whatever case; what has no rule gets the official client's error", async (t) => {
  const answers: unknown[] = [];
  const result = await connectTo(t, ["--answer", 'Ask={"a":[1,"x=y"]}', "--answer", "other=null", "--until", "thanks"], async (peer) => {
    say(peer, { type: 1, invocationId: "a", target: "ASK", arguments: [] });
    answers.push(JSON.parse((await peer.message(2)).slice(0, -1)));
    say(peer, { type: 1, invocationId: "b", target: "unheard", arguments: [] });
    answers.push(JSON.parse((await peer.message(3)).slice(0, -1)));
    say(peer, { type: 1, target: "thanks", arguments: [] });
  });
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(answers, [
    { type: 3, invocationId: "a", result: { a: [1, "x=y"] } },
    { type: 3, invocationId: "b", error: "Client didn't provide a result." },
  ]);
  assert.equal(records(result).filter(({ kind, direction }) => kind === "completion" && direction === "sent").length, 2);
});

void test("--protocol messagepack: bytes as base64, large integers with all their digits, dates and bytes readable", async (t) => {
  const heard: HubMessage = { kind: "invocation", target: "said", arguments: [2n ** 63n, new Date(Date.UTC(2026, 10, 21)), Uint8Array.of(1, 2, 255), "ahoi"] };
  const frame = messagePackProtocol.encode(heard);
  const result = await connectTo(t, ["--protocol", "messagepack", "--send", 'hello("ann")', "--until", "ahoi"], async (peer) => {
    await peer.message(2);
    peer.socket.send(frame);
  });
  assert.equal(result.code, 0, result.stderr);
  const all = records(result);
  assert.deepEqual(all.filter(({ kind }) => kind === "handshake").map(({ text, binary }) => [text, binary]), [['{"protocol":"messagepack","version":1}', undefined], ["{}", undefined]]);
  const sent = all.find(({ direction, kind }) => direction === "sent" && kind === "invocation");
  assert.deepEqual([sent?.["target"], sent?.["arguments"], sent?.["text"]], ["hello", ["ann"], undefined]);
  const received = all.find(({ target }) => target === "said");
  assert.deepEqual([received?.["base64"], received?.["bytes"]], [Buffer.from(frame.subarray(1)).toString("base64"), frame.length - 1]);
  assert.match(result.stdout, /"arguments":\[9223372036854775808,"2026-11-21T00:00:00\.000Z","AQL\/","ahoi"\]/);
});

void test("times stand in a transcript to the microsecond at most", async (t) => {
  const result = await connectTo(t, ["--invoke", "ask()"], async (peer) => {
    await peer.message(2);
    say(peer, { type: 3, invocationId: "0", result: 1 });
  });
  assert.equal(result.code, 0, result.stderr);
  const durations = [...result.stdout.matchAll(/"(?:ms|roundTripMs)":([^,}]+)/g)].map(([, value]) => value ?? "");
  assert.ok(durations.length >= 3);
  for (const value of durations) assert.match(value, /^\d+(\.\d{1,3})?$/);
});

void test("a Node that lacks what 22 has (20, on which it may be installed) connects all the same", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const result = await cli(["connect", `${hub.url}/chat`, "--json", "--for", "0.1"], { env: { NODE_OPTIONS: "--import=data:text/javascript,delete%20Promise.withResolvers;delete%20URL.parse" } });
  assert.equal(result.code, 0, result.stderr);
  assert.ok(records(result).some(({ kind, direction }) => kind === "handshake" && direction === "received"));
});

void test("--stateful-reconnect asks for it, and connects without where the server has none", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const result = await cli(["connect", `${hub.url}/chat`, "--json", "--stateful-reconnect", "--for", "0.1"]);
  assert.equal(result.code, 0, result.stderr);
  assert.match(hub.requests[0]?.url ?? "", /[?&]useStatefulReconnect=true(&|$)/);
});

void test("a dropped connection that is taken up again ends with 0 when everything was answered, and stderr says it dropped", async (t) => {
  let peers = 0;
  const hub = await scriptedHub(t, {
    post: (_request, response) => response.end(NEGOTIATED.replace("{", '{"useStatefulReconnect":true,')),
    socket: async (peer) => {
      if (++peers === 1) {
        await peer.accept();
        await peer.message(2);
        peer.stream.destroy();
      } else {
        await peer.message(2);
        say(peer, { type: 9, sequenceId: 1 }, { type: 3, invocationId: "0", result: "late" });
      }
    },
  });
  const result = await cli(["connect", `${hub.url}/chat`, "--json", "--stateful-reconnect", "--invoke", "ask()"]);
  assert.equal(result.code, 0, result.stdout);
  assert.match(result.stderr, /The connection dropped/);
  assert.equal(records(result).find(({ kind }) => kind === "completion")?.["result"], "late");
});

void test("a hub that does not answer the handshake, or falls silent, is given up after the time that was asked for", async (t) => {
  const mute = await scriptedHub(t, { socket: () => undefined });
  const unanswered = await cli(["connect", `${mute.url}/chat`, "--json", "--handshake-timeout", "0.2"]);
  assert.deepEqual([unanswered.code, records(unanswered).at(-1)?.["kind"]], [1, "error"]);
  assert.match(unanswered.stderr, /0\.2 seconds/);
  const silent = await connectTo(t, ["--server-timeout", "0.3", "--keep-alive", "0.1"], async () => undefined);
  assert.equal(silent.code, 1);
  assert.match(silent.stderr, /0\.3 seconds/);
  assert.ok(records(silent).some(({ direction, kind }) => direction === "sent" && kind === "ping"), "pings were sent meanwhile");
});

void test("a certificate that nobody trusts is 1 and says so; --insecure connects all the same", async (t) => {
  const [cert, key] = await Promise.all(["cert", "key"].map((part) => readFile(new URL(`../signalr/fixtures/test-only.${part}.pem`, import.meta.url), "utf8")));
  const hub = await scriptedHub(t, { tls: { cert: cert ?? "", key: key ?? "" }, socket: (peer) => peer.accept() });
  const refused = await cli(["connect", `${hub.url}/chat`, "--json", "--for", "0.1"]);
  assert.deepEqual([refused.code, records(refused).at(-1)?.["code"]], [1, "certificateNotTrusted"]);
  const result = await cli(["connect", `${hub.url}/chat`, "--json", "--for", "0.1", "--insecure"]);
  assert.equal(result.code, 0, result.stderr);
});

void test("--skip-negotiation opens the WebSocket straight away", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const result = await cli(["connect", `${hub.url}/chat`, "--json", "--skip-negotiation", "--for", "0.1"]);
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual([hub.requests.length, hub.upgrades.length, records(result)[0]?.["kind"]], [0, 1, "upgrade"]);
});
