import assert from "node:assert/strict";
import { test } from "node:test";
import { publishOptions, secretsFor } from "../../../src/ui/publish/answers.ts";
import type { Answers } from "../../../src/ui/publish/answers.ts";
import { instance, service } from "../../support/fakeInstance.ts";
import { account } from "../support/fakes.ts";

const base: Answers = { target: { account: account("azure", { subscriptions: [], instances: [], services: [], apis: [] }).account, instance }, service, layout: "webSocket", prefix: "", name: "chat", gatewayUrl: instance.gatewayUrl, requireSubscriptionKey: false, cors: [], extras: [] };
const everything = { cors: ["https://app.contoso.com"], appUrl: "https://app.contoso.com/negotiate", appAuth: "functionKey", appKey: "k", hubs: ["chat"], rateCalls: 60, rateBy: "connection", jwtConfig: "https://login.contoso.com", jwtAudiences: ["a"], jwtHeader: "X-Own", product: "realtime" } as const;

void test("extras that are not chosen are taken away; those of an integration that is repaired stay as they are", () => {
  const { hubs, rateLimit, jwt, product } = publishOptions({ ...base, ...everything });
  assert.deepEqual([hubs, rateLimit, jwt, product], [[], null, null, null]);
  assert.deepEqual(Object.keys(publishOptions({ ...base, extras: "kept", hubs: ["chat"] })).filter((name) => ["hubs", "rateLimit", "jwt", "product"].includes(name)), ["hubs"]);
});

void test("what was answered before going back to another layout does not count", () => {
  const chosen = { ...base, ...everything, extras: ["hubs", "rateLimit", "jwt", "product"] } as const;
  const http = publishOptions({ ...chosen, layout: "http" });
  assert.deepEqual([http.appNegotiate, http.cors, http.rateLimit?.by, http.jwt?.header], [undefined, ["https://app.contoso.com"], "connection", "X-Own"]);
  const socket = publishOptions({ ...chosen, layout: "gatewayNegotiate" });
  assert.deepEqual([socket.appNegotiate, socket.cors, socket.rateLimit?.by, socket.jwt?.header], [{ url: everything.appUrl, auth: "functionKey", newKey: true }, [], "ip", "Authorization"]);
});

void test("the function key goes beside the plan and nowhere else; left empty, the one that is held stays", () => {
  assert.deepEqual([...secretsFor({ name: "chat" }, everything)], [["namedValues/chat-app-key", "k"]]);
  assert.doesNotMatch(JSON.stringify(publishOptions({ ...base, ...everything, layout: "gatewayNegotiate" })), /"k"/);
  assert.equal(secretsFor({ name: "chat" }, { ...everything, appKey: "" }).size, 0);
  assert.equal(secretsFor({ name: "chat" }, { ...everything, appAuth: "forwarded" }).size, 0);
  assert.equal(publishOptions({ ...base, ...everything, appKey: "", layout: "gatewayNegotiate" }).appNegotiate?.newKey, undefined);
});
