import assert from "node:assert/strict";
import { test } from "node:test";
import { giveConnectionString } from "../../../src/sandbox/appClient.ts";
import { connectionStringOf, startTestApp } from "../../support/sandboxApp.ts";

void test("the page and everything it loads is served, and it loads nothing from elsewhere", async (t) => {
  const app = await startTestApp(t);
  const page = await fetch(app.url);
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  const html = await page.text();
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
  assert.deepEqual(loaded.toSorted(), ["/chatroom.css", "/chatroom.js", "/signalr.js"]);
  for (const path of loaded) {
    const response = await fetch(`${app.url}${path}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/(?:css|javascript); charset=utf-8$/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  }
  assert.match(await (await fetch(`${app.url}/signalr.js`)).text(), /HubConnectionBuilder/);
});

void test("the policy forbids inline code and foreign hosts, and allows the ClientEndpoint", async (t) => {
  const app = await startTestApp(t);
  const policy = async (): Promise<string> => (await fetch(app.url)).headers.get("content-security-policy") ?? "";
  assert.match(await policy(), /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src /);
  assert.doesNotMatch(await policy(), /unsafe|chat\.contoso\.com/);
  await giveConnectionString(app.url, app.armToken, connectionStringOf(app.service, "https://chat.contoso.com"));
  assert.match(await policy(), /wss:\/\/chat\.contoso\.com[ ;]/);
  const html = await (await fetch(app.url)).text();
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/);
});

void test("inputs have labels, and what changes is announced", async (t) => {
  const app = await startTestApp(t);
  const html = await (await fetch(app.url)).text();
  for (const [, id = ""] of html.matchAll(/<input id="(\w+)"/g)) assert.ok(html.includes(`<label for="${id}">`), id);
  assert.match(html, /role="log" aria-live="polite" aria-label="Messages"/);
  assert.match(html, /id="state" role="status"/);
  assert.match(html, /id="problem" role="alert"/);
  assert.match(html, /<html lang="en">/);
});

void test("other paths and verbs get an answer that helps", async (t) => {
  const app = await startTestApp(t);
  const missing = await fetch(`${app.url}/chatroom`);
  assert.deepEqual([missing.status, await missing.text()], [404, "Nothing is here. The chat page is at /, the hub at /chat."]);
  assert.equal((await fetch(`${app.url}/../package.json`)).status, 404);
  assert.equal((await fetch(app.url, { method: "POST" })).status, 405);
  const head = await fetch(app.url, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});
