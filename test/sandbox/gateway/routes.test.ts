import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { InstanceModel } from "../../../src/sandbox/model.ts";
import { requestTarget, route } from "../../../src/sandbox/gateway/routes.ts";
import { api, instanceWith, webSocketApi } from "./instance.ts";

const backend = "http://127.0.0.1:9/";

/** `api operation rest`, or what is missing of it. */
function goes(instance: InstanceModel, method: string, url: string, webSocket = false): string {
  const way = route(instance, requestTarget(method, url, webSocket));
  return way === undefined ? "no API" : `${way.api.id} ${way.operation?.id ?? "no operation"} ${way.rest}`.trimEnd();
}

void test("the two APIs of the WebSocket layout share a stem: the longest suffix wins", () => {
  const { instance } = instanceWith(webSocketApi("connect", "client", backend), api("negotiate", "client/negotiate", backend, ["OPTIONS /", "POST /"]));
  assert.equal(goes(instance, "POST", "/client/negotiate?hub=chat"), "negotiate op1");
  assert.equal(goes(instance, "POST", "/client/negotiate/?hub=chat"), "negotiate op1 /");
  assert.equal(goes(instance, "OPTIONS", "/client/negotiate"), "negotiate op0");
  assert.equal(goes(instance, "GET", "/client/?hub=chat", true), "connect onHandshake /");
  assert.equal(goes(instance, "GET", "/client?hub=chat", true), "connect onHandshake");
});

void test("a wrong method, a path that is not there, and the wrong kind of request find no operation", () => {
  const { instance } = instanceWith(webSocketApi("connect", "client", backend), api("negotiate", "client/negotiate", backend, ["POST /"]));
  assert.equal(goes(instance, "GET", "/client/negotiate"), "negotiate no operation");
  assert.equal(goes(instance, "OPTIONS", "/client/negotiate"), "negotiate no operation");
  assert.equal(goes(instance, "POST", "/client/negotiate/x"), "negotiate no operation /x");
  assert.equal(goes(instance, "GET", "/client/"), "connect no operation /");
  assert.equal(goes(instance, "GET", "/client/negotiate", true), "negotiate no operation");
  assert.equal(goes(instance, "GET", "/clients"), "no API");
  assert.equal(goes(instance, "GET", "/"), "no API");
});

void test("templates: literals before parameters before the rest, query parameters take part", () => {
  const { instance } = instanceWith(api("orders", "/shop/", backend, ["GET /{id}", "GET /new", "GET /*", "GET /search?q={text}", "GET /search", "GET /{a}/items/{b}"]));
  assert.equal(goes(instance, "GET", "/shop/new"), "orders op1 /new");
  assert.equal(goes(instance, "GET", "/shop/17"), "orders op0 /17");
  assert.equal(goes(instance, "GET", "/shop/search?Q=x"), "orders op3 /search");
  assert.equal(goes(instance, "GET", "/shop/search"), "orders op4 /search");
  assert.equal(goes(instance, "GET", "/shop/1/items/2"), "orders op5 /1/items/2");
  assert.equal(goes(instance, "GET", "/shop/1/other/2"), "orders op2 /1/other/2");
  assert.equal(goes(instance, "GET", "/shop"), "orders op2");
});

void test("suffixes are compared without regard to case, and the rest keeps the caller's spelling", () => {
  const { instance } = instanceWith(api("orders", "Team-A/Shop", backend, ["GET /*"]));
  assert.equal(goes(instance, "GET", "/team-a/SHOP/Items%20X?Y=z"), "orders op0 /Items%20X");
});

void test("only the current revision answers without ;rev, another one is addressed by its number", () => {
  const old = api("orders", "shop", "http://127.0.0.1:1/", ["GET /"], { apiRevision: "1", isCurrent: false });
  const { instance } = instanceWith(old, api("orders", "shop", "http://127.0.0.1:2/", ["GET /", "GET /more"], { apiRevision: "2" }));
  const service = (url: string): unknown => route(instance, requestTarget("GET", url, false))?.api.properties["serviceUrl"];
  assert.equal(service("/shop"), "http://127.0.0.1:2/");
  assert.equal(service("/shop;rev=1"), "http://127.0.0.1:1/");
  assert.equal(service("/shop;rev=2/more"), "http://127.0.0.1:2/");
  assert.equal(service("/shop;rev=3"), undefined);
});

void test("dot segments and encoded slashes cannot leave the API's suffix", () => {
  const { instance } = instanceWith(api("orders", "shop", backend, ["GET /*"]));
  assert.equal(goes(instance, "GET", "/shop/../admin"), "no API");
  assert.equal(goes(instance, "GET", "/shop/%2e%2e%2fadmin"), "no API");
  assert.equal(goes(instance, "GET", "/shop%2Fitems"), "orders op0 /items");
  assert.equal(goes(instance, "GET", "http://other.example/shop/x"), "orders op0 /x");
});

void test("property: every API is found below its own suffix, whatever else is there", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/);
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((segments) => segments.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 8 }), fc.array(name, { maxLength: 2 }), fc.boolean(), (paths, below, slash) => {
      const { instance } = instanceWith(...paths.map((each) => api(each, each, backend, ["GET /*"])));
      for (const each of paths) {
        const rest = below.map((segment) => `/${segment}`).join("") + (slash ? "/" : "");
        const way = route(instance, requestTarget("GET", `/${each}${rest}`, false));
        const longest = paths.filter((other) => `/${each}${rest}/`.startsWith(`/${other}/`)).toSorted((a, b) => b.length - a.length)[0];
        assert.equal(way?.api.id, longest);
        assert.equal(`/${longest}${way?.rest}`, `/${each}${rest}`);
      }
    }),
    { numRuns: 200 },
  );
});

void test("fuzz: no request line makes routing throw", () => {
  const { instance } = instanceWith(api("all", "", backend, ["GET /*", "POST /{x}/*?y={z}"]), webSocketApi("ws", "a/b", backend));
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), fc.boolean(), (url, webSocket) => {
      route(instance, requestTarget("GET", url, webSocket));
      route(instance, requestTarget("POST", `/${url}`, webSocket));
    }),
    { numRuns: 500 },
  );
});
