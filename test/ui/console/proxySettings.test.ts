import assert from "node:assert/strict";
import { test } from "node:test";
import { proxyOfSettings } from "../../../src/ui/console/proxySettings.ts";

const hub = new URL("https://app.example/chat");

void test("a console goes through the editor's proxy, but for the hosts the editor excepts and where proxies are off", () => {
  const resolve = proxyOfSettings("override", "http://proxy:8080", ["*.internal", "other.example", 7]);
  assert.equal(resolve(hub), "http://proxy:8080");
  assert.equal(resolve(new URL("https://hub.internal/")), undefined);
  assert.equal(resolve(new URL("wss://other.example/")), undefined);
  assert.equal(resolve(new URL("http://127.0.0.1:5000/chat")), undefined, "a sandbox is never asked of a proxy");
  assert.equal(proxyOfSettings("off", "http://proxy:8080", [])(hub), undefined);
});

void test("a console uses the environment's proxy where the editor has none", (t) => {
  const before = process.env["https_proxy"];
  process.env["https_proxy"] = "http://from-environment:3128";
  t.after(() => (before === undefined ? delete process.env["https_proxy"] : (process.env["https_proxy"] = before)));
  assert.equal(proxyOfSettings("override", " ", undefined)(hub), "http://from-environment:3128");
});
