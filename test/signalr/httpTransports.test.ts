import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { connect } from "../../src/signalr/connection.ts";
import type { ConnectOptions } from "../../src/signalr/connection.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import { httpHub } from "./httpHub.ts";
import { Recorder } from "./recorder.ts";

const RS = "\u001e";
const QUERY = "id=kq0B1fVnq3m2Yw8cX5tTdA";

for (const transport of ["serverSentEvents", "longPolling"] as const) {
  void test(`${transport}: a whole conversation is told byte for byte, and stopping releases the connection`, async (t) => {
    const hub = await httpHub(t);
    const seen = new Recorder();
    const connection = await connect({ url: `${hub.url}/chat?a=1`, transport, accessToken: "secret-token" }, seen);
    const answer = connection.invoke("echo", ["alice", "yo"]);
    await hub.sent('"echo"');
    // Two records in one event or poll; the second is cut, and comes whole in the next.
    hub.push(`{"type":1,"target":"echo","arguments":["alice","yo"]}${RS}{"type":3,"invoc`);
    await seen.until(() => seen.lines.some((line) => line.includes("← 4 invocation")));
    hub.push(`ationId":"0","result":null}${RS}`);
    assert.equal((await answer).result, null);
    await connection.close();
    assert.deepEqual(seen.lines, [
      "negotiate 200",
      "upgrade 200",
      '→ 1 handshake {"protocol":"json","version":1}',
      "← 2 handshake {}",
      "handshake ok",
      '→ 3 invocation {"type":1,"invocationId":"0","target":"echo","arguments":["alice","yo"]}',
      '← 4 invocation {"type":1,"target":"echo","arguments":["alice","yo"]}',
      '← 4 completion {"type":3,"invocationId":"0","result":null}',
      '→ 6 close {"type":7}',
      "end - clean",
    ]);
    const inQuery = transport === "serverSentEvents" ? "&access_token=secret-token" : "";
    const asked = new Set(hub.asked);
    assert.deepEqual(asked, new Set([
      "POST /chat/negotiate?a=1&negotiateVersion=1",
      `GET /chat?a=1&${QUERY}${inQuery}`,
      `POST /chat?a=1&${QUERY}`,
      ...(transport === "longPolling" ? [`DELETE /chat?a=1&${QUERY}`] : []),
    ]));
    for (const { method, headers } of hub.requests) {
      assert.equal(headers.authorization, method === "GET" && inQuery !== "" ? undefined : "Bearer secret-token");
    }
    const post = hub.requests.find(({ url, method }) => method === "POST" && !url.includes("negotiate"));
    assert.deepEqual([post?.headers["content-type"], post?.body.toString()], ["text/plain;charset=UTF-8", `{"protocol":"json","version":1}${RS}`]);
    assert.ok(!JSON.stringify(seen.hops).includes("secret-token") && !JSON.stringify(seen.hops).includes("kq0B1"));
  });

  void test(`${transport}: an end by the server is no failure of ours, and later sends are refused`, async (t) => {
    const hub = await httpHub(t);
    const seen = new Recorder();
    const connection = await connect({ url: hub.url, transport }, seen);
    hub.end();
    const end = await connection.closed;
    assert.equal(end.problem, undefined);
    assert.match(end.reason, transport === "longPolling" ? /204/ : /ended the event stream/);
    await assert.rejects(connection.send("x", []), { code: "connectionClosed" });
  });

  void test(`${transport}: the token travels where the person says`, async (t) => {
    const hub = await httpHub(t);
    await (await connect({ url: hub.url, transport, accessToken: "tok", tokenIn: "header" }, new Recorder())).close();
    assert.ok(hub.requests.every(({ url, headers }) => !url.includes("access_token") && headers.authorization === "Bearer tok"));
    const other = await httpHub(t);
    await (await connect({ url: other.url, transport, accessToken: "tok", tokenIn: "query" }, new Recorder())).close();
    assert.ok(other.requests.slice(1).every(({ url, headers }) => url.includes("access_token=tok") && headers.authorization === undefined));
  });

  void test(`${transport}: a message that was not taken is told to who sent it, and the connection goes on`, async (t) => {
    const hub = await httpHub(t, ({ body }, response) => {
      if (!body.includes("refused")) return false;
      response.writeHead(404, { "content-type": "application/json" }).end('{ "statusCode": 404, "message": "Resource not found" }');
      return true;
    });
    const connection = await connect({ url: hub.url, transport }, new Recorder());
    await assert.rejects(connection.send("refused", []), (error) => error instanceof Problem && error.code === "gatewayNoRoute" && /What was sent was refused with 404/.test(error.message));
    await connection.send("taken", []);
    await connection.close();
  });

  void test(`${transport}: the affinity cookie of negotiate goes with every later request`, async (t) => {
    const hub = await httpHub(t, ({ url }, response) => {
      if (url.includes("negotiate")) response.setHeader("set-cookie", ["ARRAffinity=abc; Path=/; HttpOnly", "gone=1; Max-Age=0", "elsewhere=1; Path=/other", "tls=1; Secure"]);
      return false;
    });
    await (await connect({ url: `${hub.url}/chat`, transport, headers: { Cookie: "mine=1" } }, new Recorder())).close();
    assert.deepEqual(new Set(hub.requests.slice(1).map(({ headers }) => headers.cookie)), new Set(["mine=1; ARRAffinity=abc"]));
  });

  void test(`${transport}: compressed answers are read all the same`, async (t) => {
    const hub = await httpHub(t, ({ method, headers }, response) => {
      if (method !== "GET" || (transport === "longPolling" && hub.requests.filter((each) => each.method === "GET").length !== 2)) return false;
      response.writeHead(200, { "content-type": headers.accept ?? "application/octet-stream", "content-encoding": "gzip" });
      const records = `{}${RS}{"type":1,"target":"packed","arguments":[]}${RS}`;
      response.end(gzipSync(transport === "longPolling" ? records : `data: ${records}\n\n`));
      return true;
    });
    const seen = new Recorder();
    await connect({ url: hub.url, transport }, seen).catch(() => undefined);
    await seen.until(() => seen.lines.some((line) => line.includes('invocation {"type":1,"target":"packed"')));
  });
}

