import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { planAdoption } from "../../src/apim/adopt/adopt.ts";
import { apply } from "../../src/apim/apply.ts";
import type { AppAuth, InstanceContents, Integration, Outcome, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { rotateKeys } from "../../src/azure/rotate.ts";
import { survey } from "../../src/azure/survey.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { TestAzure } from "./azureControlPlane.ts";
import { testAzure } from "./azureControlPlane.ts";
import { handMade } from "./fakeInstance.ts";
import type { RecordedStep } from "./recorder.ts";
import { Recorder } from "./recorder.ts";

/** What the app's key is in the run; it may leave in the body of its named value only. */
export const functionKey = "the-key-of-the-function-app";

export interface FullRun {
  readonly azure: TestAzure;
  readonly steps: readonly RecordedStep[];
}

interface Run extends TestAzure {
  readonly recorder: Recorder;
  /** Another administrator, whose requests are not recorded. */
  readonly other: ControlPlane;
}

/** Everything the product does with a subscription, over the SDKs and the sandbox's control plane, one step after the other. */
export async function fullRun(t: TestContext): Promise<FullRun> {
  const recorder = new Recorder();
  const azure = await testAzure(t, {}, { httpClient: recorder.httpClient });
  const other = createControlPlane(azure.cloud, tokenCredential(() => Promise.resolve(azure.token)), { retryDelayMs: 1, pollIntervalMs: 1 });
  const run: Run = { ...azure, recorder, other };
  for (const story of [discovery, webSocket, http, gatewayNegotiate, adoption, policies, keys, keyVault]) {
    await story(run);
  }
  return { azure, steps: recorder.steps };
}

async function discovery({ recorder, controlPlane, instance, service, model, arm }: Run): Promise<void> {
  const step = recorder.story("discovery");
  await step("All that an account sees", () => survey(controlPlane, undefined, () => undefined));
  await step("Subscriptions of an account", () => controlPlane.subscriptions());
  await step("Instances and services of some subscriptions", () => controlPlane.discover([model.subscriptionId]));
  arm.faults.add({ path: /ResourceGraph/, respond: () => faultError(403, "AuthorizationFailed", "The client may not search.") });
  const { instances, services } = await step("The same where Resource Graph is denied", () => controlPlane.discover([model.subscriptionId]));
  assert.deepEqual([instances.length, services.length], [1, 1]);
  await step("One instance by its id", () => controlPlane.instance(instance.id));
  await step("One service by its id", () => controlPlane.service(service.id));
}

async function webSocket(run: Run): Promise<void> {
  const step = run.recorder.story("webSocket");
  const options: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false };
  await step("Publish", () => published(run, options));
  await step("Publish again, when there is nothing to do", () => published(run, options, "nothing"));
  await step("Require a subscription key", () => published(run, { ...options, requireSubscriptionKey: true }));
  await drift(run, "apis/chat-signalr-connect", "apis/chat-signalr-negotiate/operations/negotiate-preflight");
  await run.other.patch(run.instance, { path: "apis/chat-signalr-negotiate/operations/negotiate", properties: { method: "PUT" } });
  await step("Repair, after the backend and an operation were changed and another operation was deleted", () => published(run, { ...options, requireSubscriptionKey: true }));
  await step("Remove", () => removed(run));
}

async function http(run: Run): Promise<void> {
  const step = run.recorder.story("http");
  const options: PublishOptions = { layout: "http", prefix: "team-a", requireSubscriptionKey: false };
  await step("Publish below a prefix, for pages of one origin", () => published(run, { ...options, cors: ["https://a.example"] }));
  await step("Let pages of another origin in", () => published(run, { ...options, cors: ["https://b.example"] }));
  await step("Let only two hubs be reached, so many times a minute", () => published(run, { ...options, hubs: ["chat", "news"], rateLimit: { calls: 100, periodSeconds: 60, by: "ip" } }));
  await drift(run, "apis/chat-signalr-team-a-http", "apis/chat-signalr-team-a-http/operations/connect");
  await step("Repair, after the backend was changed and an operation was deleted", () => published(run, { ...options, hubs: ["chat", "news"], rateLimit: { calls: 100, periodSeconds: 60, by: "ip" } }));
  await step("Remove", () => removed(run));
}

function negotiating(auth: AppAuth, newKey: boolean): PublishOptions {
  const appNegotiate = { url: "http://127.0.0.1:9/negotiate", auth, ...(newKey && ({ newKey } as const)) };
  return { layout: "gatewayNegotiate", prefix: "", requireSubscriptionKey: false, appNegotiate, hubs: ["chat"], product: "realtime" };
}

async function gatewayNegotiate(run: Run): Promise<void> {
  const step = run.recorder.story("gatewayNegotiate");
  await step("Publish with a function key, one hub and a product", () => published(run, negotiating("functionKey", true)));
  await step("Replace the function key", () => published(run, negotiating("functionKey", true)));
  await run.other.remove(run.instance, { path: "apis/chat-signalr-signalr-socket/operations/onHandshake/policies/policy" });
  await step("Repair, after the handshake's policy was deleted", () => published(run, negotiating("functionKey", false)));
  await step("Pass the client's Authorization on instead of the key", () => published(run, negotiating("forwarded", false)));
  await step("Remove", () => removed(run));
}

