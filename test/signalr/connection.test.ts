import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { Recorder } from "./recorder.ts";
import { NEGOTIATED, scriptedHub } from "./scriptedHub.ts";
import type { Peer } from "./scriptedHub.ts";

const RS = "\u001e";

void test("a whole conversation is told byte for byte, in order, with its frames numbered over both directions", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      assert.equal(await peer.message(2), `{"type":1,"invocationId":"0","target":"echo","arguments":["alice","yo"]}${RS}`);
      // Two records and the beginning of a third in one message; its end comes in the next.
      peer.socket.send(`{"type":1,"target":"echo","arguments":["alice","yo (echo from server)"]}${RS}{"type":6}${RS}{"type":3,"invoca`);
      peer.socket.send(`tionId":"0","result":null}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: `${hub.url}/chat` }, seen);
  const answer = await connection.invoke("echo", ["alice", "yo"]);
  assert.equal(answer.result, null);
  assert.ok(answer.roundTripMs > 0 && answer.roundTripMs < 60_000);
  await connection.close();
  assert.deepEqual(seen.lines, [
    "negotiate 200",
    "upgrade 101",
    '→ 1 handshake {"protocol":"json","version":1}',
    "← 2 handshake {}",
    "handshake ok",
    '→ 3 invocation {"type":1,"invocationId":"0","target":"echo","arguments":["alice","yo"]}',
    '← 4 invocation {"type":1,"target":"echo","arguments":["alice","yo (echo from server)"]}',
    '← 4 ping {"type":6}',
    '← 4 completion {"type":3,"invocationId":"0","result":null}',
    '→ 6 close {"type":7}',
    "end - clean",
  ]);
  assert.deepEqual(await connection.closed, { reason: "" });
});

void test("the handshake is 32 exact bytes in a text message, and records behind its answer are not lost", async (t) => {
  const closed = Promise.withResolvers<{ readonly texts: readonly string[]; readonly code: number }>();
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      peer.socket.on("close", (code) => closed.resolve({ texts: peer.messages.map(({ text, binary }) => `${binary ? "binary" : "text"} ${text}`), code }));
      await peer.message(1);
      peer.socket.send("{");
      peer.socket.send(`}${RS}{"type":6}${RS}`);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  await seen.until(() => seen.lines.includes('← 3 ping {"type":6}'));
  assert.ok(seen.lines.includes("← 2 handshake {}"), "the answer counts where it began");
  await connection.close();
  assert.deepEqual(await closed.promise, { texts: [`text {"protocol":"json","version":1}${RS}`, `text {"type":7}${RS}`], code: 1005 });
});

void test("the app's redirect leads on with its token, and the address, token and claims of each hop are told without a secret", async (t) => {
  const service = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const token = `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.${Buffer.from('{"aud":"http://127.0.0.1/client/?hub=chat","exp":1893456000}').toString("base64url")}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg`;
  const app = await scriptedHub(t, {
    post: (_request, response) => {
      response.setHeader("set-cookie", "ARRAffinity=secretcookie; Path=/");
      response.end(JSON.stringify({ negotiateVersion: 0, url: `${service.url}/client/?hub=chat&asrs.op=%2Fchat&negotiateVersion=1&asrs_request_id=abc`, accessToken: token, availableTransports: [] }));
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: `${app.url}/chat`, accessToken: async () => "user-token-123456", headers: { "X-Custom": "1" }, query: [["user", "ann b"], ["user", "2"]] }, seen);
  assert.deepEqual(app.requests.map(({ method, url }) => `${method} ${url}`), ["POST /chat/negotiate?user=ann%20b&user=2&negotiateVersion=1"]);
  assert.deepEqual(service.requests.map(({ method, url }) => `${method} ${url}`), ["POST /client/negotiate?hub=chat&asrs.op=%2Fchat&negotiateVersion=1&asrs_request_id=abc"]);
  assert.deepEqual(service.upgrades.map(({ url }) => url), ["/client/?hub=chat&asrs.op=%2Fchat&negotiateVersion=1&asrs_request_id=abc&id=kq0B1fVnq3m2Yw8cX5tTdA"]);
  assert.equal(app.requests[0]?.headers.authorization, "Bearer user-token-123456");
  for (const { headers } of [...service.requests, ...service.upgrades]) {
    assert.equal(headers.authorization, `Bearer ${token}`);
    assert.equal(headers["x-custom"], "1");
  }
  assert.equal(service.requests[0]?.headers["content-length"], "0");
  assert.deepEqual(seen.hops.map(({ kind, status }) => [kind, status]), [["negotiate", 200], ["redirect", 200], ["negotiate", 200], ["upgrade", 101], ["handshake", undefined]]);
  const redirect = seen.hops[1]?.details["token"] as { readonly claims: object; readonly expiresAt: string };
  assert.deepEqual(redirect, { header: { alg: "HS256" }, claims: { aud: "http://127.0.0.1/client/?hub=chat", exp: 1893456000 }, expiresAt: "2030-01-01T00:00:00.000Z" });
  assert.equal(connection.connectionId, "4ZzI6d03EKgnu-zfNMGaGw");
  const told = JSON.stringify(seen.hops) + connection.url;
  for (const secret of ["c2lnbmF0dXJl", "kq0B1fVnq3m2Yw8cX5tTdA", "secretcookie", "user-token-123456"]) {
    assert.ok(!told.includes(secret), `${secret} was told`);
  }
  await connection.close();
});

void test("version 0 uses the connection id, which is then a secret too", async (t) => {
  const hub = await scriptedHub(t, { post: (_request, response) => response.end(NEGOTIATED.replace('"negotiateVersion":1', '"negotiateVersion":0')), socket: (peer) => peer.accept() });
  const seen = new Recorder();
  const connection = await connect({ url: `${hub.url}/chat/` }, seen);
  assert.deepEqual([hub.requests[0]?.url, hub.upgrades[0]?.url], ["/chat/negotiate?negotiateVersion=1", "/chat/?id=4ZzI6d03EKgnu-zfNMGaGw"]);
  assert.ok(!JSON.stringify(seen.hops).includes("4ZzI6d03EKgnu"));
  await connection.close();
});

void test("a server's invocation that wants an answer gets the official client's, others get none", async (t) => {
  const answered = Promise.withResolvers<string>();
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peer.socket.send(`{"type":1,"target":"tell","arguments":[]}${RS}{"type":1,"invocationId":"s1","target":"ask","arguments":[]}${RS}`);
      answered.resolve(await peer.message(2));
    },
  });
  const connection = await connect({ url: hub.url }, new Recorder());
  assert.equal(await answered.promise, `{"type":3,"invocationId":"s1","error":"Client didn't provide a result."}${RS}`);
  await connection.close();
});

void test("raw bytes go out exactly as given, half a record waits for its rest, and ids used by hand are not used again", async (t) => {
  const peers = Promise.withResolvers<Peer>();
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      peers.resolve(peer);
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url }, seen);
  const peer = await peers.promise;
  await connection.sendRaw(Buffer.from('{"type":1,"invocationId":"7","tar'), false);
  assert.equal(connection.waiting, 33);
  await connection.sendRaw(Buffer.from(`get":"x","arguments":[]}${RS}no json${RS}`), false);
  assert.equal(connection.waiting, 0);
  await connection.sendRaw(Uint8Array.of(0, 255), true);
  void connection.invoke("y", []).catch(() => undefined);
  assert.equal(await peer.message(5), `{"type":1,"invocationId":"8","target":"y","arguments":[]}${RS}`);
  assert.deepEqual(peer.messages.slice(1, 4), [
    { text: '{"type":1,"invocationId":"7","tar', binary: false },
    { text: `get":"x","arguments":[]}${RS}no json${RS}`, binary: false },
    { text: "\0\ufffd", binary: true },
  ]);
  await connection.close();
  assert.deepEqual(seen.lines.filter((line) => line.startsWith("→")).slice(1, 4), [
    '→ 3 invocation {"type":1,"invocationId":"7","target":"x","arguments":[]}',
    "→ 4 malformed no json",
    '→ 5 malformed \0\ufffd{"type":1,"invocationId":"8","target":"y","arguments":[]}',
  ]);
});