void test("long polling speaks messagepack, in octets both ways", async (t) => {
  const hub = await httpHub(t);
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, transport: "longPolling", protocol: "messagepack" }, seen);
  const answer = connection.invoke("echo", [1]);
  const { body, headers } = await hub.sent("echo");
  assert.deepEqual([body.toString("hex"), headers["content-type"]], ["0c950180a130a46563686f9101", "application/octet-stream"]);
  hub.push(messagePackProtocol.encode({ kind: "completion", invocationId: "0", result: 2n ** 60n }));
  assert.equal((await answer).result, 2n ** 60n);
  assert.ok(seen.records.filter(({ message }) => message.kind === "completion").every(({ binary }) => binary));
  await connection.close();
});

void test("no pings and no server timeout over long polling: the polls show that both live", async (t) => {
  const hub = await httpHub(t);
  const seen = new Recorder();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const connection = await connect({ url: hub.url, transport: "longPolling", keepAliveMs: 20, serverTimeoutMs: 40 }, seen);
  t.mock.timers.tick(150);
  await connection.close();
  assert.deepEqual(seen.lines.slice(5), ['→ 3 close {"type":7}', "end - clean"]);
});

void test("Server-Sent Events send pings and notice a server that fell silent", async (t) => {
  const hub = await httpHub(t);
  const seen = new Recorder();
  const connection = await connect({ url: hub.url, transport: "serverSentEvents", keepAliveMs: 40, serverTimeoutMs: 200 }, seen);
  assert.equal((await connection.closed).problem?.code, "serverTimeout");
  assert.ok(seen.lines.some((line) => line.includes('ping {"type":6}')));
});

void test("what cannot go together is refused before anything is sent", async (t) => {
  const hub = await httpHub(t);
  const cases: readonly Omit<ConnectOptions, "url">[] = [
    { transport: "serverSentEvents", protocol: "messagepack" },
    { transport: "longPolling", skipNegotiation: true },
    { transport: "serverSentEvents", bare: true },
    { transport: "longPolling", statefulReconnect: true },
    { skipNegotiation: true, statefulReconnect: true },
    { bare: true, reconnect: [0] },
  ];
  for (const options of cases) {
    await assert.rejects(connect({ ...options, url: hub.url }, new Recorder()), { code: "optionsConflict" }, JSON.stringify(options));
  }
  assert.deepEqual(hub.requests, []);
});
