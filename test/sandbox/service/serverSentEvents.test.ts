import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { formatEvent } from "../../../src/sandbox/service/transports/serverSentEventsTransport.ts";
import { bearer, connectUrl, jsonHandshake, rs } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

interface Stream {
  readonly url: string;
  readonly response: Response;
  /** Bytes as text until exactly so many were read. */
  read(length: number): Promise<string>;
  post(body: string): Promise<number>;
  abort(): void;
}

async function openStream(t: TestContext, service: TestService): Promise<Stream> {
  const url = await connectUrl(service);
  const headers = await bearer(service);
  const stop = new AbortController();
  t.after(() => stop.abort());
  const response = await fetch(url, { headers: { ...headers, Accept: "text/event-stream" }, signal: stop.signal });
  const reader = response.body?.getReader();
  let seen = "";
  return {
    url,
    response,
    read: async (length) => {
      while (seen.length < length) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) break;
        seen += new TextDecoder().decode(value);
      }
      const taken = seen.slice(0, length);
      seen = seen.slice(length);
      return taken;
    },
    post: async (body) => {
      const answer = await fetch(url, { method: "POST", headers: { ...headers, "Content-Type": "text/plain;charset=UTF-8" }, body });
      assert.equal(await answer.text(), "");
      return answer.status;
    },
    abort: () => stop.abort(),
  };
}

void test("the stream's bytes are those of the real one: comment first, CRLF framing, one event a message", async (t) => {
  const service = await startTestService(t);
  const stream = await openStream(t, service);
  const { headers, status } = stream.response;
  assert.deepEqual(
    [status, headers.get("content-type"), headers.get("cache-control"), headers.get("pragma"), headers.get("content-encoding")],
    [200, "text/event-stream", "no-cache,no-store", "no-cache", "identity"],
  );
  assert.equal(await stream.read(3), ":\r\n");
  assert.equal(await stream.post(jsonHandshake), 200);
  const handshake = `data: {}${rs}\r\n\r\n`;
  assert.equal(await stream.read(handshake.length), handshake);
  assert.equal(await stream.post(`{"target":"echo","arguments":["a","b"],"invocationId":"0","type":1}${rs}{"type":6}${rs}`), 200);
  const answer = `data: {"type":1,"target":"echo","arguments":["a","b (echo from server)"]}${rs}\r\n\r\ndata: {"type":3,"invocationId":"0","result":null}${rs}\r\n\r\n`;
  assert.equal(await stream.read(answer.length), answer);
});

void test("a payload with line ends becomes several data lines", () => {
  assert.equal(formatEvent(Buffer.from("a\nb\r\nc")), "data: a\r\ndata: b\r\ndata: c\r\n\r\n");
});

void test("messagepack cannot travel here", async (t) => {
  const service = await startTestService(t);
  const stream = await openStream(t, service);
  await stream.read(3);
  await stream.post(`{"protocol":"messagepack","version":1}${rs}`);
  const answer = `data: {"error":"Cannot use the 'messagepack' protocol on the current transport. The transport does not support 'Binary' transfer format."}${rs}\r\n\r\n`;
  assert.equal(await stream.read(answer.length + 1), answer);
});

void test("a second stream on an id gets 409, a poll 400, a DELETE 400", async (t) => {
  const service = await startTestService(t);
  const { url } = await openStream(t, service);
  const headers = await bearer(service);
  assert.equal((await fetch(url, { headers: { ...headers, Accept: "text/event-stream" } })).status, 409);
  const poll = await fetch(url, { headers });
  assert.deepEqual([poll.status, await poll.text()], [400, "Cannot change transports mid-connection"]);
  const deleted = await fetch(url, { method: "DELETE", headers });
  assert.deepEqual([deleted.status, await deleted.text()], [400, "Cannot terminate this connection using the DELETE endpoint."]);
});

void test("calls without an id or with an unknown one are told so", async (t) => {
  const service = await startTestService(t);
  const headers = await bearer(service);
  for (const [method, accept] of [["GET", "text/event-stream"], ["GET", "*/*"], ["POST", "*/*"], ["DELETE", "*/*"]] as const) {
    const ask = async (query: string): Promise<unknown[]> => {
      const response = await fetch(`${service.url}/client/?hub=chat${query}`, { method, headers: { ...headers, Accept: accept } });
      return [response.status, response.headers.get("content-type"), await response.text()];
    };
    assert.deepEqual(await ask(""), [400, "text/plain", "Connection ID required"]);
    assert.deepEqual(await ask("&id=AAAAAAAAAAAAAAAAAAAAAA"), [404, "text/plain", "No Connection with that ID"]);
  }
});

void test("a client that ends its stream is gone", async (t) => {
  const service = await startTestService(t);
  const stream = await openStream(t, service);
  await stream.read(3);
  assert.equal(await stream.post(jsonHandshake), 200);
  await stream.read(`data: {}${rs}\r\n\r\n`.length);
  stream.abort();
  assert.equal((await service.happened("disconnected"))["transport"], "ServerSentEvents");
});

void test("a transport the token does not allow is refused by name", async (t) => {
  const service = await startTestService(t);
  const response = await fetch(await connectUrl(service), { headers: { Authorization: `Bearer ${await service.token({ claims: { "asrs.s.htt": "1" } })}`, Accept: "text/event-stream" } });
  assert.deepEqual([response.status, await response.text()], [404, "Server-Sent Events transport not supported by this end point type"]);
});