void test("bare, nothing is negotiated, sent by itself or interpreted", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      peer.socket.send("welcome");
      await peer.message(1);
      peer.socket.send(Uint8Array.of(1, 2));
    },
  });
  const seen = new Recorder();
  const connection = await connect({ url: `${hub.url.replace("http", "ws")}/signalr`, bare: true, accessToken: "opaque-token", keepAliveMs: 1, serverTimeoutMs: 1 }, seen);
  await connection.sendRaw(Buffer.from("hello"), false);
  await seen.until(() => seen.records.length === 3);
  await assert.rejects(connection.invoke("x", []), { code: "bareConnection" });
  await connection.close();
  assert.equal(hub.requests.length, 0);
  assert.equal(hub.upgrades[0]?.headers.authorization, "Bearer opaque-token");
  assert.equal(seen.lines[0], "upgrade 101");
  assert.deepEqual(seen.lines.toSorted(), ["upgrade 101", "← 1 text welcome", "→ 2 text hello", "← 3 binary 0x0102", "end - clean"].toSorted());
});

void test("skipping negotiation opens the hub's URL itself", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const connection = await connect({ url: `${hub.url}/chat?x=1`, skipNegotiation: true }, new Recorder());
  assert.deepEqual([hub.requests.length, hub.upgrades[0]?.url, connection.connectionId], [0, "/chat?x=1", undefined]);
  await connection.close();
});

