import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultTransport, withLayoutCause } from "../../../src/apim/layouts/transports.ts";
import { Problem } from "../../../src/signalr/problem.ts";

void test("a layout's first transport that carries the protocol is the default", () => {
  assert.deepEqual(
    [defaultTransport("webSocket", "json"), defaultTransport("webSocket", "messagepack"), defaultTransport("http", "json"), defaultTransport("http", "messagepack")],
    ["webSockets", "webSockets", "serverSentEvents", "longPolling"],
  );
});

void test("the layout is named as the cause only of a failed transport that it does not carry", () => {
  const problem = new Problem({ code: "upgradeRefused", message: "Refused.", status: 404, likelyCause: "?" });
  const told = withLayoutCause(problem, "http", "webSockets");
  assert.ok(told instanceof Problem);
  assert.deepEqual([told.code, told.message, told.details.status], ["upgradeRefused", "Refused.", 404]);
  assert.match(told.details.likelyCause ?? "", /layout http does not carry this transport\. It carries: ServerSentEvents, LongPolling/);
  assert.equal(withLayoutCause(problem, "http", "longPolling"), problem);
  const cancelled = new Error("stop");
  assert.equal(withLayoutCause(cancelled, "http", "webSockets"), cancelled);
});
