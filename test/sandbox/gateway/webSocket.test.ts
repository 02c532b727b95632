import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer as createTcpServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import type { GatewayOptions } from "../../../src/sandbox/gateway/gateway.ts";
import { api, webSocketApi } from "./instance.ts";
import { ask, startBackend, startTestGateway, take } from "./fixture.ts";
import type { Running } from "./fixture.ts";

interface Pair {
  readonly gateway: Running;
  readonly server: WebSocketServer;
  /** Opens a WebSocket through the gateway; gives both ends. */
  open(): Promise<[caller: WebSocket, backend: WebSocket]>;
}

/** A gateway in front of a WebSocket server. */
async function startPair(t: TestContext, options: Partial<GatewayOptions> = {}, perMessageDeflate = false): Promise<Pair> {
  const backend = await startBackend(t, (_request, response) => void response.end());
  const server = new WebSocketServer({ server: backend.server, perMessageDeflate, maxPayload: 64 * 1024 * 1024 });
  const gateway = await startTestGateway(t, [webSocketApi("connect", "client", `${backend.url.replace("http", "ws")}/client/`)], options);
  return {
    gateway,
    server,
    async open() {
      const accepted = once(server, "connection");
      const caller = new WebSocket(`${gateway.url.replace("http", "ws")}/client/?hub=chat`, { perMessageDeflate });
      await once(caller, "open");
      const [far] = (await accepted) as [WebSocket];
      return [caller, far];
    },
  };
}

/** A WebSocket API in front of a backend that speaks bare TCP; gives the backend's side after its 101. */
async function startRaw(t: TestContext): Promise<{ gateway: Running; open(): Promise<[Socket, Socket]> }> {
  const server = createTcpServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => void server.close());
  const gateway = await startTestGateway(t, [webSocketApi("raw", "raw", `ws://127.0.0.1:${(server.address() as AddressInfo).port}/raw`)]);
  return {
    gateway,
    async open() {
      const accepted = once(server, "connection");
      const caller = connect({ port: gateway.port, host: "127.0.0.1", allowHalfOpen: true });
      caller.write(`GET /raw HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\nX-Spelled-As-Is: 1\r\n\r\nearly`);
      const [far] = (await accepted) as [Socket];
      t.after(() => [caller, far].forEach((socket) => socket.destroy()));
      return [caller, far];
    },
  };
}

const upgraded = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nConnection: Upgrade\r\nX-Odd-Spelling: yes\r\n\r\n";

void test("the handshake and every byte after it cross as they are, early ones included", async (t) => {
  const raw = await startRaw(t);
  const [caller, far] = await raw.open();
  const head = await headOf(far);
  assert.match(head, /^GET \/raw HTTP\/1\.1\r\n/);
  assert.match(head, /\r\nX-Spelled-As-Is: 1\r\n/);
  assert.match(head, /\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n/);
  far.write(`${upgraded}at once`);
  assert.equal((await take(far, 5)).toString(), "early");
  assert.equal((await take(caller, upgraded.length + 7)).toString(), `${upgraded}at once`);
  const bytes = randomBytes(300_000);
  caller.write(bytes);
  far.write(bytes);
  assert.deepEqual(await take(far, bytes.length), bytes);
  assert.deepEqual(await take(caller, bytes.length), bytes);
});

void test("a side that has said all may still listen", async (t) => {
  const raw = await startRaw(t);
  const [caller, far] = await raw.open();
  await headOf(far);
  far.write(upgraded);
  await take(caller, upgraded.length);
  caller.end("last words");
  assert.equal((await take(far, 15)).toString(), "earlylast words");
  far.resume();
  await once(far, "end");
  far.end("answer");
  assert.equal((await take(caller, 6)).toString(), "answer");
  caller.resume();
  await once(caller, "close");
  const closed = await raw.gateway.event((event) => event.event === "webSocketClosed");
  assert.deepEqual([closed["sent"], closed["received"]], [15, 6]);
});

for (const [code, reason] of [[1000, "done"], [1011, "server error"], [4321, "own code"]] as const) {
  void test(`close code ${code} is carried from either side`, async (t) => {
    const pair = await startPair(t);
    const [first, firstFar] = await pair.open();
    firstFar.close(code, reason);
    const [gotCode, gotReason] = (await once(first, "close")) as [number, Buffer];
    assert.deepEqual([gotCode, gotReason.toString()], [code, reason]);
    const [second, secondFar] = await pair.open();
    second.close(code, reason);
    const [farCode, farReason] = (await once(secondFar, "close")) as [number, Buffer];
    assert.deepEqual([farCode, farReason.toString()], [code, reason]);
  });
}

void test("a connection that breaks on one side breaks on the other", async (t) => {
  const pair = await startPair(t);
  const [caller, far] = await pair.open();
  caller.terminate();
  assert.equal((await once(far, "close"))[0], 1006);
  const [second, secondFar] = await pair.open();
  secondFar.terminate();
  assert.equal((await once(second, "close"))[0], 1006);
});

