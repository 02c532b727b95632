import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import { api } from "./instance.ts";
import { ask, bytesOf, setPolicy, startBackend, startTestGateway } from "./fixture.ts";

const everything = ["GET /*", "POST /*", "PUT /*", "DELETE /*", "HEAD /*"];
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

void test("what no API answers for is 404 with the gateway's own body", async (t) => {
  const gateway = await startTestGateway(t, []);
  const answer = await ask(`${gateway.url}/client/negotiate?hub=chat`, { method: "POST" });
  assert.equal(answer.status, 404);
  assert.equal(answer.body, '{ "statusCode": 404, "message": "Resource not found" }');
  assert.equal(answer.headers["content-type"], "application/json");
});

void test("an API published while the gateway runs is routed at once, and 404 again when it is gone", async (t) => {
  const backend = await startBackend(t, (_request, response) => void response.end("here"));
  const gateway = await startTestGateway(t, []);
  gateway.instance.apis.set("late", api("late", "late", backend.url, everything));
  assert.equal((await ask(`${gateway.url}/late`)).body, "here");
  gateway.instance.apis.delete("late");
  assert.equal((await ask(`${gateway.url}/late`)).status, 404);
});

void test("the backend gets the request as it was sent, with its own Host and the caller's address", async (t) => {
  const seen = Promise.withResolvers<IncomingMessage>();
  const backend = await startBackend(t, (received, response) => {
    seen.resolve(received);
    response.writeHead(203, "As it is", ["X-Twice", "1", "x-twice", "2", "Set-Cookie", "a=1", "Connection", "X-Hop", "X-Hop", "gone"]);
    response.end("answer");
  });
  const gateway = await startTestGateway(t, [api("orders", "shop", `${backend.url}/base/`, everything)]);
  const answer = await ask(`${gateway.url}/shop/Caf%C3%A9?a=%20b&&a=c`, {
    method: "POST",
    headers: ["Host", new URL(gateway.url).host, "X-Own", "1", "X-Own", "2", "TE", "trailers", "Connection", "X-Private", "X-Private", "hop", "X-Forwarded-For", "10.0.0.1", "Content-Length", "2"],
  }, "hi");
  const received = await seen.promise;
  assert.equal(received.url, "/base/Caf%C3%A9?a=%20b&&a=c");
  assert.equal(received.headers.host, new URL(backend.url).host);
  assert.equal(received.headers["x-own"], "1, 2");
  assert.equal(received.headers["x-private"], undefined);
  assert.equal(received.headers["te"], undefined);
  assert.equal(received.headers["x-forwarded-for"], "10.0.0.1, 127.0.0.1");
  assert.deepEqual([answer.status, answer.headers["x-twice"], answer.headers["x-hop"], answer.body], [203, "1, 2", undefined, "answer"]);
});

void test("a request for the suffix itself gets the backend's URL as it was written", async (t) => {
  const backend = await startBackend(t, (received, response) => void response.end(received.url));
  const gateway = await startTestGateway(t, [api("negotiate", "client/negotiate", `${backend.url}/client/negotiate/`, ["POST /"])]);
  assert.equal((await ask(`${gateway.url}/client/negotiate?hub=chat`, { method: "POST" })).body, "/client/negotiate/?hub=chat");
  assert.equal((await ask(`${gateway.url}/client/negotiate/?hub=chat`, { method: "POST" })).body, "/client/negotiate/?hub=chat");
});

void test("16 MB cross both ways unchanged, chunked or counted", async (t) => {
  const backend = await startBackend(t, (received, response) => {
    if (received.headers["content-length"] !== undefined) response.setHeader("Content-Length", received.headers["content-length"]);
    received.pipe(response);
  });
  const gateway = await startTestGateway(t, [api("echo", "echo", backend.url, everything)]);
  const payload = randomBytes(16 * 1024 * 1024);
  for (const headers of [{ "Content-Length": payload.length }, { "Transfer-Encoding": "chunked" }]) {
    const sent = request(`${gateway.url}/echo/x`, { method: "POST", agent: false, headers });
    sent.end(payload);
    const [answer] = await once(sent, "response");
    assert.equal(hash(await bytesOf(answer)), hash(payload));
  }
});

void test("without buffering, an event stream is open before its first event, and each event arrives when it is written", async (t) => {
  const opened = Promise.withResolvers<ServerResponse>();
  const backend = await startBackend(t, (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.flushHeaders();
    opened.resolve(response);
  });
  const gateway = await startTestGateway(t, [api("events", "events", backend.url, everything)]);
  setPolicy(gateway, "events", '<policies><backend><forward-request buffer-response="false" /></backend></policies>');
  const sent = request(`${gateway.url}/events`, { agent: false }).end();
  const [answer] = await once(sent, "response");
  const stream = await opened.promise;
  for (const text of [":\r\n", "data: 1\r\n\r\n", "data: 2\r\n\r\n"]) {
    stream.write(text);
    const [chunk] = await once(answer, "data");
    assert.equal(String(chunk), text);
  }
  stream.end();
  await once(answer, "end");
});

