import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource, Integration, Plan, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { planText } from "../../src/apim/planText.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, handMadeHttp, instance, service } from "../support/fakeInstance.ts";

const app = "https://app.contoso.com";
const base = "apis/chat-signalr-http";
const operations = (...ids: readonly string[]): readonly string[] => ids.map((id) => `${base}/operations/${id}`);

function planned(on: FakeInstance, options: Partial<PublishOptions> = {}): Plan {
  return plan({ instance, service, options: { layout: "http", prefix: "", requireSubscriptionKey: false, ...options }, contents: on.contents });
}

const lines = ({ changes }: Plan): readonly string[] => changes.map(({ action, resource }) => `${action} ${resource}`);
const found = (on: FakeInstance): readonly Integration[] => recognise(instance, on.contents, [service]);

function valueOf(on: FakeInstance, path: string): string {
  const value = on.resources.get(path)?.properties["value"];
  assert.ok(typeof value === "string", path);
  return value;
}

function remove(on: FakeInstance, integration: Integration | undefined): Plan {
  assert.ok(integration);
  return planRemoval({ instance, integration, contents: on.contents });
}

void test("one API with all six calls, DELETE too, and the GET's policy; CORS takes the place of the OPTIONS operations", async () => {
  const on = new FakeInstance([foreignApi]);
  assert.deepEqual(lines(planned(on)), [base, ...operations("negotiate-preflight", "negotiate", "preflight", "send", "connect", "close", "connect/policies/policy")].map((path) => `create ${path}`));
  const withCors = planned(on, { cors: [app] });
  assert.deepEqual(lines(withCors), [base, ...operations("negotiate", "send", "connect", "close"), `${base}/policies/policy`, ...operations("connect/policies/policy")].map((path) => `create ${path}`));
  assert.match(planText(withCors), /create {2}policy of API "SignalR": CORS for https:\/\/app\.contoso\.com +apis\/chat-signalr-http\/policies\/policy\n +\+ <!-- Published by/);
  assert.match(planText(withCors), /\+ +<forward-request buffer-response="false" \/>/);
  await apply(withCors, on);
  assert.match(valueOf(on, `${base}/policies/policy`), /<cors allow-credentials="true" terminate-unmatched-request="true">\n +<allowed-origins>\n +<origin>https:\/\/app\.contoso\.com<\/origin>/);
});

void test("a failure at any step, from CORS to none and back, leaves the instance as it was", async () => {
  for (const [from, to] of [[[], [app]], [[app], []], [[app], ["http://localhost:3000"]]] as const) {
    for (let failing = 1; failing <= 4; failing += 1) {
      const on = new FakeInstance([foreignApi]);
      await apply(planned(on, { cors: from }), on);
      const before = on.snapshot;
      const next = planned(on, { cors: to });
      on.writes.length = 0;
      on.beforeWrite = (_write, count) => {
        if (count === failing) throw new Problem({ code: "busy", message: "busy" });
      };
      const writes = next.changes.filter(({ action }) => action !== "none").length;
      if (failing > writes) continue;
      await assert.rejects(apply(next, on), Problem);
      assert.deepEqual(on.snapshot, before, `${from.join(" ")} to ${to.join(" ")}, failing at ${failing} of ${writes}`);
    }
  }
});

void test("made by hand after the article it is recognised, says that DELETE is missing, and is adopted by that alone", async () => {
  const on = new FakeInstance([...handMadeHttp(), foreignApi]);
  const [integration] = found(on);
  assert.deepEqual([integration?.layout, integration?.state, integration?.findings.map(({ code, message }) => [code, message])], ["http", "incomplete", [["operationMissing", "The operation DELETE / is missing."]]]);
  assert.deepEqual(lines(planned(on)).filter((line) => !line.startsWith("none")), ["create apis/signalr/operations/close"]);
  const before = on.snapshot;
  await apply(planned(on), on);
  assert.equal(found(on)[0]?.state, "published");
  await apply(remove(on, found(on)[0]), on);
  assert.deepEqual(on.snapshot, before, "what was made by hand stays");
});

void test("an event stream that is held back is a finding, and adopting mends it under the operation's own id", async () => {
  const on = new FakeInstance(handMadeHttp().filter(({ path }) => !path.endsWith("/policy")));
  assert.deepEqual(found(on)[0]?.findings.map(({ code, resource }) => [code, resource]), [["operationMissing", "apis/signalr/operations/close"], ["responseBuffered", "apis/signalr/operations/64a4"]]);
  const before = on.snapshot;
  await apply(planned(on), on);
  assert.equal(found(on)[0]?.state, "published");
  await apply(remove(on, found(on)[0]), on);
  assert.deepEqual(on.snapshot, before, "the policy goes again with what else publishing made");
});