async function adoption(run: Run): Promise<void> {
  const step = run.recorder.story("adoption");
  for (const made of handMade(run.service.endpoint)) await run.other.put(run.instance, made);
  await step("Adopt what was made by hand", async () => {
    const { integration, contents } = await found(run);
    await apply(planAdoption({ instance: run.instance, integration, contents, name: "live" }), run.controlPlane);
  });
  await drift(run, "apis/signalr-connect", "apis/signalr-negotiate/operations/64f1");
  await step("Repair", () => published(run, { layout: "webSocket", prefix: "", name: "live", requireSubscriptionKey: false }));
  await step("Remove, which only ends the care for it", () => removed(run));
  assert.deepEqual([...run.model.instances.values()].flatMap(({ apis }) => [...apis.keys()]).toSorted(), ["echo-api", "signalr-connect", "signalr-negotiate"]);
  for (const path of ["apis/signalr-connect", "apis/signalr-negotiate"]) await run.other.remove(run.instance, { path });
}

async function policies(run: Run): Promise<void> {
  const step = run.recorder.story("policies");
  const options: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false };
  await apply(plan({ instance: run.instance, service: run.service, options, contents: await run.other.contents(run.instance, looksLikeOurs) }), run.other);
  const path = "apis/chat-signalr-negotiate/policies/policy";
  const value = '<policies>\n\t<inbound>\n\t\t<base />\n\t\t<set-header name="x-by" exists-action="override">\n\t\t\t<value>@(context.Request.Headers.GetValueOrDefault("x-by", "nobody"))</value>\n\t\t</set-header>\n\t</inbound>\n</policies>';
  await run.other.put(run.instance, { path, properties: { format: "rawxml", value: "<policies><inbound><base /></inbound></policies>" } });
  const entry = { id: "applicationinsights", etag: '"1"', properties: { loggerId: "/loggers/appinsights", frontend: { request: { dataMasking: { queryParams: [{ value: "*", mode: "Hide" }] } } } } };
  for (const { diagnostics, apis } of run.model.instances.values()) [diagnostics, apis.get("chat-signalr-connect")?.diagnostics].forEach((held) => held?.set(entry.id, entry));
  const logged = await step("Read what the gateway logs of calls", () => run.controlPlane.diagnostics(run.instance, ["apis/chat-signalr-connect"]));
  assert.deepEqual(logged.map((each) => each.path), ["diagnostics/applicationinsights", "apis/chat-signalr-connect/diagnostics/applicationinsights"]);
  const document = await step("Open a policy as its author wrote it", () => run.controlPlane.rawPolicy(run.instance, path));
  assert.ok(document?.etag);
  const { etag } = document;
  await step("Save it, unless someone else wrote meanwhile", () => run.controlPlane.put(run.instance, { path, etag, properties: { format: "rawxml", value } }));
  await step("Remove an integration with a policy of its own", () => removed(run));
}

async function keys({ recorder, controlPlane, service }: Run): Promise<void> {
  const step = recorder.story("keys");
  await step("Read the keys", () => controlPlane.keys(service));
  await step("Rotate the keys", () => rotateKeys({ controlPlane, service, give: () => Promise.resolve() }));
}

async function keyVault({ recorder, controlPlane, model, arm }: Run): Promise<void> {
  const step = recorder.story("keyVault");
  const [vault] = await step("Find key vaults", () => controlPlane.vaults([model.subscriptionId]));
  assert.ok(vault, "a vault");
  arm.faults.add({ path: /ResourceGraph/, respond: () => faultError(403, "AuthorizationFailed", "The client may not search.") });
  await step("The same where Resource Graph is denied", () => controlPlane.vaults([model.subscriptionId]));
  await step("Look whether a secret of the name is there", () => controlPlane.secret(vault, "chat-signalr-connection-string"));
  await step("Write the secret", () => controlPlane.putSecret(vault, "chat-signalr-connection-string", "a connection string"));
  await step("Look again", () => controlPlane.secret(vault, "chat-signalr-connection-string"));
}

async function published({ controlPlane, instance, service }: Run, options: PublishOptions, expected: Outcome = "applied"): Promise<void> {
  const planned = plan({ instance, service, options, contents: await controlPlane.contents(instance, looksLikeOurs) });
  const { outcome } = await apply(planned, controlPlane, { secrets: options.appNegotiate?.newKey === true ? new Map([["namedValues/chat-signalr-signalr-app-key", functionKey]]) : new Map() });
  assert.equal(outcome, expected);
}

async function removed(run: Run): Promise<void> {
  const { integration, contents } = await found(run);
  await apply(planRemoval({ instance: run.instance, integration, contents }), run.controlPlane);
}

async function found({ controlPlane, instance, service }: Run): Promise<{ readonly integration: Integration; readonly contents: InstanceContents }> {
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration, "an integration");
  return { integration, contents };
}

async function drift({ other, instance }: Run, api: string, operation: string): Promise<void> {
  await other.patch(instance, { path: api, properties: { serviceUrl: api.endsWith("connect") ? "wss://elsewhere.example/client/" : "https://elsewhere.example/client/" } });
  await other.remove(instance, { path: operation });
}
