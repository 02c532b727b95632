import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import type { ConnectOptions } from "../../src/signalr/connection.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { Recorder } from "./recorder.ts";
import { scriptedHub } from "./scriptedHub.ts";
import type { Script, Seen } from "./scriptedHub.ts";

const RS = "\u001e";
const TLS = {
  cert: readFileSync(new URL("fixtures/test-only.cert.pem", import.meta.url), "utf8"),
  key: readFileSync(new URL("fixtures/test-only.key.pem", import.meta.url), "utf8"),
};

/** Connects in vain; gives what the person is told. Every failure must say why and what to do. */
async function failure(options: ConnectOptions, seen = new Recorder()): Promise<Problem> {
  try {
    await connect(options, seen);
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    const { message, likelyCause, nextStep, resource } = error.details;
    assert.ok(message !== "" && likelyCause !== undefined && nextStep !== undefined, `${error.code} does not say what to do`);
    assert.ok(!(resource ?? "").includes("secret-token") && !JSON.stringify(seen.hops).includes("secret-token"));
    return error;
  }
  throw new assert.AssertionError({ message: "it connected" });
}

void test("an upgrade that is refused keeps status and words, and says what they mean at a gateway or service", async (t) => {
  const cases: readonly (readonly [status: string, body: string, code: string, headers?: string])[] = [
    ["404 Not Found", '{ "statusCode": 404, "message": "Resource not found" }', "gatewayNoRoute"],
    ["404 Not Found", "No Connection with that ID", "connectionIdUnknown"],
    ["404 Not Found", "", "webSocketNotFound"],
    ["401 Unauthorized", '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }', "subscriptionKeyMissing"],
    ["401 Unauthorized", "", "tokenAudienceInvalid", 'WWW-Authenticate: Bearer error="invalid_token", error_description="The audience is invalid"\r\n'],
    ["409 Conflict", "", "connectionIdInUse"],
    ["400 Bad Request", "'Upgrade' header is missing", "upgradeRefused"],
    ["200 OK", "<html><title>Welcome</title></html>", "upgradeRefused"],
    ["429 Too Many Requests", "Connection count reaches limit.", "tooManyRequests"],
    ["503 Service Unavailable", "", "backendUnavailable"],
  ];
  for (const [status, body, code, headers] of cases) {
    const hub = await scriptedHub(t, { refuse: { status, body, ...(headers === undefined ? {} : { headers }) } });
    const seen = new Recorder();
    const problem = await failure({ url: `${hub.url}/client/?hub=chat`, accessToken: "secret-token-1" }, seen);
    assert.equal(problem.code, code, `${status} ${body}`);
    assert.equal(problem.details.status, Number.parseInt(status, 10));
    assert.deepEqual(seen.lines, ["negotiate 200", `upgrade ${code}`]);
    assert.equal(seen.hops[1]?.status, Number.parseInt(status, 10));
  }
});

void test("an upgrade without negotiate that finds nothing says that negotiate was skipped, but not where the service is meant", async (t) => {
  const hub = await scriptedHub(t, { refuse: { status: "404 Not Found", body: "" } });
  for (const [path, code] of [["/chat", "negotiateSkipped"], ["/client/?hub=chat", "webSocketNotFound"]] as const) {
    for (const how of [{ skipNegotiation: true }, { bare: true }]) {
      const problem = await failure({ url: `${hub.url}${path}`, ...how });
      assert.deepEqual([problem.code, problem.details.status], [code, 404]);
    }
  }
});

void test("a handshake the server refuses shows the answer, the reason and the end", async (t) => {
  const error = "SignalR Service is now in 'Default' service mode. Current mode works as a proxy that routes client traffic to the connected app servers. However app servers are not connected.";
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.message(1);
      peer.socket.send(`{"error":"${error}"}${RS}`);
      peer.socket.close(1000, "bye");
    },
  });
  const seen = new Recorder();
  const problem = await failure({ url: hub.url }, seen);
  assert.equal(problem.code, "handshakeRejected");
  assert.ok(problem.message.includes(error));
  assert.match(problem.details.likelyCause ?? "", /no app server/);
  await seen.until(() => seen.ends.length > 0);
  assert.deepEqual(seen.lines.slice(2), ['→ 1 handshake {"protocol":"json","version":1}', `← 2 handshake {"error":"${error}"}`, "handshake handshakeRejected", "end 1000 handshakeRejected"]);
});