void test("a cors policy beside OPTIONS operations is a finding; asking for CORS takes them away", async () => {
  const policy: ArmResource = {
    path: "apis/signalr/policies/policy",
    properties: { format: "rawxml", value: `<policies><inbound><cors allow-credentials="true"><allowed-origins><origin>${app}/</origin></allowed-origins><allowed-methods><method>*</method></allowed-methods><allowed-headers><header>*</header></allowed-headers></cors></inbound></policies>` },
  };
  const on = new FakeInstance([...handMadeHttp(), policy]);
  assert.deepEqual(found(on)[0]?.cors, [app]);
  assert.deepEqual(found(on)[0]?.findings.map(({ code }) => code), ["operationMissing", "optionsSwitchesCorsOff", "optionsSwitchesCorsOff"]);
  const next = planned(on, { cors: [app] });
  assert.deepEqual(lines(next).filter((line) => !line.startsWith("none")), ["create apis/signalr/operations/close", "delete apis/signalr/operations/64a0", "delete apis/signalr/operations/64a2"]);
  assert.match(planText(next), /^Publish /, "taking operations away does not make it a removal");
  await apply(next, on);
  assert.equal(found(on)[0]?.state, "published");
});

void test("a cors policy for any origin is a finding of its own", () => {
  const value = "<policies><inbound><cors><allowed-origins><origin>*</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors></inbound></policies>";
  const on = new FakeInstance([...handMadeHttp(), { path: "apis/signalr/policies/policy", properties: { format: "rawxml", value } }]);
  assert.ok(found(on)[0]?.findings.some(({ code }) => code === "corsWildcard"));
});

void test("both layouts of one service stand side by side under two prefixes, and under one are refused with the way out", async () => {
  const on = new FakeInstance();
  await apply(planned(on, { layout: "webSocket" }), on);
  assert.throws(() => planned(on), (error) => error instanceof Problem && error.code === "suffixInUse" && /"client" belongs to the websocket API/.test(error.message) && /Choose a prefix/.test(error.details.nextStep ?? ""));
  assert.throws(() => planned(on, { prefix: "http", name: "chat-signalr" }), (error) => error instanceof Problem && error.code === "nameInUse");
  await apply(planned(on, { prefix: "http" }), on);
  assert.deepEqual(found(on).map(({ name, layout, prefix, state }) => [name, layout, prefix, state]), [["chat-signalr", "webSocket", "", "published"], ["chat-signalr-http", "http", "http", "published"]]);
  await apply(remove(on, found(on)[0]), on);
  assert.deepEqual(found(on).map(({ name }) => name), ["chat-signalr-http"]);
});

/** The hand-made layout with another policy on its GET. */
function withPolicy(value: string): readonly ArmResource[] {
  return handMadeHttp().map((resource) => (resource.path.endsWith("/policy") ? { ...resource, properties: { format: "rawxml", value } } : resource));
}

void test("a policy that is no XML is never overwritten: publishing says what to change by hand", () => {
  const unreadable = '<policies><inbound><set-variable name="a" value="@(context.Variables["b"])" /></inbound></policies>';
  const odd = withPolicy(unreadable);
  assert.throws(() => planned(new FakeInstance(odd)), (error) => error instanceof Problem && error.code === "policyNotReadable" && /buffer-response="false"/.test(error.details.nextStep ?? ""));
  const fine = withPolicy(unreadable.replace("</policies>", '<backend><forward-request buffer-response="false" /></backend></policies>'));
  assert.doesNotThrow(() => planned(new FakeInstance(fine)));
});

void test("an API of one's own with a backend at /client is nobody's integration unless the host is a SignalR Service", () => {
  assert.deepEqual(found(new FakeInstance(handMadeHttp("https://crm.contoso.com"))), []);
});

void test("a policy someone made since the plan is not overwritten", async () => {
  const on = new FakeInstance(handMadeHttp());
  const next = planned(on, { cors: [app] });
  await on.put(instance, { path: "apis/signalr/policies/policy", properties: { format: "rawxml", value: "<policies />" } });
  const before = on.snapshot;
  await assert.rejects(apply(next, on), (error) => error instanceof Problem && error.code === "changedSincePlan");
  assert.deepEqual(on.snapshot, before);
});
