import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { toDetail } from "../../src/console/detail.ts";
import { preview } from "../../src/console/preview.ts";
import type { LogRecord, RecordMembers } from "../../src/console/record.ts";
import { toRow } from "../../src/console/row.ts";
import { hubTarget } from "../../src/console/target.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2EifQ.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0";

function row(kind: LogRecord["kind"], members: RecordMembers, direction: LogRecord["direction"] = "received", text?: string): ReturnType<typeof toRow> {
  return toRow({ record: { seq: 1, time: 0, direction, kind, members, ...(text !== undefined && { data: new TextEncoder().encode(text), binary: false }) } });
}

void suite("a row", () => {
  void test("sums a record up in a few words", () => {
    assert.equal(row("negotiate", { url: "https://g/client/negotiate?hub=chat", status: 200, ms: 1 }, "local").summary, "200 https://g/client/negotiate?hub=chat");
    assert.equal(row("upgrade", { url: "wss://g/client/", status: 404, ms: 1, error: "Not found." }, "local").summary, "Not found.");
    assert.equal(row("handshake", { protocol: "json", version: 1 }, "sent").summary, "json v1");
    assert.equal(row("handshake", {}).summary, "ok");
    assert.equal(row("handshake", { error: "Handshake was canceled." }).summary, "Handshake was canceled.");
    assert.equal(row("invocation", { target: "t", arguments: ["ann", { a: [1] }] }).summary, '"ann",{"a":[1]}');
    assert.equal(row("completion", { invocationId: "0" }).summary, "ok");
    assert.equal(row("completion", { invocationId: "0", result: null }).summary, "null");
    assert.equal(row("streamItem", { invocationId: "0", item: 42 }).summary, "42");
    assert.equal(row("close", { allowReconnect: true }).summary, "may reconnect");
    assert.equal(row("malformed", { reason: "The JSON ends too early", offset: 8 }).summary, "The JSON ends too early (at byte 8)");
    assert.equal(row("unknown", { type: 99 }).summary, "type 99");
    assert.equal(row("closed", { code: 1006, reason: "" }, "local").summary, "1006");
    assert.equal(row("text", {}, "received", "hi\u001e").summary, "hi␞");
  });

  void test("is marked when something went wrong", () => {
    assert.deepEqual([row("malformed", { reason: "x", offset: 0 }).failed, row("completion", { error: "no" }).failed, row("completion", {}).failed], [true, true, false]);
  });

  void test("stays on one line and shows no secret, whatever came", () => {
    const hostile = `${jwt}\n\u202egnp.exe\u0000${"x".repeat(5000)}`;
    for (const shown of [row("invocation", { target: hostile, arguments: [hostile] }), row("close", { error: hostile }), row("text", {}, "received", hostile), row("closed", { reason: hostile })]) {
      for (const text of [shown.summary, shown.target ?? ""]) {
        assert.ok(text.length <= 200, `${text.length}`);
        assert.doesNotMatch(text, /[\p{Cc}\u202e]/u);
        assert.ok(!text.includes("c2lnbmF0dXJl"), text);
      }
    }
  });
});

void suite("a preview", () => {
  void test("is the JSON of what fits, and no more work than that", () => {
    const huge = Array.from({ length: 1_000_000 }, (_, index) => index);
    const begin = performance.now();
    const text = preview(huge, 160);
    assert.ok(performance.now() - begin < 200);
    assert.ok(text.startsWith("[0,1,2,3") && text.length < 200, text);
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, limit) => {
        const json = JSON.stringify(value);
        const shown = preview(value, limit);
        if (json.length <= limit) assert.equal(shown, json);
        assert.ok(shown.length <= limit * 8 + 20, shown);
      }),
    );
  });
});

function terminated(kind: LogRecord["kind"], binary = false): boolean {
  return toDetail({ record: { seq: 1, time: 0, direction: "received", kind, members: {}, data: Uint8Array.of(1), binary } }).terminated;
}

void suite("the detail", () => {
  void test("shows neither as text nor as bytes what is secret", () => {
    const text = `{"type":1,"target":"t","arguments":["${jwt}"]}`;
    const record: LogRecord = { seq: 1, time: 0, direction: "received", kind: "invocation", members: { target: "t", arguments: [jwt] }, data: new TextEncoder().encode(text), binary: false };
    const shown = toDetail({ record });
    assert.ok(!JSON.stringify(shown).includes("c2lnbmF0dXJl"));
    assert.ok(!Buffer.from(shown.hex ?? "", "hex").toString().includes("c2lnbmF0dXJl"));
  });

  void test("cuts what is too large to draw and says so", () => {
    const data = new Uint8Array(16 * 1024 * 1024).fill(0x61);
    const shown = toDetail({ record: { seq: 1, time: 0, direction: "received", kind: "text", members: {}, data, binary: false } });
    assert.deepEqual([shown.cut, shown.text?.length, shown.row.bytes], [true, 256 * 1024, data.length]);
  });

  void test("knows which records a separator followed", () => {
    assert.deepEqual([terminated("ping"), terminated("malformed"), terminated("text"), terminated("binary", true)], [true, false, false, false]);
  });

  void test("shows what MessagePack has and the page's channel has not as text", () => {
    const members = { arguments: [9007199254740993n, Uint8Array.of(1, 255), new Date(0), { deep: [1n] }] };
    const { members: shown } = toDetail({ record: { seq: 1, time: 0, direction: "received", kind: "invocation", members, data: Uint8Array.of(1), binary: true } });
    assert.deepEqual(JSON.parse(JSON.stringify(shown)), { arguments: ["9007199254740993", "01ff", "1970-01-01T00:00:00.000Z", { deep: ["1"] }] });
  });
});

void suite("a hub's address", () => {
  void test("is taken with http, https, ws or wss, and shown without secrets", async () => {
    const target = hubTarget(" wss://app.example/chat?access_token=abc&room=1 ");
    assert.deepEqual([target.title, target.kind], ["app.example/chat", "hub"]);
    assert.ok(!(target.address + target.key).includes("abc"));
    const { url } = await target.resolve({ userId: "", claims: {} }, new AbortController().signal);
    assert.equal(new URL(url).searchParams.get("access_token"), "abc");
  });

  void test("is refused with what to write when it is none", () => {
    for (const text of ["", "chat", "ftp://a/b", "http://", "javascript:alert(1)"]) assert.throws(() => hubTarget(text), { code: "usageHubUrl" }, text);
  });
});
