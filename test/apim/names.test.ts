import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { clientEndpointFor } from "../../src/apim/clientEndpoint.ts";
import { layoutOf, wantedApis } from "../../src/apim/layouts/layout.ts";
import { checkName, checkPrefix, checkedNames, defaultName } from "../../src/apim/names.ts";
import { endpointOf, sameUrl, trimSlashes, urlPath, withoutRevision } from "../../src/apim/paths.ts";
import { Problem } from "../../src/signalr/problem.ts";

const segment = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,9}$/);
const prefix = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));

void test("the default name is the service's, with the prefix behind it", () => {
  assert.equal(defaultName("chat-signalr", ""), "chat-signalr");
  assert.equal(defaultName("chat-signalr", "team-a/rt"), "chat-signalr-team-a-rt");
  assert.deepEqual(checkedNames({ name: "chat-signalr" }, layoutOf("webSocket"), { prefix: " /team-a/ " }), { prefix: "team-a", name: "chat-signalr-team-a" });
  assert.deepEqual(checkedNames({ name: "chat-signalr" }, layoutOf("webSocket"), { prefix: "", name: " mine " }), { prefix: "", name: "mine" });
  assert.deepEqual(checkedNames({ name: "chat-signalr" }, layoutOf("gatewayNegotiate"), { prefix: "" }), { prefix: "signalr", name: "chat-signalr-signalr" }, "a layout may have a prefix of its own");
});

void test("a prefix that can be typed is taken with slashes anywhere at its ends; what API Management would not take is refused", () => {
  fc.assert(
    fc.property(prefix, fc.constantFrom("", "/", "//"), fc.constantFrom("", "/", "//"), (text, before, after) => {
      assert.equal(checkPrefix(`${before}${text}${after}`), text);
    }),
  );
  fc.assert(
    fc.property(prefix, fc.constantFrom("?", "#", "%2F", " ", "ä", "\\", "{id}", "*", "//"), prefix, (before, bad, after) => {
      assert.throws(() => checkPrefix(`${before}${bad}${after}`), Problem);
    }),
  );
});

void test("every name and prefix that is accepted gives ids and paths within API Management's limits", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,68}[A-Za-z0-9])?$/);
  fc.assert(
    fc.property(name, prefix, (given, before) => {
      for (const { api, operations } of wantedApis(layoutOf("webSocket"), { name: checkName(given), serviceName: "s", endpoint: "https://s.service.signalr.net", prefix: checkPrefix(before), requireSubscriptionKey: false, cors: [], hubs: [] })) {
        for (const path of [api.path, ...operations.map((operation) => operation.path)]) {
          assert.ok(path.split("/").every((id) => id.length >= 1 && id.length <= 80));
        }
        const suffix = api.properties["path"];
        assert.ok(typeof suffix === "string" && suffix.length <= 400 && !suffix.startsWith("/") && !suffix.endsWith("/"));
      }
    }),
  );
});

void test("what the SDK makes of ClientEndpoint is the published suffix, for every prefix", () => {
  fc.assert(
    fc.property(fc.option(prefix, { nil: "" }), (before) => {
      const [, connect] = wantedApis(layoutOf("webSocket"), { name: "n", serviceName: "n", endpoint: "https://s", prefix: before, requireSubscriptionKey: false, cors: [], hubs: [] });
      // Plain concatenation behind .NET's AbsoluteUri, which gives a bare host its slash.
      const built = `${new URL(clientEndpointFor("https://gateway", before)).href}client/?hub=chat`;
      assert.equal(trimSlashes(new URL(built).pathname), connect?.api.properties["path"]);
    }),
  );
});

void test("backends are compared and taken apart as URLs, whatever their spelling", () => {
  assert.ok(sameUrl("WSS://Chat.Service.SignalR.net:443/client/", "wss://chat.service.signalr.net/client"));
  assert.ok(!sameUrl("https://a/client", "https://a/client/negotiate"));
  assert.ok(!sameUrl("https://a/", "http://a/"));
  assert.equal(endpointOf("wss://a.service.signalr.net:443/client/"), "https://a.service.signalr.net");
  assert.equal(endpointOf("ws://127.0.0.1:80/client/"), "http://127.0.0.1");
  assert.equal(endpointOf("not a url"), undefined);
  assert.equal(urlPath("https://a/client/negotiate/"), "client/negotiate");
  assert.equal(withoutRevision("chat;rev=3"), "chat");
  fc.assert(
    fc.property(fc.string(), (text) => {
      const endpoint = endpointOf(text);
      assert.ok(endpoint === undefined || URL.canParse(endpoint));
      assert.ok(sameUrl(text, text));
    }),
  );
});
