import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entity } from "../../../src/sandbox/model.ts";
import { header, instanceScope, policies, setNamedValue, startPoliced } from "./fixture.ts";

const document = (value: string): Entity => ({ id: "policy", etag: '"1"', properties: { format: "rawxml", value } });
const mark = (text: string): string => header("X-Order", text, "append");

void test("each base stands for the scope above: operation, API, product, service", async (t) => {
  const gateway = await startPoliced(t, { inbound: `${mark("api1")}<base />${mark("api2")}` });
  const { instance } = gateway;
  const operation = instance.apis.get("shop")?.operations.get("op0");
  assert.ok(operation);
  operation.policy = document(policies({ inbound: `${mark("op1")}<base />${mark("op2")}` }));
  instance.policy = document(policies({ inbound: mark("all"), backend: "<forward-request />" }));
  assert.equal((await gateway.echo()).headers["x-order"], "op1, api1, all, api2, op2");
  instance.products.set("gold", { id: "gold", etag: '"1"', properties: { displayName: "Gold" }, apis: ["shop"], policy: document(policies({ inbound: `${mark("product")}<base />` })) });
  instance.subscriptions.set("s1", { id: "s1", etag: '"1"', properties: { state: "active", primaryKey: "gold-key", secondaryKey: "gold-key-2", scope: `${instanceScope(instance)}/products/gold` } });
  assert.equal((await gateway.echo("", { headers: { "Ocp-Apim-Subscription-Key": "gold-key" } })).headers["x-order"], "op1, api1, product, all, api2, op2", "the product's policy runs for its subscribers");
  assert.equal((await gateway.echo()).headers["x-order"], "op1, api1, all, api2, op2", "and for nobody else");
  operation.policy = document(policies({ inbound: mark("op1") }));
  assert.equal((await gateway.echo()).headers["x-order"], "op1", "without base nothing is inherited");
});

void test("the key of a product's subscription opens its APIs and no others", async (t) => {
  const gateway = await startPoliced(t, {});
  const { instance } = gateway;
  const shop = instance.apis.get("shop");
  assert.ok(shop);
  shop.properties["subscriptionRequired"] = true;
  instance.products.set("gold", { id: "gold", etag: '"1"', properties: {}, apis: ["shop"], policy: undefined });
  instance.subscriptions.set("s1", { id: "s1", etag: '"1"', properties: { state: "active", primaryKey: "k1", secondaryKey: "k2", scope: `${instanceScope(instance)}/products/gold` } });
  const status = async (): Promise<number> => (await gateway.call("", { headers: { "Ocp-Apim-Subscription-Key": "k2" } })).status;
  assert.equal(await status(), 200);
  instance.products.set("gold", { id: "gold", etag: '"1"', properties: {}, apis: [], policy: undefined });
  assert.equal(await status(), 401);
});

void test("named values are put in as they are at the request, in text and in expressions", async (t) => {
  const gateway = await startPoliced(t, {});
  setNamedValue(gateway.instance, "app-key", "one");
  gateway.save({ inbound: `<base />${header("X-Key", "v={{app-key}}")}` });
  assert.equal((await gateway.echo()).headers["x-key"], "v=one");
  setNamedValue(gateway.instance, "app-key", "two");
  assert.equal((await gateway.echo()).headers["x-key"], "v=two");
  gateway.save({ inbound: `<base />${header("X-Key", '@("{{app-key}}" + 1)')}` });
  assert.equal((await gateway.echo()).headers["x-key"], "two1");
  gateway.instance.namedValues.clear();
  assert.equal((await gateway.call()).status, 500, "one that is gone fails the request rather than reaching the backend");
  assert.match(gateway.trace().entries[0]?.failed ?? "", /Cannot find a property 'app-key'/);
});

void test("what fails goes to on-error, which knows source, reason, section and place, and may answer", async (t) => {
  const errorHeaders = ["Source", "Reason", "Scope", "Section", "Path", "PolicyId"].map((name) => header(name, `@(context.LastError.${name})`)).join("");
  const failing = '<choose><when condition="true"><set-backend-service id="mine" backend-id="none" /></when></choose>';
  const gateway = await startPoliced(t, { inbound: failing, onError: errorHeaders });
  const answer = await gateway.call();
  assert.equal(answer.status, 500, "the answer is the default one, with what on-error adds");
  assert.deepEqual(["source", "scope", "section", "path", "policyid"].map((name) => answer.headers[name]), ["set-backend-service", "api", "inbound", "choose[1]/when[1]", "mine"]);
  gateway.save({ inbound: failing, onError: '<return-response><set-status code="502" reason="Closed" /><set-body>no</set-body></return-response>' });
  assert.deepEqual([(await gateway.call()).status, (await gateway.call()).body], [502, "no"]);
  gateway.save({ inbound: failing, onError: '<return-response response-variable-name="none" />' });
  assert.equal((await gateway.call()).status, 500, "on-error that fails too still ends with an answer");
});

void test("refusals of the gateway's own reach on-error too: no operation, no key, no backend", async (t) => {
  const onError = header("X-Reason", "@(context.LastError.Reason)");
  const gateway = await startPoliced(t, { onError });
  const shop = gateway.instance.apis.get("shop");
  assert.ok(shop);
  const reason = async (...sent: Parameters<typeof gateway.call>): Promise<string> => {
    const { status, headers } = await gateway.call(...sent);
    return `${status} ${String(headers["x-reason"])}`;
  };
  assert.equal(await reason("", { method: "DELETE" }), "404 OperationNotFound");
  shop.properties["serviceUrl"] = "http://127.0.0.1:9/";
  assert.equal(await reason(), "500 BackendConnectionFailure");
  shop.properties["subscriptionRequired"] = true;
  assert.equal(await reason(), "401 SubscriptionKeyNotFound");
  assert.equal(await reason("", { headers: { "Ocp-Apim-Subscription-Key": "x" } }), "401 SubscriptionKeyInvalid");
});

void test("an expression that fails at the request is 500, and the trace says how", async (t) => {
  const gateway = await startPoliced(t, { inbound: '<set-variable name="x" value="@((string)context.Variables["nothing"])" />' });
  const answer = await gateway.call();
  assert.deepEqual([answer.status, answer.body], [500, '{ "statusCode": 500, "message": "Internal server error" }']);
  assert.match(gateway.trace().entries[0]?.failed ?? "", /^ExpressionValueEvaluationFailure: Expression evaluation failed\. .* \(line 1, column \d+ of the policy\)$/);
});

void test("what no answer can carry is a plain 500, also when on-error is the one that says it", async (t) => {
  const broken = header("X-Split", '@("a\\r\\nX-Own: injected")');
  const gateway = await startPoliced(t, { outbound: `<base />${broken}`, onError: broken });
  const answer = await gateway.call();
  assert.deepEqual([answer.status, answer.headers["x-own"]], [500, undefined]);
  gateway.save({ inbound: `${broken}<base />` });
  assert.equal((await gateway.call()).status, 500, "nor does a backend get it");
  gateway.save({});
  assert.equal((await gateway.call()).status, 200);
});