void test("fragments, pings, binary frames and a negotiated compression are the ends' own business", async (t) => {
  const pair = await startPair(t, {}, true);
  const [caller, far] = await pair.open();
  assert.match(caller.extensions, /permessage-deflate/);
  const received = once(far, "message");
  caller.send("in ", { fin: false });
  caller.send("two", { fin: true });
  assert.equal(String((await received)[0]), "in two");
  const pong = once(caller, "pong");
  caller.ping("there?");
  assert.equal(String((await pong)[0]), "there?");
  const bytes = randomBytes(16 * 1024 * 1024);
  const echoed = once(caller, "message");
  far.on("message", (data: Buffer, binary: boolean) => far.send(data, { binary }));
  caller.send(bytes);
  const [back, binary] = (await echoed) as [Buffer, boolean];
  assert.ok(binary && bytes.equals(back));
  const closed = once(far, "close");
  caller.close();
  await closed;
});

void test("a caller that does not read slows the backend down", async (t) => {
  const pair = await startPair(t);
  const [caller, far] = await pair.open();
  caller.pause();
  const chunk = Buffer.alloc(64 * 1024);
  for (let sent = 0; sent < 64; sent++) far.send(Buffer.alloc(1024 * 1024, chunk));
  for (let before = -1; before !== far.bufferedAmount; ) {
    before = far.bufferedAmount;
    await delay(150);
  }
  assert.ok(far.bufferedAmount > 32 * 1024 * 1024, `only ${far.bufferedAmount} bytes wait at the backend`);
  let count = 0;
  const all = Promise.withResolvers<void>();
  caller.on("message", () => {
    count++;
    if (count === 64) all.resolve();
  });
  caller.resume();
  await all.promise;
});

void test("a backend that refuses the upgrade is quoted word for word", async (t) => {
  const backend = await startBackend(t, (_request, response) => {
    response.writeHead(401, "Unauthorized", { "WWW-Authenticate": "Bearer", "Content-Type": "text/plain" });
    response.end("token expired");
  });
  const gateway = await startTestGateway(t, [webSocketApi("connect", "client", backend.url)]);
  const answer = await ask(`${gateway.url}/client`, { headers: upgradeHeaders });
  assert.deepEqual([answer.status, answer.headers["www-authenticate"], answer.body], [401, "Bearer", "token expired"]);
  const event = await gateway.event((happened) => happened.event === "request");
  assert.deepEqual([event["status"], event["operation"]], [401, "onHandshake"]);
});

void test("a backend that is not there is 500, an API without a key 401, what is no WebSocket API 404", async (t) => {
  const gateway = await startTestGateway(t, [
    webSocketApi("dead", "dead", "ws://127.0.0.1:9"),
    webSocketApi("locked", "locked", "ws://127.0.0.1:9", { subscriptionRequired: true }),
    api("plain", "plain", "http://127.0.0.1:9", ["GET /"]),
  ]);
  const status = async (path: string): Promise<number> => (await ask(gateway.url + path, { headers: upgradeHeaders })).status;
  assert.deepEqual([await status("/dead"), await status("/locked"), await status("/plain"), await status("/nothing")], [500, 401, 404, 404]);
  assert.equal((await ask(`${gateway.url}/dead`)).status, 404);
  assert.equal((await ask(`${gateway.url}/dead`, { headers: { ...upgradeHeaders, Host: "evil.example" } })).status, 403);
});

void test("silence longer than the idle limit ends both sides; traffic in one direction keeps them", async (t) => {
  const pair = await startPair(t, { idleMs: 400 });
  const [caller, far] = await pair.open();
  for (let beat = 0; beat < 4; beat++) {
    await delay(200);
    far.send("beat");
    await once(caller, "message");
  }
  const [callerEnd, farEnd] = await Promise.all([once(caller, "close"), once(far, "close")]);
  assert.deepEqual([callerEnd[0], farEnd[0]], [1006, 1006]);
});

void test("no more WebSockets at once than the tier carries, and a closed one makes room", async (t) => {
  const pair = await startPair(t, { webSocketLimit: 2 });
  const [first] = await pair.open();
  await pair.open();
  assert.equal((await ask(`${pair.gateway.url}/client/`, { headers: upgradeHeaders })).status, 503);
  first.close();
  await pair.gateway.event((event) => event.event === "webSocketClosed");
  await pair.open();
});

void test("a hundred WebSockets at once keep apart, and stopping the gateway ends them all", async (t) => {
  const pair = await startPair(t);
  pair.server.on("connection", (far) => far.on("message", (data: Buffer) => far.send(`echo ${data.toString()}`)));
  const callers = await Promise.all(Array.from({ length: 100 }, async (_, index) => {
    const caller = new WebSocket(`${pair.gateway.url.replace("http", "ws")}/client`);
    await once(caller, "open");
    const answer = once(caller, "message");
    caller.send(`number ${index}`);
    assert.equal(String((await answer)[0]), `echo number ${index}`);
    return caller;
  }));
  const ended = Promise.all(callers.map((caller) => once(caller, "close")));
  await pair.gateway.stop();
  assert.ok((await ended).every(([code]) => code === 1006));
});

const upgradeHeaders = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AQIDBAUGBwgJCgsMDQ4PEA==" };

/** The request or status line with its headers, up to and with the empty line. */
async function headOf(socket: Socket): Promise<string> {
  let head = "";
  while (!head.endsWith("\r\n\r\n")) head += (await take(socket, 1)).toString();
  return head;
}
