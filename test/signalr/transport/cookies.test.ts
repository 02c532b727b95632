import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Cookies } from "../../../src/signalr/transport/cookies.ts";

function after(line: string | readonly string[], from = "https://app.example/chat"): (url: string) => string | undefined {
  const cookies = new Cookies();
  cookies.keep(new URL(from), { "set-cookie": [line].flat() });
  return (url) => cookies.header(new URL(url));
}

void test("a cookie goes back to the host, path and scheme it was set for, and nowhere else", () => {
  const cases: readonly (readonly [line: string, url: string, sent: boolean])[] = [
    ["a=1", "https://app.example/other", true],
    ["a=1", "wss://app.example/chat", true],
    ["a=1", "https://www.app.example/chat", false],
    ["a=1", "https://evil.example/chat", false],
    ["a=1; Domain=.example", "https://other.example/", true],
    ["a=1; Domain=evil.test", "https://app.example/", false],
    ["a=1; Domain=pp.example", "https://app.example/", false],
    ["a=1; Path=/chat", "https://app.example/chat/x", true],
    ["a=1; Path=/chat", "https://app.example/chatroom", false],
    ["a=1; Secure", "http://app.example/", false],
    ["a=1; Secure", "wss://app.example/", true],
    ["a=1; Max-Age=0", "https://app.example/", false],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://app.example/", false],
    ["=1", "https://app.example/", false],
    ["nonsense", "https://app.example/", false],
  ];
  for (const [line, url, sent] of cases) {
    assert.equal(after(line)(url), sent ? "a=1" : undefined, `${line} → ${url}`);
  }
});

void test("a later value takes an earlier one's place, and an order to forget is followed", () => {
  assert.equal(after(["a=1", "b=x=y", "a=2"])("https://app.example/"), "a=2; b=x=y");
  assert.equal(after(["a=1", "a=; Max-Age=0"])("https://app.example/"), undefined);
});

void test("whatever a server sets, nothing fails and no other host sees it", () => {
  fc.assert(fc.property(fc.array(fc.string()), (lines) => {
    assert.equal(after(lines)("https://other.test/"), undefined);
  }));
});
