import assert from "node:assert/strict";
import { test } from "node:test";
import { proxyOfSettings } from "../../../src/ui/console/proxySettings.ts";
import type { ProxySettings } from "../../../src/ui/console/proxySettings.ts";

const hub = new URL("https://app.example/chat");
/** As the editor ships, but for the proxy. */
const settings: ProxySettings = { proxySupport: "override", proxy: "http://proxy:8080", noProxy: [], proxyStrictSSL: true, proxyAuthorization: null };
const plain = { url: "http://proxy:8080", authorization: undefined };

void test("a console goes through the editor's proxy, but for the hosts the editor excepts and where proxies are off", () => {
  const resolve = proxyOfSettings({ ...settings, noProxy: ["*.internal", "other.example", 7] });
  assert.deepEqual(resolve(hub), plain);
  assert.equal(resolve(new URL("https://hub.internal/")), undefined);
  assert.equal(resolve(new URL("wss://other.example/")), undefined);
  assert.equal(resolve(new URL("http://127.0.0.1:5000/chat")), undefined, "a sandbox is never asked of a proxy");
  assert.equal(proxyOfSettings({ ...settings, proxySupport: "off" })(hub), undefined);
});

void test("the proxy gets the editor's own authorization, and its certificate is not checked where the editor says so", () => {
  assert.deepEqual(proxyOfSettings({ ...settings, proxyAuthorization: "Bearer of-the-proxy" })(hub), { ...plain, authorization: "Bearer of-the-proxy" });
  assert.deepEqual(proxyOfSettings({ ...settings, proxyStrictSSL: false, proxyAuthorization: "" })(hub), { ...plain, rejectUnauthorized: false });
});

void test("a console uses the environment's proxy where the editor has none", (t) => {
  const before = process.env["https_proxy"];
  process.env["https_proxy"] = "http://from-environment:3128";
  t.after(() => (before === undefined ? delete process.env["https_proxy"] : (process.env["https_proxy"] = before)));
  assert.deepEqual(proxyOfSettings({ ...settings, proxy: " ", noProxy: undefined })(hub), { ...plain, url: "http://from-environment:3128" });
});
