import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Cancelled } from "../../../src/signalr/problem.ts";
import { HttpClient } from "../../../src/signalr/transport/http.ts";
import { networkProblem } from "../../../src/signalr/transport/networkProblem.ts";

const OPTIONS = { timeoutMs: 10_000 };
const client = new HttpClient({ headers: { "x-a": "1" }, userAgent: "test" });

function httpPost(url: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): ReturnType<HttpClient["request"]> {
  return client.request({ ...options, method: "POST", url });
}

/** A server that reads one request and then does as told with the bare connection. */
async function rawServer(t: TestContext, answer: (socket: Socket, request: string) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (data) => answer(socket, data.toString("latin1")));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

void test("a post has an empty body and just the headers it was given", async (t) => {
  const asked = Promise.withResolvers<string>();
  const url = await rawServer(t, (socket, request) => {
    asked.resolve(request);
    socket.end("HTTP/1.1 200 OK\r\nX-B: 2\r\ncontent-length: 2\r\n\r\nok");
  });
  const { status, headers, body } = await httpPost(`${url}/chat/negotiate?a=%2F`, OPTIONS);
  assert.deepEqual([status, headers["x-b"], body], [200, "2", "ok"]);
  const [line, ...sent] = (await asked.promise).trimEnd().split("\r\n");
  assert.equal(line, "POST /chat/negotiate?a=%2F HTTP/1.1");
  assert.deepEqual(new Set(sent.map((header) => header.split(":")[0]?.toLowerCase())), new Set(["connection", "content-length", "host", "user-agent", "x-a"]));
});

void test("an answer that breaks off is a failure, not half an answer", async (t) => {
  const url = await rawServer(t, (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", () => socket.destroy()));
  await assert.rejects(httpPost(url, OPTIONS), { code: "connectionReset" });
});

void test("an endless answer is cut, not read for ever", async (t) => {
  const url = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
    const pour = (): void => void (!socket.destroyed && socket.write("x".repeat(65_536), pour));
    pour();
  });
  assert.equal((await httpPost(url, OPTIONS)).body.length, 256 * 1024);
});

void test("a server that stops in the middle of its answer is timed out, or cancelled", async (t) => {
  const url = await rawServer(t, (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{"));
  await assert.rejects(httpPost(url, { ...OPTIONS, timeoutMs: 60 }), { code: "timeout" });
  const abort = new AbortController();
  const reached = Promise.withResolvers<void>();
  const hanging = await rawServer(t, () => reached.resolve());
  const posting = httpPost(hanging, { ...OPTIONS, signal: abort.signal });
  await reached.promise;
  abort.abort();
  await assert.rejects(posting, Cancelled);
});

void test("the codes of sockets and TLS become causes a person can act on", () => {
  const cases: readonly (readonly [code: string, problem: string, cause: RegExp])[] = [
    ["EAI_AGAIN", "hostNotFound", /misspelled/],
    ["ECONNRESET", "connectionReset", /proxy or firewall/],
    ["ETIMEDOUT", "timeout", /firewall drops/],
    ["ENETUNREACH", "hostUnreachable", /VPN/],
    ["SELF_SIGNED_CERT_IN_CHAIN", "certificateNotTrusted", /inspects TLS/],
    ["CERT_HAS_EXPIRED", "certificateExpired", /clock/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "certificateHostMismatch", /custom domain/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "tlsFailed", /plain http/],
    ["HPE_INVALID_CONSTANT", "notHttp", /Another program/],
    ["ESOMETHING", "networkFailed", /broke the exchange/],
  ];
  for (const [code, expected, cause] of cases) {
    const problem = networkProblem(Object.assign(new Error("at https://h/?access_token=abcdef"), { code }), "wss://gateway:8443/client/?id=abcdef");
    assert.equal(problem.code, expected);
    assert.match(problem.details.likelyCause ?? "", cause);
    assert.ok(problem.message.includes("gateway:8443"));
    assert.ok(!JSON.stringify(problem.details).includes("abcdef"));
  }
  const both = new AggregateError([Object.assign(new Error("v6"), { code: "ECONNREFUSED" }), Object.assign(new Error("v4"), { code: "ETIMEDOUT" })]);
  assert.equal(networkProblem(both, "http://h/").code, "connectionRefused");
});