void test("other endings of a handshake: never answered, half answered, answered by something else, dropped", async (t) => {
  const cases: readonly (readonly [script: NonNullable<Script["socket"]>, code: string])[] = [
    [() => undefined, "handshakeTimeout"],
    [(peer) => peer.socket.send('{"err'), "handshakeTimeout"],
    [(peer) => peer.socket.send(`hello${RS}`), "handshakeUnreadable"],
    [(peer) => peer.socket.send(`{"type":6}${RS}`), "handshakeUnreadable"],
    [(peer) => peer.socket.send(`{"error":"The protocol 'json' is not supported."}${RS}`), "handshakeRejected"],
    [(peer) => peer.socket.close(1008, "no"), "webSocketClosed"],
    [(peer) => peer.socket.close(1000), "closedInHandshake"],
    [(peer) => void peer.stream.destroy(), "webSocketDropped"],
  ];
  for (const [socket, code] of cases) {
    const hub = await scriptedHub(t, {
      socket: async (peer) => {
        await peer.message(1);
        await socket(peer);
      },
    });
    const seen = new Recorder();
    assert.equal((await failure({ url: hub.url, handshakeTimeoutMs: code === "handshakeTimeout" ? 60 : 10_000 }, seen)).code, code);
    await seen.until(() => seen.ends.length > 0);
    assert.ok(seen.lines.at(-1)?.startsWith("end "), "the end is told last");
    assert.equal(seen.lines.at(-2), `handshake ${code}`);
  }
});

void test("half an answer to the handshake is shown", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.socket.send('{"err') });
  const seen = new Recorder();
  await failure({ url: hub.url, handshakeTimeoutMs: 60 }, seen);
  assert.ok(seen.lines.some((line) => /^← \d malformed \{"err$/.test(line)), seen.lines.join("\n"));
});

void test("invalid JSON and unknown types are rows like others, and the session goes on", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.socket.send(`{"type":1,}${RS}{"type":99}${RS}`);
      peer.socket.send(Buffer.from([0x7b, 0xff, 0x1e]), { binary: false });
      await peer.message(2);
      peer.socket.send(`{"type":3,"invocationId":"0","result":1}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  assert.equal((await connection.invoke("x", [])).result, 1);
  await connection.close();
  assert.deepEqual(seen.records.filter(({ direction }) => direction === "received").map(({ message }) => message), [
    { kind: "handshake" },
    { kind: "malformed", reason: "Not valid JSON: property name expected", offset: 10 },
    { kind: "unknown", type: 99 },
    { kind: "malformed", reason: "Not valid UTF-8", offset: 1 },
    { kind: "completion", invocationId: "0", result: 1 },
  ]);
});

void test("a close message with an error ends the session with it, and what waits is told", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      await peer.message(2);
      peer.socket.send(`{"type":7,"error":"Connection closed with an error.","allowReconnect":true}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  await assert.rejects(connection.invoke("x", []), (error) => error instanceof Problem && error.code === "connectionClosed" && error.message.includes("Connection closed with an error."));
  const end = await connection.closed;
  assert.equal(end.problem?.code, "closedWithError");
  assert.deepEqual(seen.lines.at(-2), '← 4 close {"type":7,"error":"Connection closed with an error.","allowReconnect":true}');
  await assert.rejects(connection.send("x", []), { code: "closedWithError" });
});

void test("close codes and reasons are carried; a drop in the middle of a message shows what was there", async (t) => {
  const cases: readonly (readonly [script: NonNullable<Script["socket"]>, code: number | undefined, problem: string | undefined, rest?: string])[] = [
    [(peer) => peer.socket.close(1000, "done"), 1000, undefined],
    [(peer) => peer.socket.close(), undefined, undefined],
    [(peer) => peer.socket.close(1011, "failed"), 1011, "webSocketClosed"],
    [(peer) => peer.socket.close(1001), 1001, "webSocketClosed"],
    [(peer) => peer.socket.close(4321, "own code"), 4321, "webSocketClosed"],
    [(peer) => peer.socket.send('{"type":1,"tar', () => peer.stream.destroy()), 1006, "webSocketDropped", '← 3 malformed {"type":1,"tar'],
    // A frame that says it has 100 bytes and brings 3.
    [(peer) => void peer.stream.write(Buffer.from([0x81, 100, 1, 2, 3]), () => peer.stream.destroy()), 1006, "webSocketDropped"],
    // A frame with reserved bits is against RFC 6455.
    [(peer) => void peer.stream.write(Buffer.from([0xf1, 0])), 1006, "webSocketDropped"],
  ];
  for (const [socket, code, problem, rest] of cases) {
    const hub = await scriptedHub(t, {
      socket: async (peer) => {
        await peer.accept();
        await socket(peer);
      },
    });
    const seen = new Recorder();
    const connection = await connect({ url: hub.url }, seen);
    const end = await connection.closed;
    assert.deepEqual([end.code, end.problem?.code], [code, problem]);
    assert.equal(seen.ends.length, 1);
    assert.ok(rest === undefined || seen.lines.includes(rest), seen.lines.join("\n"));
  }
});

void test("a server that falls silent is given up with the official client's words", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const connection = await connect({ url: hub.url, serverTimeoutMs: 50 }, new Recorder());
  const waiting = connection.invoke("x", []);
  const [end] = await Promise.all([connection.closed, assert.rejects(waiting, { code: "connectionClosed" })]);
  assert.equal(end.problem?.code, "serverTimeout");
  assert.equal(end.problem?.message, "Server timeout elapsed without receiving a message from the server.");
});

