import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import { apply } from "../../src/apim/apply.ts";
import type { AppAuth } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { testAzure } from "../support/azureControlPlane.ts";
import { exchangeOf } from "../support/sdkClients.ts";
import type { Exchange, SpecValidator } from "../support/spec.ts";
import { specValidator, specsMissing } from "../support/spec.ts";

/** Resource Graph and subscriptions have no spec in the folder, nor have products, tags, backends and the service's own policy. */
const covered = /Microsoft\.(ApiManagement\/service\/[^/]+(\/(apis|namedValues|subscriptions)\b|$)|SignalRService)/i;
/** Polls of a long-running operation; OpenAPI describes only the call that began it. */
const poll = /[?&]asyncId=/;

void test("everything we send to API Management and SignalR, and what we take for an answer, is as Azure's OpenAPI has it", { skip: specsMissing }, async (t) => {
  const seen: Exchange[] = [];
  const network = createDefaultHttpClient();
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const response = await network.sendRequest(request);
      seen.push(exchangeOf(request, response));
      return response;
    },
  };
  const { controlPlane, instance, service, model } = await testAzure(t, {}, { httpClient });
  const planned = async (requireSubscriptionKey: boolean): Promise<ReturnType<typeof plan>> =>
    plan({ instance, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey }, contents: await controlPlane.contents(instance, looksLikeOurs) });

  const http = async (cors: readonly string[]): Promise<ReturnType<typeof plan>> =>
    plan({ instance, service, options: { layout: "http", prefix: "http", requireSubscriptionKey: false, cors }, contents: await controlPlane.contents(instance, looksLikeOurs) });

  for (const cors of [[], ["https://a.example"], ["https://b.example"], []]) {
    await apply(await http(cors), controlPlane);
  }
  const [published] = recognise(instance, await controlPlane.contents(instance, looksLikeOurs), [service]);
  assert.deepEqual([published?.layout, published?.state], ["http", "published"]);
  await controlPlane.remove(instance, { path: "apis/chat-signalr-http-http/operations/connect/policies/policy" });
  await controlPlane.remove(instance, { path: "apis/chat-signalr-http-http" });

  const negotiating = async (auth: AppAuth): Promise<void> => {
    const made = plan({ instance, service, options: { layout: "gatewayNegotiate", prefix: "", requireSubscriptionKey: false, appNegotiate: { url: "http://127.0.0.1:9/negotiate", auth, newKey: true }, hubs: ["chat"], product: "realtime" }, contents: await controlPlane.contents(instance, looksLikeOurs) });
    await apply(made, controlPlane, { secrets: new Map([["namedValues/chat-signalr-signalr-app-key", "a key"]]) });
  };
  for (const auth of ["functionKey", "functionKey", "forwarded"] as const) await negotiating(auth);
  const held = await controlPlane.contents(instance, looksLikeOurs);
  const [negotiated] = recognise(instance, held, [service]);
  assert.deepEqual([negotiated?.layout, negotiated?.state], ["gatewayNegotiate", "published"]);
  assert.ok(negotiated);
  await apply(planRemoval({ instance, integration: negotiated, contents: held }), controlPlane);
  const [kept] = [...model.instances.values()];
  assert.deepEqual([kept?.namedValues.size, kept?.products.has("realtime"), kept?.apis.size], [0, false, 1]);

  await controlPlane.instance(instance.id);
  await controlPlane.service(service.id);
  await controlPlane.keys(service);
  await apply(await planned(false), controlPlane);
  await apply(await planned(true), controlPlane);
  await controlPlane.patch(instance, { path: "apis/chat-signalr-negotiate/operations/negotiate", properties: { displayName: "negotiate it" } });
  await controlPlane.put(instance, { path: "apis/chat-signalr-connect/operations/onHandshake/policies/policy", properties: { format: "rawxml", value: "<policies><inbound><base /></inbound></policies>" } });
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration);
  await apply(planRemoval({ instance, integration, contents }), controlPlane);
  assert.equal([...model.instances.values()][0]?.apis.size, 1, "only the API that was there before");

  const checked = seen.filter(({ url }) => covered.test(new URL(url).pathname) && !poll.test(url));
  assert.ok(checked.length > 15);
  const wrong: string[] = [];
  const validator = await ready;
  for (const each of checked) {
    wrong.push(...(await validator.violations(each)).map((violation) => `${each.method} ${new URL(each.url).pathname.split("/providers/")[1] ?? ""} ${each.status}: ${violation}`));
  }
  assert.deepEqual(wrong, []);
});

let ready: Promise<SpecValidator>;
before(() => {
  if (specsMissing === false) {
    ready = specValidator();
  }
});
