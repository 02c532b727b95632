import assert from "node:assert/strict";
import { test } from "node:test";
import type { GatewayTrace } from "../../../src/sandbox/controlClient.ts";
import { tracesText } from "../../../src/ui/doctor/tracesText.ts";

function trace(id: string, status: number, failed: string | null = null): GatewayTrace {
  const entry = { section: "inbound", policy: "ip-filter", id: null, scope: "api", depth: 0, at: 1, ms: 0.5, details: [], failed };
  return { id, time: "2026-01-01T00:00:00.000Z", method: "POST", url: `/client/negotiate?${id}`, api: "chat-signalr-negotiate", operation: "negotiate", status, ms: 2, entries: [entry] };
}

void test("the report ends with what the policies did to the requests that failed, in the order they were sent, under its own headings", () => {
  const text = tracesText([trace("third", 403), trace("second", 200), trace("first", 500, "address not allowed")]);
  assert.match(text, /^\n## What the gateway's policies did\n\n### POST \/client\/negotiate\?first → 500\n/);
  assert.match(text, /\n#### inbound\n\n- 1\.00 ms \*\*ip-filter\*\* \(api\), took 0\.50 ms\n {2}- \*\*failed\*\*: address not allowed\n\n### POST \/client\/negotiate\?third → 403\n/);
  assert.doesNotMatch(text, /second/);
});

void test("where every request went well nothing is added; many that failed alike are counted", () => {
  assert.equal(tracesText([trace("one", 200), trace("two", 101)]), "");
  const text = tracesText(Array.from({ length: 7 }, (_, index) => trace(String(index), 429)));
  assert.equal(text.match(/^### /gm)?.length, 5);
  assert.match(text, /2 more requests went no better/);
});
