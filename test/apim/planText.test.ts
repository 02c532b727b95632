import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { planText } from "../../src/apim/planText.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { FakeInstance, handMade, instance, service } from "../support/fakeInstance.ts";

function publishText(resources: readonly ArmResource[]): string {
  return planText(plan({ instance: { ...instance, gatewayUrls: [instance.gatewayUrl] }, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false }, contents: new FakeInstance(resources).contents }));
}

void test("a new integration reads like a diff", () => {
  assert.equal(
    publishText([]),
    `Publish chat-signalr through contoso-apim            layout webSocket
  service            chat-signalr
  clients will use   https://contoso-apim.azure-api.net/client/?hub=…
  connection string  ClientEndpoint=https://contoso-apim.azure-api.net

  + create  API "SignalR negotiate"            apis/chat-signalr-negotiate
      type                  http
      path                  client/negotiate
      backend               https://chat-signalr.service.signalr.net/client/negotiate/
      protocols             https
      subscription key      not required
  + create  operation OPTIONS /                apis/chat-signalr-negotiate/operations/negotiate-preflight
  + create  operation POST /                   apis/chat-signalr-negotiate/operations/negotiate
  + create  API "SignalR connect"              apis/chat-signalr-connect
      type                  websocket
      path                  client
      backend               wss://chat-signalr.service.signalr.net/client/
      protocols             wss
      subscription key      not required

  4 to create. Nothing else on the instance is touched.
`,
  );
});

void test("an update shows before and after of what differs, and what is right already", () => {
  const resources = handMade().map((resource) => (resource.path === "apis/signalr-connect" ? { ...resource, properties: { ...resource.properties, subscriptionRequired: true } } : resource));
  assert.equal(
    publishText(resources).split("\n\n")[1],
    `  = nothing API "SignalR negotiate"            apis/signalr-negotiate
  = nothing operation OPTIONS /                apis/signalr-negotiate/operations/64f1
  = nothing operation POST /                   apis/signalr-negotiate/operations/64f2
  ~ update  API "SignalR connect"              apis/signalr-connect
      subscription key      required  →  not required`,
  );
  assert.match(publishText(resources), /\n {2}1 to update, 3 as it should be\. Nothing else on the instance is touched\.\n$/);
});

void test("a second run says that there is nothing to change", () => {
  assert.match(publishText(handMade()), /\n {2}Nothing to change\.\n$/);
});

void test("a removal names what goes, what goes with it, and what stays with the reason", async () => {
  const on = new FakeInstance(handMade().filter(({ path }) => path !== "apis/signalr-connect"));
  await apply(plan({ instance, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false }, contents: on.contents }), on);
  const removal = (): string => {
    const [integration] = recognise(instance, on.contents, [service]);
    assert.ok(integration);
    return planText(planRemoval({ instance, integration, contents: on.contents }));
  };
  assert.equal(
    removal(),
    `Remove chat-signalr from contoso-apim            layout webSocket

  - delete  API "SignalR connect"              apis/chat-signalr-connect
      path                  client
      backend               wss://chat-signalr.service.signalr.net/client/
  = nothing API "SignalR negotiate"            apis/signalr-negotiate

  1 to delete, 1 kept. Nothing else on the instance is touched.
  ! API "SignalR negotiate" stays: publishing did not make it.
`,
  );
});
