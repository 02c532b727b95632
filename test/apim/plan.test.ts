import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource, Instance, Plan, PublishOptions, SignalRService } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, handMade, instance, service } from "../support/fakeInstance.ts";

const options: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false };

function planOn(resources: readonly ArmResource[], wanted: Partial<PublishOptions> = {}, on: { instance?: Instance; service?: SignalRService } = {}): Plan {
  return plan({ instance: on.instance ?? instance, service: on.service ?? service, options: { ...options, ...wanted }, contents: new FakeInstance(resources).contents });
}

function prices(path: string, more: ArmResource["properties"]): ArmResource {
  return { path, properties: { displayName: "Live prices", protocols: ["wss"], ...more } };
}

function actions({ changes }: Plan): readonly string[] {
  return changes.map(({ action, resource }) => `${action} ${resource}`);
}

function refused(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

void test("an empty instance gets the article's two APIs, exactly", () => {
  const made = planOn([foreignApi]);
  assert.deepEqual(actions(made), ["create apis/chat-signalr-negotiate", "create apis/chat-signalr-negotiate/operations/negotiate-preflight", "create apis/chat-signalr-negotiate/operations/negotiate", "create apis/chat-signalr-connect"]);
  const [negotiate, preflight, post, connect] = made.changes.map(({ after }) => ({ ...after, description: "" }));
  assert.deepEqual(negotiate, {
    displayName: "SignalR negotiate",
    description: "",
    type: "http",
    path: "client/negotiate",
    protocols: ["https"],
    serviceUrl: "https://chat-signalr.service.signalr.net/client/negotiate/",
    subscriptionRequired: false,
  });
  assert.deepEqual(preflight, { displayName: "negotiate preflight", method: "OPTIONS", urlTemplate: "/", description: "" });
  assert.deepEqual(post, { displayName: "negotiate", method: "POST", urlTemplate: "/", description: "" });
  assert.deepEqual(connect, {
    displayName: "SignalR connect",
    description: "",
    type: "websocket",
    path: "client",
    protocols: ["wss"],
    serviceUrl: "wss://chat-signalr.service.signalr.net/client/",
    subscriptionRequired: false,
  });
  assert.equal(made.clientEndpoint, "https://contoso-apim.azure-api.net");
  assert.deepEqual(made.gatewayUrls, ["https://contoso-apim.azure-api.net/client/", "https://rt.contoso.com/client/"]);
});

void test("a prefix stands before client in suffixes, names and ClientEndpoint, and the custom domain can be chosen", () => {
  const made = planOn([], { prefix: "/team-a/chat/", gatewayUrl: "https://rt.contoso.com/" });
  assert.equal(made.name, "chat-signalr-team-a-chat");
  assert.deepEqual(
    made.changes.map(({ after }) => after?.["path"]).filter((path) => path !== undefined),
    ["team-a/chat/client/negotiate", "team-a/chat/client"],
  );
  assert.equal(made.changes[0]?.after?.["displayName"], "SignalR negotiate (chat-signalr-team-a-chat)");
  assert.equal(made.clientEndpoint, "https://rt.contoso.com/team-a/chat/");
});

void test("a sandbox's service on loopback keeps its port in both backends", () => {
  const made = planOn([], {}, { service: { ...service, endpoint: "http://127.0.0.1:4321" } });
  assert.deepEqual(
    made.changes.flatMap(({ after }) => after?.["serviceUrl"] ?? []),
    ["http://127.0.0.1:4321/client/negotiate/", "ws://127.0.0.1:4321/client/"],
  );
});

void test("what was made by hand in the portal is adopted as it is", () => {
  assert.deepEqual(actions(planOn(handMade())), ["none apis/signalr-negotiate", "none apis/signalr-negotiate/operations/64f1", "none apis/signalr-negotiate/operations/64f2", "none apis/signalr-connect"]);
});

void test("what is missing or wrong in a hand-made one is mended under its own ids, and nothing else", () => {
  const [negotiate, preflight, , connect] = handMade();
  assert.ok(negotiate && preflight && connect);
  const made = planOn([{ ...negotiate, properties: { ...negotiate.properties, subscriptionRequired: true } }, preflight, connect]);
  assert.deepEqual(actions(made), ["update apis/signalr-negotiate", "none apis/signalr-negotiate/operations/64f1", "create apis/signalr-negotiate/operations/negotiate", "none apis/signalr-connect"]);
  assert.equal(made.changes[0]?.before?.["subscriptionRequired"], true);
  assert.equal(made.changes[0]?.after?.["subscriptionRequired"], false);
  assert.equal(made.changes[0]?.after?.["description"], undefined, "a hand-made API is not signed as ours");
});

void test("an operation of someone else with our id is not overwritten in a hand-made API", () => {
  const health: ArmResource = { path: "apis/signalr-negotiate/operations/negotiate", properties: { displayName: "health", method: "GET", urlTemplate: "/health" } };
  const made = planOn([...handMade().filter(({ path }) => !path.endsWith("64f2")), health]);
  assert.deepEqual(actions(made).filter((action) => action.startsWith("create") || action.startsWith("update")), ["create apis/signalr-negotiate/operations/signalr-negotiate"]);
});

void test("ARM's spelling is no difference: slashes, order and case of protocols, defaults left out", () => {
  const [negotiate, ...rest] = handMade();
  assert.ok(negotiate);
  const spelled = { ...negotiate, properties: { ...negotiate.properties, path: "/Client/Negotiate", protocols: ["HTTPS"], serviceUrl: "https://CHAT-signalr.service.signalr.net/client/negotiate", isCurrent: true } };
  assert.equal(planOn([spelled, ...rest]).changes.every(({ action }) => action === "none"), true);
});

void test("what cannot work is refused before anything is written", () => {
  const cases: readonly (readonly [() => unknown, string, RegExp])[] = [
    [() => planOn([], {}, { instance: { ...instance, sku: "Consumption" } }), "tierHasNoWebSocket", /Consumption/],
    [() => planOn([], {}, { instance: { ...instance, provisioningState: "Updating" } }), "instanceNotReady", /Updating/],
    [() => planOn([], {}, { service: { ...service, kind: "RawWebSockets" } }), "serviceKindNotSupported", /RawWebSockets/],
    [() => planOn([], {}, { service: { ...service, provisioningState: "Deleting" } }), "serviceNotReady", /Deleting/],
    [() => planOn([prices("apis/prices", { type: "websocket", path: "client", serviceUrl: "wss://prices.contoso.com/" })]), "suffixInUse", /Live prices.*apis\/prices/],
    [() => planOn([prices("apis/prices", { path: "CLIENT/", serviceUrl: "https://prices.contoso.com/" })]), "suffixInUse", /two API types/],
    [() => planOn([prices("apis/chat-signalr-connect", { type: "websocket", path: "prices", serviceUrl: "wss://prices.contoso.com/" })]), "apiIdInUse", /Live prices/],
    [() => planOn([prices("apis/chat-signalr-connect", { path: "client", serviceUrl: "https://prices.contoso.com/" })]), "apiIdInUse", /type http/],
    [() => planOn([], { gatewayUrl: "https://elsewhere.example" }), "gatewayUrlUnknown", /rt\.contoso\.com/],
    [() => planOn([], { prefix: "a b" }), "prefixInvalid", /" " is not allowed/],
    [() => planOn([], { prefix: "a/../b" }), "prefixInvalid", /"\.\."/],
    [() => planOn([], { name: "-chat" }), "nameInvalid", /begin and end/],
    [() => planOn([], { name: "x".repeat(71) }), "nameInvalid", /71 characters/],
  ];
  for (const [run, code, text] of cases) {
    const problem = refused(run);
    assert.equal(problem.code, code);
    assert.match(problem.message, text);
    assert.ok(problem.details.nextStep, `${code} says what to do`);
  }
});

void test("another revision of our own API does not take the suffix from it", () => {
  const [negotiate, ...rest] = handMade();
  assert.ok(negotiate);
  const revision = { ...negotiate, path: "apis/signalr-negotiate;rev=2", properties: { ...negotiate.properties, isCurrent: false } };
  assert.equal(planOn([negotiate, revision, ...rest]).changes.every(({ action }) => action === "none"), true);
});

void test("a suffix held by another integration names it", async () => {
  const held = new FakeInstance();
  await apply(plan({ instance, service, options, contents: held.contents }), held);
  const problem = refused(() => plan({ instance, service: { ...service, name: "orders-signalr", endpoint: "https://orders.service.signalr.net" }, options, contents: held.contents }));
  assert.equal(problem.code, "suffixInUse");
  assert.match(problem.details.likelyCause ?? "", /chat-signalr/);
});

void test("warnings tell what works only sometimes", () => {
  const made = planOn([], { prefix: "team-a", requireSubscriptionKey: true }, { service: { ...service, serviceMode: "Serverless" } });
  assert.deepEqual(made.warnings.map(({ code }) => code), ["serviceModeServerless", "clientEndpointWithPath", "subscriptionKeyInQuery"]);
  assert.deepEqual(planOn([]).warnings, []);
});

void test("published once, nothing is left to do; drift in any property that matters is mended with one write", async () => {
  const drift = fc.constantFrom<readonly [string, string, string | boolean | string[]]>(
    ["apis/chat-signalr-team-negotiate", "serviceUrl", "https://other.example/client/negotiate/"],
    ["apis/chat-signalr-team-negotiate", "path", "elsewhere/negotiate"],
    ["apis/chat-signalr-team-negotiate", "protocols", ["http", "https"]],
    ["apis/chat-signalr-team-connect", "serviceUrl", "wss://other.example/client/"],
    ["apis/chat-signalr-team-connect", "path", "team/client2"],
    ["apis/chat-signalr-team-negotiate/operations/negotiate", "urlTemplate", "/other"],
    ["apis/chat-signalr-team-negotiate/operations/negotiate-preflight", "method", "GET"],
  );
  await fc.assert(
    fc.asyncProperty(fc.boolean(), drift, async (requireSubscriptionKey, [path, property, value]) => {
      const wanted = { ...options, prefix: "team", requireSubscriptionKey };
      const on = new FakeInstance([foreignApi]);
      const planned = (): Plan => plan({ instance, service, options: wanted, contents: on.contents });
      await apply(planned(), on);
      assert.deepEqual(await apply(planned(), on), { outcome: "nothing", applied: [], remaining: [] });
      const good = on.snapshot;
      await on.patch(instance, { path, properties: { [property]: value } });
      on.writes.length = 0;
      assert.deepEqual((await apply(planned(), on)).applied, [path]);
      assert.deepEqual(on.writes, [`patch ${path}`]);
      assert.deepEqual(on.snapshot, good);
    }),
    { numRuns: 30 },
  );
});
