import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { connect } from "../../src/signalr/connection.ts";
import { openSession } from "../../src/console/session.ts";
import type { LogRecord } from "../../src/console/record.ts";
import type { ConnectOptions } from "../../src/signalr/connection.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { ALL_TRANSPORTS, httpHub } from "./httpHub.ts";
import type { Instead } from "./httpHub.ts";
import { Recorder } from "./recorder.ts";
import { scriptedHub } from "./scriptedHub.ts";
import type { Script } from "./scriptedHub.ts";

const RS = "\u001e";

/** Why connecting failed, or why the connection ended; always with what to do, and in the log in the same words. */
async function told(connect: ConnectOptions): Promise<Problem> {
  const log: LogRecord[] = [];
  const end = await openSession({ connect }, { record: (record) => log.push(record) }).then((session) => session.closed, (error: unknown) => ({ problem: error }));
  const { problem } = end;
  assert.ok(problem instanceof Problem, `no problem was told: ${JSON.stringify(log)} ${String(problem)}`);
  const { message, likelyCause, nextStep } = problem.details;
  assert.ok(message !== "" && likelyCause !== undefined && nextStep !== undefined, `${problem.code} does not say what to do`);
  const named = log.filter(({ kind }) => kind === "error").map(({ members }) => ({ message: members.error, likelyCause: members.likelyCause, nextStep: members.nextStep }));
  assert.deepEqual(named, [{ message, likelyCause, nextStep }], "the log names it, once");
  return problem;
}

/** What a WebSocket server does, and the words that name it. */
const webSockets: readonly { readonly does: string; readonly socket: NonNullable<Script["socket"]>; readonly code: string; readonly says: RegExp; readonly options?: Partial<ConnectOptions> }[] = [
  { does: "takes the connection and is never heard of again (half-open)", socket: (peer) => peer.accept(), code: "serverTimeout", says: /Server timeout elapsed/, options: { serverTimeoutMs: 60 } },
  { does: "never answers the handshake", socket: () => undefined, code: "handshakeTimeout", says: /did not answer the handshake within 0\.06 seconds/, options: { handshakeTimeoutMs: 60 } },
  {
    does: "cuts the connection in the middle of a frame",
    socket: async (peer) => {
      await peer.accept();
      peer.stream.write(Buffer.from([0x81, 0x20, 0x7b, 0x22]), () => peer.stream.destroy());
    },
    code: "webSocketDropped",
    says: /\(1006\)/,
  },
  {
    does: "cuts the connection between frames (1006)",
    socket: async (peer) => {
      await peer.accept();
      peer.socket.terminate();
    },
    code: "webSocketDropped",
    says: /without a close \(1006\)/,
  },
  {
    does: "closes because a message was too large (1009)",
    socket: async (peer) => {
      await peer.accept();
      peer.socket.close(1009, "Message too big");
    },
    code: "webSocketClosed",
    says: /code 1009: Message too big/,
  },
  {
    does: "fails while it handles the connection (1011)",
    socket: async (peer) => {
      await peer.accept();
      peer.socket.close(1011);
    },
    code: "webSocketClosed",
    says: /code 1011/,
  },
  {
    does: "sends a frame no WebSocket may send",
    socket: async (peer) => {
      await peer.accept();
      peer.stream.write(Buffer.from([0x8f, 0x00]));
    },
    code: "webSocketDropped",
    says: /1006.*Invalid/,
  },
];

for (const { does, socket, code, says, options = {} } of webSockets) {
  void test(`a WebSocket server that ${does}`, async (t) => {
    const hub = await scriptedHub(t, { socket });
    const problem = await told({ url: hub.url, ...options });
    assert.equal(problem.code, code);
    assert.match(problem.message, says);
  });
}

function answer(status: number, headers: Readonly<Record<string, string>>, body: string | Buffer): Instead {
  return ({ method }, response) => method === "GET" && response.writeHead(status, headers).end(body) === response;
}

/** Lets the first poll and the handshake's answer pass, then does its own. */
function later(instead: Instead): Instead {
  let polls = 0;
  return (seen, response) => {
    polls += seen.method === "GET" ? 1 : 0;
    return polls > 2 && instead(seen, response);
  };
}