void test("pings keep a silent connection alive, and are told", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, keepAliveMs: 5 }, seen);
  await seen.until(() => seen.lines.filter((line) => line.endsWith('ping {"type":6}')).length >= 3);
  await connection.close();
});

void test("an observer that throws changes nothing for the connection", async (t) => {
  const warned = Promise.withResolvers<Error>();
  process.once("warning", (warning) => warned.resolve(warning));
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const observer = { hop: () => undefined, closed: () => undefined, record: () => { throw new Error("bug at https://h/?access_token=abc"); } };
  const connection = await connect({ url: hub.url }, observer);
  await connection.send("x", []);
  await connection.close();
  const { message } = await warned.promise;
  assert.ok(message.includes("access_token=***") && !message.includes("=abc"), message);
});

void test("cancelled while it waits for the server, it ends without being told as a failure", async (t) => {
  const hub = await scriptedHub(t, { post: () => undefined });
  const abort = new AbortController();
  const seen = new Recorder();
  const connecting = connect({ url: hub.url }, seen, abort.signal);
  abort.abort();
  await assert.rejects(connecting, Cancelled);
  await assert.rejects(connect({ url: hub.url }, seen, abort.signal), Cancelled);
  const silent = await scriptedHub(t);
  const late = new AbortController();
  const upgraded = connect({ url: silent.url }, seen, late.signal);
  await seen.until(() => seen.lines.includes('→ 1 handshake {"protocol":"json","version":1}'));
  late.abort();
  await assert.rejects(upgraded, Cancelled);
  assert.deepEqual(seen.hops.filter(({ problem }) => problem !== undefined), []);
});

void test("one invocation is cancelled without the others", async (t) => {
  const hub = await scriptedHub(t, {
    socket: async (peer) => {
      await peer.accept();
      await peer.message(3);
      peer.socket.send(`{"type":3,"invocationId":"1","error":"no"}${RS}`);
    },
  });
  const connection = await connect({ url: hub.url }, new Recorder());
  const abort = new AbortController();
  const first = connection.invoke("slow", [], { signal: abort.signal });
  const second = connection.invoke("fast", []);
  abort.abort();
  await assert.rejects(first, Cancelled);
  assert.equal((await second).error, "no");
  await connection.close();
});

void test("bad input is refused before anything is sent", async (t) => {
  const hub = await scriptedHub(t, { socket: (peer) => peer.accept() });
  const seen = new Recorder();
  for (const url of ["", "chat", "localhost:5000/chat", "ftp://x/chat", "https://", "http:/x"]) {
    await assert.rejects(connect({ url }, seen), { code: "invalidUrl" });
  }
  await assert.rejects(connect({ url: hub.url, headers: { "bad name": "x" } }, seen), { code: "invalidHeader" });
  await assert.rejects(connect({ url: hub.url, headers: { "x-key": "secret\r\nvalue" } }, seen), (error) => error instanceof Problem && error.code === "invalidHeader" && !error.message.includes("secret"));
  assert.equal(hub.requests.length, 0);
  const connection = await connect({ url: hub.url }, seen);
  const round: unknown[] = [];
  round.push(round);
  await assert.rejects(connection.invoke("x", round), { code: "notEncodable" });
  await connection.close();
  await assert.rejects(connection.send("x", []), { code: "connectionClosed" });
});
