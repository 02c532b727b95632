import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { checkAppNegotiateUrl } from "../../src/apim/appNegotiate.ts";
import { apply } from "../../src/apim/apply.ts";
import { PublishFailed } from "../../src/apim/applyErrors.ts";
import { textOf } from "../../src/apim/compare.ts";
import type { ArmResource, Plan, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { planText } from "../../src/apim/planText.ts";
import { parsePolicy } from "../../src/apim/policies/parse.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { compile } from "../../src/sandbox/expressions/expression.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { policyExpressions } from "../support/policyExpressions.ts";
import { FakeInstance, foreignApi, handMade, instance, service } from "../support/fakeInstance.ts";

const appUrl = "https://app.contoso.com/chat/negotiate";
const api = "apis/chat-signalr-signalr-socket";
const policy = `${api}/operations/onHandshake/policies/policy`;
const keyPath = "namedValues/chat-signalr-signalr-app-key";
const key = "s3cr3t-function-key";

function planned(on: FakeInstance, options: Partial<PublishOptions> = {}): Plan {
  return plan({ instance, service, options: { layout: "gatewayNegotiate", prefix: "", requireSubscriptionKey: false, appNegotiate: { url: appUrl }, ...options }, contents: on.contents });
}

const lines = ({ changes }: Plan): readonly string[] => changes.map(({ action, resource }) => `${action} ${resource}`);

function refused(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return "";
}

function documentOf(of: Plan): string {
  const value = of.changes.find(({ resource }) => resource === policy)?.after?.["value"];
  assert.ok(typeof value === "string");
  return value;
}

function held(on: FakeInstance): string {
  const found = on.resources.get(policy);
  assert.ok(found);
  return textOf(found, "value");
}

void test("one WebSocket API whose handshake negotiates; clients open the gateway's address, and the app gets no ClientEndpoint", () => {
  const made = planned(new FakeInstance([foreignApi]));
  assert.deepEqual(lines(made), [`create ${api}`, `create ${policy}`]);
  assert.deepEqual([made.name, made.clientEndpoint, made.gatewayUrls], ["chat-signalr-signalr", null, ["wss://contoso-apim.azure-api.net/signalr", "wss://rt.contoso.com/signalr"]]);
  const { path, type, serviceUrl, protocols } = made.changes[0]?.after ?? {};
  assert.deepEqual({ path, type, serviceUrl, protocols }, { path: "signalr", type: "websocket", serviceUrl: "wss://chat-signalr.service.signalr.net/client/", protocols: ["wss"] });
  assert.match(planText(made), /\n {6}\+ +<when condition="@\(\(int\)context\.Variables\["signalrAppStatus"\] == 0\)">\n/, "expressions are shown as C# has them");
  assert.deepEqual(made.warnings.map(({ code }) => code), ["appWithoutClientEndpoint"]);
  assert.deepEqual(planned(new FakeInstance(), { appNegotiate: { url: "https://app.contoso.com/chat" } }).warnings.map(({ code }) => code), ["appWithoutClientEndpoint", "appNegotiateUrlUnusual"]);
});

void test("the policy is well-formed, explained, names only the app and the service, and every expression in it is C# of the right type", () => {
  for (const options of [{}, { hubs: ["chat", "a[b]"] }, { appNegotiate: { url: `${appUrl}?tenant="a"`, auth: "functionKey", newKey: true } }, { jwt: { openIdConfig: "https://login.contoso.com/c", issuers: [], audiences: ["a"], header: "Authorization" }, rateLimit: { calls: 1, periodSeconds: 1, by: "ip" } }] as const) {
    const xml = documentOf(planned(new FakeInstance(), options));
    const root = parsePolicy(xml);
    assert.ok(root);
    assert.equal([...xml.matchAll(/<!-- [123]\. /g)].length, 3, "its three steps are explained");
    const hosts = new Set([...xml.matchAll(/(?:https?|wss):\/\/([^/"?]+)/g)].map(([, host]) => host));
    hosts.delete("login.contoso.com");
    assert.deepEqual([...hosts], ["app.contoso.com", "chat-signalr.service.signalr.net"]);
    const expressions = policyExpressions(xml);
    for (const { element, attribute, text } of expressions) {
      const { type } = compile(text, { line: 1, column: 1 });
      if (attribute === "condition") assert.equal(type, "bool", text);
      if (["value", "set-url"].includes(element)) assert.equal(type, "string", text);
    }
    assert.ok(expressions.length > 15);
  }
});

void test("a function key is a secret named value: made before the policy names it, replaced last, taken away when it is not needed; never part of a plan", async () => {
  const on = new FakeInstance();
  assert.equal(refused(() => planned(on, { appNegotiate: { url: appUrl, auth: "functionKey" } })), "appKeyMissing");
  const secrets = new Map([[keyPath, key]]);
  const first = planned(on, { appNegotiate: { url: appUrl, auth: "functionKey", newKey: true } });
  assert.deepEqual(lines(first), [`create ${keyPath}`, `create ${api}`, `create ${policy}`]);
  assert.match(documentOf(first), /<value>\{\{chat-signalr-signalr-app-key\}\}<\/value>/);
  assert.doesNotMatch(documentOf(first), /GetValueOrDefault\("Authorization"/, "the client's own Authorization is not the function's business");
  await apply(first, on, { secrets });
  assert.deepEqual([on.resources.get(keyPath)?.properties["value"], on.resources.get(keyPath)?.properties["secret"]], [key, true]);

  const again = planned(on);
  assert.deepEqual(lines(again), [`none ${keyPath}`, `none ${api}`, `none ${policy}`], "how the app is called stays as it is");
  const renewed = planned(on, { appNegotiate: { url: appUrl, auth: "functionKey", newKey: true }, hubs: ["chat"] });
  assert.deepEqual(lines(renewed), [`none ${api}`, `update ${policy}`, `update ${keyPath}`]);
  await apply(renewed, on, { secrets: new Map([[keyPath, "another"]]) });
  assert.equal(on.resources.get(keyPath)?.properties["value"], "another");
  const forwarded = planned(on, { appNegotiate: { url: appUrl, auth: "forwarded" }, hubs: ["chat"] });
  assert.deepEqual(lines(forwarded), [`none ${api}`, `update ${policy}`, `delete ${keyPath}`]);
  for (const each of [first, again, renewed, forwarded]) assert.ok(!`${JSON.stringify(each)}${planText(each)}`.includes(key));
});

void test("a failure at any step leaves the instance as it was, the key in place where it was replaced", async () => {
  const auth = { url: appUrl, auth: "functionKey", newKey: true } as const;
  for (const from of [undefined, { appNegotiate: auth }]) {
    for (let failing = 1; failing <= 3; failing += 1) {
      const on = new FakeInstance([foreignApi]);
      if (from !== undefined) await apply(planned(on, from), on, { secrets: new Map([[keyPath, key]]) });
      const before = on.snapshot;
      const next = planned(on, { appNegotiate: auth, hubs: ["chat"] });
      on.writes.length = 0;
      on.beforeWrite = (_write, count) => {
        if (count === failing) throw new Problem({ code: "ManagementApiRequestFailed", message: "No.", status: 422 });
      };
      const run = apply(next, on, { secrets: new Map([[keyPath, "new"]]) });
      if (failing > next.changes.filter(({ action }) => action !== "none").length) await run;
      else {
        await assert.rejects(run, PublishFailed);
        assert.deepEqual(on.snapshot, before, `failing at ${failing}`);
      }
    }
  }
});

void test("drift in any part of the negotiation is mended in place; what somebody added beside it stays, comments too", async () => {
  const on = new FakeInstance();
  await apply(planned(on, { hubs: ["chat"] }), on);
  const good = held(on);
  const added = good.replace("<base />", '<!-- ours -->\n        <base />\n        <trace source="team-a"><message>in</message></trace>');
  for (const [from, to] of [[/signalr-negotiation-redirect-check/, "somebody-else"], [/code="403"/, 'code="200"'], [/timeout="10"/, 'timeout="99"'], [/<set-header id="signalr-negotiation-authorization"[^>]*\/>/, ""], [/ExpressionValueEvaluationFailure/, "Other"]] as const) {
    const spoiled = added.replace(from, to);
    assert.notEqual(spoiled, added);
    await on.put(instance, { path: policy, properties: { format: "xml", value: spoiled } });
    assert.equal(recognise(instance, on.contents, [service])[0]?.findings[0]?.code, "negotiationDiffers", String(from));
    await apply(planned(on, { hubs: ["chat"] }), on);
    const mended = held(on);
    assert.match(mended, /<!-- ours -->\n {8}<base \/>\n {8}<trace source="team-a">/);
    assert.equal([...mended.matchAll(/<!-- 1\. /g)].length, 1, "no comment twice");
    assert.deepEqual(lines(planned(on, { hubs: ["chat"] })), [`none ${api}`, `none ${policy}`]);
  }
});

void test("a handshake that somebody taught to negotiate by hand is recognised and left alone; with another app it is not mixed up", () => {
  const [, , , connect] = handMade();
  assert.ok(connect);
  const value = `<policies><inbound><base /><send-request mode="new" response-variable-name="r"><set-url>${appUrl}?negotiateVersion=1</set-url><set-method>POST</set-method></send-request><set-query-parameter name="access_token"><value>@(((IResponse)context.Variables["r"]).Body.As&lt;JObject&gt;()["accessToken"].ToString())</value></set-query-parameter></inbound></policies>`;
  const byHand: readonly ArmResource[] = [{ ...connect, properties: { ...connect.properties, path: "socket" } }, { path: `${connect.path}/operations/onHandshake/policies/policy`, properties: { format: "xml", value } }];
  const on = new FakeInstance(byHand);
  const [found, ...others] = recognise(instance, on.contents, [service]);
  assert.deepEqual([found?.layout, found?.prefix, found?.appNegotiate, found?.state, others], ["gatewayNegotiate", "socket", { url: appUrl, auth: "forwarded" }, "published", []]);
  assert.deepEqual(lines(planned(on, { prefix: "socket" })).map((line) => line.split(" ")[0]), ["none", "none"]);
  assert.equal(refused(() => planned(on, { prefix: "socket", appNegotiate: { url: "https://other.contoso.com/negotiate" } })), "negotiationNotOurs");
});

void test("what the layout cannot have is refused before anything is written", () => {
  const on = new FakeInstance();
  for (const [options, code] of [
    [{ cors: ["https://a"] }, "corsNotUsed"],
    [{ hubs: ["/chat"] }, "hubNameInvalid"],
    [{ rateLimit: { calls: 1, periodSeconds: 60, by: "connection" } }, "rateLimitInvalid"],
    [{ rateLimit: { calls: 0, periodSeconds: 60, by: "ip" } }, "rateLimitInvalid"],
    [{ rateLimit: { calls: 1, periodSeconds: 301, by: "ip" } }, "rateLimitInvalid"],
    [{ jwt: { openIdConfig: "http://login.contoso.com", issuers: [], audiences: [], header: "Authorization" } }, "jwtCheckInvalid"],
    [{ jwt: { openIdConfig: "https://login.contoso.com", issuers: ["{{x}}"], audiences: [], header: "Authorization" } }, "jwtCheckInvalid"],
    [{ layout: "http", appNegotiate: { url: appUrl } }, "appNegotiateUrlNotUsed"],
    [{ product: "no/such" }, "productInvalid"],
  ] as const) {
    assert.equal(refused(() => planned(on, options)), code);
  }
  assert.equal(refused(() => plan({ instance, service, options: { layout: "gatewayNegotiate", prefix: "", requireSubscriptionKey: false }, contents: on.contents })), "appNegotiateUrlMissing");
  assert.equal(refused(() => plan({ instance, service, options: { layout: "http", prefix: "", requireSubscriptionKey: false, jwt: { openIdConfig: "https://login.contoso.com", issuers: [], audiences: [], header: "authorization" } }, contents: on.contents })), "jwtCheckInvalid", "the service's own token stands there");
});

void test("an address of an app is taken only where nothing of it can reach someone else or turn into policy", () => {
  for (const good of [appUrl, " https://APP.contoso.com:443/chat/negotiate ", "http://127.0.0.1:7071/api/negotiate", "http://localhost/negotiate?x=1"]) assert.ok(URL.canParse(checkAppNegotiateUrl(good)), good);
  for (const bad of ["", "app.contoso.com/negotiate", "//app/negotiate", "ftp://app/negotiate", "http://app.contoso.com/negotiate", "https://u:p@app/negotiate", "https://app/negotiate#x", "https://app/negotiate?code=k", "https://app/negotiate?x={{key}}", "javascript:alert(1)"]) {
    assert.equal(refused(() => checkAppNegotiateUrl(bad)), "appNegotiateUrlInvalid", bad);
  }
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }), (url) => {
      fc.pre(refused(() => checkAppNegotiateUrl(url)) === "");
      const xml = documentOf(planned(new FakeInstance(), { appNegotiate: { url } }));
      assert.ok(parsePolicy(xml));
      const [found] = [...xml.matchAll(/<set-url>([^<]*)<\/set-url>/g)];
      compile((found?.[1] ?? "").replaceAll("&amp;", "&"), { line: 1, column: 1 });
    }),
    { numRuns: 200 },
  );
});