const page = "<!doctype html><title>Sign in</title>";
const http: readonly { readonly does: string; readonly transport: "serverSentEvents" | "longPolling"; readonly instead: Instead; readonly code: string; readonly says: RegExp; readonly options?: Partial<ConnectOptions> }[] = [
  { does: "answers the event stream with a page", transport: "serverSentEvents", instead: answer(200, { "content-type": "text/html" }, page), code: "notEventStream", says: /not an event stream but text\/html/ },
  { does: "takes the event stream for a poll (the Accept header was dropped)", transport: "serverSentEvents", instead: answer(200, { "content-type": "application/octet-stream" }, ""), code: "notEventStream", says: /application\/octet-stream/ },
  { does: "has no operation for the event stream", transport: "serverSentEvents", instead: answer(404, {}, '{ "statusCode": 404, "message": "Resource not found" }'), code: "gatewayNoRoute", says: /event stream was refused with 404/ },
  { does: "holds the event stream back before its first byte (a buffering gateway)", transport: "serverSentEvents", instead: ({ method }) => method === "GET", code: "timeout", says: /did not answer within 0\.08 seconds/, options: { handshakeTimeoutMs: 80 } },
  {
    does: "lets the stream open and holds its events back (a buffering gateway)",
    transport: "serverSentEvents",
    instead: ({ method }, response) => method === "GET" && (response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders(), true),
    code: "handshakeTimeout",
    says: /did not answer the handshake/,
    options: { handshakeTimeoutMs: 80 },
  },
  {
    does: "breaks the stream off in the middle of an event",
    transport: "serverSentEvents",
    instead: ({ method }, response) => {
      if (method !== "GET") return false;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: {}${RS}\n\ndata: {"ty`, () => setImmediate(() => response.destroy()));
      return true;
    },
    code: "connectionReset",
    says: /broke the connection in the middle of its answer/,
  },
  { does: "answers the first poll with 204", transport: "longPolling", instead: answer(204, {}, ""), code: "unexpectedStatus", says: /poll was refused with 204/ },
  { does: "forgets the connection while it is polled", transport: "longPolling", instead: later(answer(404, {}, "No Connection with that ID")), code: "connectionExpired", says: /poll was refused with 404: No Connection with that ID/ },
  { does: "sends a poll to the sign-in page", transport: "longPolling", instead: later(answer(302, { location: "https://login.example/" }, "")), code: "httpRedirect", says: /302/ },
  { does: "answers a poll with a page", transport: "longPolling", instead: later(answer(200, { "content-type": "text/html" }, page)), code: "notPollAnswer", says: /HTML page/ },
  { does: "lets the token expire while it is polled", transport: "longPolling", instead: later(answer(401, { "www-authenticate": 'Bearer error="invalid_token", error_description="The token expired"' }, "")), code: "tokenExpired", says: /401: The token expired/ },
  { does: "compresses what is no compressed data", transport: "longPolling", instead: later(answer(200, { "content-encoding": "gzip" }, "plain")), code: "networkFailed", says: /incorrect header check/ },
];

for (const { does, transport, instead, code, says, options = {} } of http) {
  void test(`over ${transport}, a server that ${does}`, async (t) => {
    const hub = await httpHub(t, instead);
    const problem = await told({ url: `${hub.url}/chat`, transport, accessToken: "a.b.c", ...options });
    assert.equal(problem.code, code);
    assert.match(problem.message, says);
    if (code === "handshakeTimeout") assert.match(problem.details.nextStep ?? "", /buffer-response="false"/);
  });
}

void test("a compressed negotiate answer is read", async (t) => {
  const hub = await httpHub(t, ({ url }, response) => url.includes("negotiate") && response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(ALL_TRANSPORTS)) === response);
  await (await connect({ url: hub.url, transport: "longPolling" }, new Recorder())).close();
});

void test("a server so slow that a record takes longer than the server timeout is still heard", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      for (const byte of `{"type":1,"target":"slow","arguments":[]}${RS}`) {
        peer.socket.send(byte);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, serverTimeoutMs: 500 }, seen);
  await seen.until(() => seen.lines.some((line) => line.includes('invocation {"type":1,"target":"slow"') || line.startsWith("end")));
  assert.deepEqual(seen.ends, []);
  await connection.close();
});

