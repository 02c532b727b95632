import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import * as fc from "fast-check";
import { readHandshake } from "../../../src/sandbox/service/handshake.ts";
import { readPayload } from "../../../src/sandbox/service/restPayload.ts";
import { findRoute } from "../../../src/sandbox/service/restRoute.ts";
import { restRoutes } from "../../../src/sandbox/service/restRoutes.ts";
import { chatSocket, connectUrl, jsonHandshake, openSocket, rs } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

const bytes = (): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: 200 });

/** Writes raw bytes and waits for the end; whatever the service answers, it answers and goes on. */
async function throwAt(service: TestService, data: Uint8Array | string): Promise<string> {
  const socket = connect(service.port, "127.0.0.1");
  socket.on("error", () => {});
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  socket.end(data);
  await once(socket, "close");
  return answer;
}

void test("malformed HTTP never stops the service", async (t) => {
  const service = await startTestService(t);
  const host = `Host: 127.0.0.1:${service.port}\r\nConnection: close\r\n`;
  const path = fc.oneof(fc.string(), fc.constantFrom("/client", "/client/negotiate?hub=%", "/client?hub=chat&id=%zz", "/api/hubs/%ff/:send", "//", "/api/", "/api/v1", "*"));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("GET", "POST", "DELETE", "OPTIONS", "HEAD", "PUT"), path, bytes(), async (method, target, body) => {
      const line = `${method} ${target.replaceAll(/[^\x21-\x7e]/g, "%20")} HTTP/1.1\r\n${host}Content-Length: ${body.length}\r\n\r\n`;
      assert.match(await throwAt(service, Buffer.concat([Buffer.from(line), body])), /^HTTP\/1\.1 [245]\d\d /);
    }),
    { numRuns: 150 },
  );
  await fc.assert(fc.asyncProperty(bytes(), async (data) => void (await throwAt(service, data))), { numRuns: 50 });
  await chatSocket(t, service);
});

void test("broken upgrades are refused and never stop the service", async (t) => {
  const service = await startTestService(t);
  const token = await service.token();
  const upgrade = (target: string, extra: string): string =>
    `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${service.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${extra}\r\n`;
  for (const [target, extra, answer] of [
    ["/client/?hub=chat", "", /^HTTP\/1\.1 401 /],
    ["/nowhere", "", /^HTTP\/1\.1 404 /],
    ["/client/", "", /^HTTP\/1\.1 400 .*'hub' query parameter is required\./s],
    [`/client/?hub=chat&access_token=${token}`, "", /^HTTP\/1\.1 400 /],
    [`/client/?hub=chat&access_token=${token}`, "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n", /^HTTP\/1\.1 400 /],
  ] as const) {
    assert.match(await throwAt(service, upgrade(target, extra)), answer);
  }
  await chatSocket(t, service);
});

void test("malformed records end their connection at most, in either protocol", async (t) => {
  const service = await startTestService(t);
  const handshakes = [jsonHandshake, `{"protocol":"messagepack","version":1}${rs}`];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...handshakes), fc.array(bytes(), { maxLength: 4 }), async (handshake, frames) => {
      const socket = await openSocket(t, service);
      socket.send(handshake);
      for (const frame of frames) socket.send(frame);
      socket.socket.close();
      await socket.closed;
    }),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(bytes(), async (data) => {
      const socket = await openSocket(t, service, await connectUrl(service));
      socket.send(data);
      socket.socket.close();
      await socket.closed;
    }),
    { numRuns: 30 },
  );
  await chatSocket(t, service);
});

void test("a record may be cut anywhere", async (t) => {
  const service = await startTestService(t);
  const whole = Buffer.from(`${jsonHandshake}{"type":1,"target":"echo","arguments":["ü","␞"],"invocationId":"0"}${rs}`);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 5 }), async (cuts) => {
      const socket = await openSocket(t, service);
      const ends = [...cuts.toSorted((a, b) => a - b), whole.length];
      for (const [index, end] of ends.entries()) socket.send(whole.subarray(ends[index - 1] ?? 0, end));
      assert.equal(await socket.text(), `{}${rs}`);
      assert.equal(await socket.text(), `{"type":1,"target":"echo","arguments":["ü","␞ (echo from server)"]}${rs}`);
      socket.socket.close();
    }),
    { numRuns: 30 },
  );
});

void test("no handshake, payload or path makes its reader throw", () => {
  fc.assert(fc.property(fc.oneof(bytes(), fc.json().map((text) => Buffer.from(text))), (data) => {
    const handshake = readHandshake(data);
    assert.ok(handshake === undefined || Number.isInteger(handshake.version));
    for (const contentType of ["application/json", "application/octet-stream"]) {
      const payload = readPayload(data, contentType);
      assert.ok(typeof payload === "function" || payload.status === 400);
    }
  }));
  fc.assert(fc.property(fc.string(), fc.array(fc.string()), fc.boolean(), (method, segments, v1) => {
    const route = findRoute(restRoutes(v1), method, segments, "2024-12-01");
    assert.ok(typeof route !== "object" || route.methods.includes(method));
  }));
});
