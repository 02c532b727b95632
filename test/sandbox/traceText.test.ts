import assert from "node:assert/strict";
import { test } from "node:test";
import type { GatewayTrace, GatewayTraceEntry } from "../../src/sandbox/controlClient.ts";
import { failureIn, statusText, traceText } from "../../src/sandbox/traceText.ts";

const entry: GatewayTraceEntry = { section: "inbound", policy: "set-variable", id: null, scope: "api", depth: 0, at: 0.1, ms: 0.25, details: [{ name: "hub", value: "chat" }], failed: null };
const trace: GatewayTrace = { id: "4f", time: "2026-11-21T11:05:03.123Z", method: "GET", url: "/client/?hub=chat&access_token=***", api: "connect", operation: "onHandshake", status: 101, ms: 12.345, entries: [entry] };

void test("a trace tells the request, its answer, and what each policy did in its section", () => {
  const text = traceText({ ...trace, entries: [{ ...entry, section: "outbound", id: "mine" }, entry, { ...entry, policy: "return-response", depth: 1, ms: null, details: [{ name: "body", value: "a `b`\r\nc" }], failed: "Timeout: late" }] });
  assert.match(text, /^# GET \/client\/\?hub=chat&access_token=\*\*\* → 101 \(WebSocket\)\n\n2026-11-21 11:05:03\.123 UTC · API connect, operation onHandshake · took 12\.35 ms · 4f\n/);
  assert.ok(text.indexOf("## inbound") < text.indexOf("## outbound"), "sections stand in the order they run");
  assert.match(text, /^- 0\.10 ms \*\*set-variable\*\* \(api\), took 0\.25 ms\n {2}- hub: `chat`$/m);
  assert.match(text, /^- 0\.10 ms \*\*set-variable\*\* `mine` \(api\)/m);
  assert.match(text, /^ {2}- 0\.10 ms \*\*return-response\*\* \(api\), not ended\n {4}- body: `a 'b' ⏎ c`\n {4}- \*\*failed\*\*: Timeout: late$/m);
});

void test("no policy, no API and no answer are said", () => {
  const text = traceText({ ...trace, api: null, operation: null, status: null, ms: null, entries: [] });
  assert.match(text, /→ no answer yet, or the caller went away\n\n.* · no API · not ended · 4f\n\nNo policy ran\.\n$/);
  assert.equal(statusText({ ...trace, status: 200 }), "200");
});

void test("the first failure is the one that is told in a list", () => {
  assert.equal(failureIn(trace), undefined);
  assert.equal(failureIn({ ...trace, entries: [entry, { ...entry, failed: "RateLimitExceeded: Rate limit is exceeded" }, { ...entry, policy: "x", failed: "y" }] }), "set-variable: RateLimitExceeded: Rate limit is exceeded");
});