void test("a message of 16 MB crosses both ways whole", async (t) => {
  const big = "x".repeat(16 * 1024 * 1024);
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.socket.send((await peer.message(2)).replace('"invocationId":"0",', ""));
      peer.socket.send(`{"type":3,"invocationId":"0","result":null}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  await connection.invoke("big", [big]);
  const echoed = seen.records.find(({ direction, message }) => direction === "received" && message.kind === "invocation");
  assert.ok(echoed?.message.kind === "invocation" && echoed.message.arguments[0] === big);
  await connection.close();
});

void test("hosts that cannot be reached: refused, unknown, silent, not HTTP", async (t) => {
  const silent = createServer().listen(0, "127.0.0.1");
  const chatty = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")).listen(0, "127.0.0.1");
  const dropping = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  const servers = [silent, chatty, dropping];
  await Promise.all(servers.map(async (server) => server.listening || once(server, "listening")));
  const [silentPort, chattyPort, droppingPort] = servers.map((server) => (server.address() as { port: number }).port);
  const freed = createServer().listen(0, "127.0.0.1");
  await once(freed, "listening");
  const { port: freePort } = freed.address() as { port: number };
  freed.close();
  await once(freed, "close");
  t.after(() => servers.forEach((server) => server.close()));
  assert.equal((await failure({ url: `http://127.0.0.1:${freePort}/chat?access_token=secret-token` })).code, "connectionRefused");
  assert.equal((await failure({ url: "http://no-such-host.invalid/chat" })).code, "hostNotFound");
  assert.equal((await failure({ url: `http://127.0.0.1:${chattyPort}/chat` })).code, "notHttp");
  assert.equal((await failure({ url: `http://127.0.0.1:${droppingPort}/chat` })).code, "connectionReset");
  const seen = new Recorder();
  assert.equal((await failure({ url: `http://127.0.0.1:${silentPort}/chat`, skipNegotiation: true, handshakeTimeoutMs: 60 }, seen)).code, "timeout");
  assert.deepEqual(seen.lines, ["upgrade timeout"]);
});

void test("TLS that fails says how; an untrusted certificate passes only when asked to", async (t) => {
  const hub = await scriptedHub(t, { tls: TLS, socket: (peer) => peer.accept() });
  assert.equal((await failure({ url: hub.url })).code, "certificateNotTrusted");
  assert.equal((await failure({ url: hub.url, skipNegotiation: true })).code, "certificateNotTrusted");
  assert.equal((await failure({ url: hub.url.replace("https", "http") })).code, "connectionReset");
  const plain = await scriptedHub(t);
  assert.equal((await failure({ url: plain.url.replace("http", "https") })).code, "tlsFailed");
  const connection = await connect({ url: hub.url, tls: { rejectUnauthorized: false } }, new Recorder());
  await connection.close();
});

void test("an authority of one's own is trusted, and a server that asks for a certificate gets it", async (t) => {
  const hub = await scriptedHub(t, { tls: { ...TLS, ca: TLS.cert }, socket: (peer) => peer.accept() });
  await (await connect({ url: hub.url, tls: { ca: TLS.cert, cert: TLS.cert, key: TLS.key } }, new Recorder())).close();
  const without = await failure({ url: hub.url, tls: { ca: TLS.cert } });
  assert.ok(["clientCertificateNeeded", "tlsFailed", "connectionReset"].includes(without.code), without.code);
  assert.equal((await failure({ url: hub.url, tls: { cert: TLS.cert, key: TLS.key } })).code, "certificateNotTrusted");
});

void test("redirects without end stop after a hundred", async (t) => {
  let self = "";
  const asked: Seen[] = [];
  const hub = await scriptedHub(t, {
    post: (request, response) => {
      asked.push(request);
      response.end(JSON.stringify({ url: `${self}/chat` }));
    },
  });
  self = hub.url;
  assert.equal((await failure({ url: `${hub.url}/chat` })).code, "tooManyRedirects");
  assert.equal(asked.length, 100);
});