void test("with buffering, as it is by default, events wait for 8 KB or the end", async (t) => {
  const opened = Promise.withResolvers<ServerResponse>();
  const backend = await startBackend(t, (_request, response) => {
    response.flushHeaders();
    opened.resolve(response);
  });
  const gateway = await startTestGateway(t, [api("events", "events", backend.url, everything)]);
  const chunks: string[] = [];
  const answered = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const sent = request(`${gateway.url}/events`, { agent: false }, (answer) => {
    answer.on("data", (chunk: Buffer) => {
      chunks.push(String(chunk));
      answered.resolve();
    });
    answer.on("end", ended.resolve);
  }).end();
  t.after(() => sent.destroy());
  const stream = await opened.promise;
  stream.write("data: 1\n\n");
  stream.write(`:${" ".repeat(8 * 1024)}\n`);
  await answered.promise;
  assert.match(chunks[0] ?? "", /^data: 1\n\n: +/, "the first event came no sooner than what filled the 8 KB");
  stream.write("data: 2\n\n");
  stream.end("data: 3\n\n");
  await ended.promise;
  assert.ok(chunks.join("").endsWith("data: 2\n\ndata: 3\n\n"));
});

void test("a body reaches the backend while it is still being sent", async (t) => {
  const chunks: string[] = [];
  const arrived = Promise.withResolvers<void>();
  const backend = await startBackend(t, (received, response) => {
    received.on("data", (chunk: Buffer) => {
      chunks.push(chunk.toString());
      arrived.resolve();
    });
    received.on("end", () => response.end(chunks.join("|")));
  });
  const gateway = await startTestGateway(t, [api("upload", "upload", backend.url, everything)]);
  const sent = request(`${gateway.url}/upload`, { method: "POST", agent: false });
  sent.write("first");
  await arrived.promise;
  sent.end("last");
  const [answer] = await once(sent, "response");
  assert.equal((await bytesOf(answer)).toString(), "first|last");
});

void test("a caller that does not read slows the backend down instead of filling the gateway", async (t) => {
  const total = 256 * 1024 * 1024;
  let written = 0;
  const gone = Promise.withResolvers<void>();
  const backend = await startBackend(t, (_request, response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const fill = (): void => {
      while (written < total) {
        written += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on("drain", fill).on("close", gone.resolve);
    fill();
  });
  const gateway = await startTestGateway(t, [api("big", "big", backend.url, everything)]);
  const sent = request(`${gateway.url}/big`, { agent: false }).end();
  const [answer] = await once(sent, "response");
  for (let before = -1; before !== written; ) {
    before = written;
    await delay(150);
  }
  assert.ok(written < 32 * 1024 * 1024, `${written} bytes were taken from the backend`);
  answer.destroy();
  await gone.promise;
});

void test("a caller that gives up ends the request at the backend", async (t) => {
  const began = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const backend = await startBackend(t, (_request, response) => {
    response.on("close", gone.resolve);
    began.resolve();
  });
  const gateway = await startTestGateway(t, [api("slow", "slow", backend.url, everything)]);
  const sent = request(`${gateway.url}/slow`, { agent: false }).on("error", () => undefined).end();
  await began.promise;
  sent.destroy();
  await gone.promise;
  const event = await gateway.event((happened) => happened.event === "request");
  assert.equal(event["aborted"], true);
});

void test("a backend that is not there is 500 in the gateway's words", async (t) => {
  const gateway = await startTestGateway(t, [api("dead", "dead", "http://127.0.0.1:9", everything), api("bare", "bare", "", everything)]);
  for (const path of ["dead", "bare"]) {
    const answer = await ask(`${gateway.url}/${path}/x`, { method: "POST" }, "body");
    assert.equal(answer.status, 500);
    assert.equal(answer.body, '{ "statusCode": 500, "message": "Internal server error" }');
  }
});

void test("a backend that breaks in the middle of its answer breaks the caller's too", async (t) => {
  const backend = await startBackend(t, (received, response) => {
    response.writeHead(200, { "Content-Length": 100 });
    response.write("some");
    received.socket.destroySoon();
  });
  const gateway = await startTestGateway(t, [api("broken", "broken", backend.url, everything)]);
  await assert.rejects(ask(`${gateway.url}/broken`), { code: "ECONNRESET" });
});

void test("a kept-alive connection the backend closed meanwhile is not the caller's concern", async (t) => {
  const sockets = new Set<IncomingMessage["socket"]>();
  const backend = await startBackend(t, (received, response) => {
    sockets.add(received.socket);
    response.end("ok");
  });
  const gateway = await startTestGateway(t, [api("kept", "kept", backend.url, everything)]);
  for (let round = 0; round < 5; round++) {
    assert.equal((await ask(`${gateway.url}/kept`)).body, "ok");
    for (const socket of sockets) socket.destroy();
  }
});

void test("many requests at once each get their own answer", async (t) => {
  const backend = await startBackend(t, (received, response) => void received.pipe(response));
  const gateway = await startTestGateway(t, [api("echo", "echo", backend.url, everything)]);
  const texts = Array.from({ length: 200 }, (_, index) => `body ${index}`);
  const answers = await Promise.all(texts.map((text) => ask(`${gateway.url}/echo`, { method: "POST" }, text)));
  assert.deepEqual(answers.map(({ body }) => body), texts);
});

void test("an offer to speak HTTP/2 is ignored, as it may be", async (t) => {
  const backend = await startBackend(t, (_received, response) => void response.end("plain"));
  const gateway = await startTestGateway(t, [api("orders", "shop", backend.url, everything)]);
  const answer = await ask(`${gateway.url}/shop`, { headers: { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "AAMAAABkAAQAoAAAAAIAAAAA" } });
  assert.equal(answer.body, "plain");
});

void test("a foreign Host is refused before anything is routed", async (t) => {
  const gateway = await startTestGateway(t, []);
  const answer = await ask(`${gateway.url}/x`, { headers: { Host: "gateway.example" } });
  assert.equal(answer.status, 403);
});
