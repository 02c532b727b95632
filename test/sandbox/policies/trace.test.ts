import assert from "node:assert/strict";
import { test } from "node:test";
import { createTraceStore } from "../../../src/sandbox/policies/traceStore.ts";
import { Trace } from "../../../src/sandbox/policies/trace.ts";
import { detailsOf, header, setNamedValue, startPoliced } from "./fixture.ts";

void test("a trace tells sections, scopes, order and depth of what ran, with times that add up", async (t) => {
  const gateway = await startPoliced(t, {
    inbound: `<base /><set-variable name="v" value="1" id="first" /><choose><when condition="true">${header("X-A", "b")}</when></choose>`,
    outbound: header("X-B", "c"),
  });
  await gateway.call("/x?y=1");
  const trace = gateway.trace();
  assert.deepEqual([trace.method, trace.url, trace.api, trace.operation, trace.status], ["GET", "/shop/x?y=1", "shop", "op0", 200]);
  assert.deepEqual(
    trace.entries.map(({ section, policy, id, scope, depth }) => [section, policy, id, scope, depth]),
    [
      ["inbound", "set-variable", "first", "api", 0],
      ["inbound", "choose", null, "api", 0],
      ["inbound", "set-header", null, "api", 1],
      ["backend", "forward-request", null, "global", 0],
      ["outbound", "set-header", null, "api", 0],
    ],
  );
  assert.deepEqual(detailsOf(trace, "forward-request"), [`request: GET ${gateway.backendUrl}/base/x?y=1`, "answer: 200 Fine"]);
  const times = trace.entries.map(({ at }) => at);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert.ok(trace.entries.every(({ at, ms }) => ms !== null && at + ms <= (trace.ms ?? 0)));
});

void test("no secret is in a trace: by its name, its look, as a named value, or told once and repeated elsewhere", async (t) => {
  const gateway = await startPoliced(t, {});
  setNamedValue(gateway.instance, "function-key", "fk-3141592653", true);
  gateway.save({
    inbound: `<base />${header("x-functions-key", "{{function-key}}")}${header("X-Copy", "copy of {{function-key}}")}${header("Authorization", "Bearer opaque-token-271828")}${header("X-Also", "opaque-token-271828")}<set-query-parameter name="id" exists-action="override"><value>connection-token-1618</value></set-query-parameter><set-variable name="mine" value="connection-token-1618" /><set-variable name="accessToken" value="access-577215" /><trace source="me"><message>access-577215 and {{function-key}}</message></trace>`,
  });
  await gateway.call("?access_token=caller-token-1414");
  const text = JSON.stringify(gateway.trace());
  assert.doesNotMatch(text, /fk-3141592653|opaque-token-271828|connection-token-1618|access-577215|caller-token-1414/);
  assert.match(text, /copy of \*\*\*/);
  assert.equal(gateway.trace().url, "/shop?access_token=***");
});

void test("only the last traces are kept, newest first, and each is found by its id", () => {
  const store = createTraceStore(() => []);
  for (let index = 0; index < 250; index++) store.add(new Trace({ method: "GET", url: `/${index}`, api: undefined, operation: undefined }));
  const all = store.all();
  assert.deepEqual([all.length, all[0]?.url, all.at(-1)?.url], [200, "/249", "/50"]);
  assert.equal(store.find(all[3]?.id ?? "")?.url, "/246");
  assert.equal(store.find("none"), undefined);
});