void test("a message of 100 MB comes whole, in one record", async (t) => {
  const length = 100 * 1024 * 1024;
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.socket.send(`{"type":1,"target":"big","arguments":["${"x".repeat(length)}"]}${RS}`);
    },
  });
  const arrived = Promise.withResolvers<number>();
  const connection = await connect({ url: hub.url }, { hop: () => undefined, closed: () => undefined, record: ({ bytes }) => bytes.length > length && arrived.resolve(bytes.length) });
  assert.equal(await arrived.promise, length + '{"type":1,"target":"big","arguments":[""]}'.length);
  await connection.close();
});

void test("a message of 32 MB comes whole over an event stream", async (t) => {
  const length = 32 * 1024 * 1024;
  const hub = await httpHub(t);
  const arrived = Promise.withResolvers<number>();
  const connection = await connect({ url: hub.url, transport: "serverSentEvents" }, { hop: () => undefined, closed: () => undefined, record: ({ bytes }) => bytes.length > length && arrived.resolve(bytes.length) });
  hub.push(`{"type":1,"target":"big","arguments":["${"x".repeat(length)}"]}${RS}`);
  assert.ok(await arrived.promise > length);
  await connection.close();
});

void test("10,000 tiny frames in one packet are 10,000 records, each in its frame", async (t) => {
  const ping = Buffer.from(`{"type":6}${RS}`);
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.stream.write(Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.concat([Buffer.from([0x81, ping.length]), ping]))));
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  await seen.until(() => seen.records.length === 10_002);
  assert.deepEqual([seen.records[2]?.frame, seen.records.at(-1)?.frame], [3, 10_002]);
  await connection.close();
});

void test("invalid UTF-8 is a malformed record with its place, and the next record is read", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.socket.send(Buffer.concat([Buffer.from('{"type":1,"target":"'), Buffer.from([0xc3, 0x28]), Buffer.from(`","arguments":[]}${RS}{"type":6}${RS}`)]), { binary: false });
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  await seen.until(() => seen.records.length === 4);
  assert.deepEqual(seen.records[2]?.message, { kind: "malformed", reason: "Not valid UTF-8", offset: 21 });
  assert.equal(seen.records[3]?.message.kind, "ping");
  await connection.close();
});

void test("a second completion, a completion for nothing and a second answer to the handshake are named, and change nothing", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      await peer.message(2);
      const done = `{"type":3,"invocationId":"0","result":1}${RS}`;
      peer.socket.send(`${done}${done}{"type":3,"invocationId":"nobody","error":"x"}${RS}{}${RS}{"type":6}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  assert.equal((await connection.invoke("once", [])).result, 1);
  await seen.until(() => seen.lines.some((line) => line.includes("ping")));
  const remarks = seen.records.slice(3).map(({ remark }) => remark);
  assert.match(remarks[1] ?? "", /"0" was completed already/);
  assert.match(remarks[2] ?? "", /no invocation with the id "nobody" was sent/);
  assert.match(remarks[3] ?? "", /second answer to the handshake/);
  assert.deepEqual([remarks[0], remarks[4]], [undefined, undefined]);
  await connection.close();
});

void test("closing leaves no socket behind, whatever the transport", async (t) => {
  for (const transport of ["serverSentEvents", "longPolling"] as const) {
    const hub = await httpHub(t);
    const connection = await connect({ url: hub.url, transport }, new Recorder());
    const gone = transport === "serverSentEvents" ? once(hub.receiver ?? assert.fail("there is no stream"), "close") : hub.request(({ method }) => method === "DELETE");
    await connection.close();
    await gone;
  }
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const abort = new AbortController();
  const connecting = connect({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` }, new Recorder(), abort.signal);
  await once(server, "connection");
  abort.abort();
  await assert.rejects(connecting, { name: "Cancelled" });
  const [socket] = sockets;
  assert.ok(socket !== undefined && (socket.destroyed || (await once(socket.resume(), "close")).length >= 0));
});
