import { loopbackAddress } from "../loopback.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject, OperationEntity } from "../model.ts";
import { newEtag } from "./etag.ts";
import { newSubscriptionKey } from "./keys.ts";
import type { Place } from "./seedPlace.ts";
import { adminEmail } from "./seedPlace.ts";

/** Without `forward-request` at this scope nothing would reach a backend. */
const servicePolicy = ["<policies>", "\t<inbound />", "\t<backend>", "\t\t<forward-request />", "\t</backend>", "\t<outbound />", "</policies>"].join(
  "\r\n",
);

function entity(id: string, properties: JsonObject): Entity {
  return { id, etag: newEtag(), properties };
}

function operation(id: string, displayName: string, method: string): OperationEntity {
  return { ...entity(id, { displayName, method, urlTemplate: "/resource", templateParameters: [], responses: [] }), policy: undefined, tags: [] };
}

/** The API every new instance comes with. Its backend is a port nothing listens on (9, "discard"). */
function echoApi(): ApiEntity {
  const operations = [
    operation("create-resource", "Create resource", "POST"),
    operation("retrieve-resource", "Retrieve resource", "GET"),
    operation("remove-resource", "Remove resource", "DELETE"),
  ];
  const now = new Date().toISOString();
  return {
    ...entity("echo-api", {
      displayName: "Echo API",
      apiRevision: "1",
      subscriptionRequired: true,
      serviceUrl: `http://${loopbackAddress}:9/api`,
      path: "echo",
      protocols: ["https"],
      authenticationSettings: null,
      subscriptionKeyParameterNames: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
      isCurrent: true,
      isOnline: true,
    }),
    operations: new Map(operations.map((each) => [each.id, each])),
    policy: undefined,
    tags: [],
    diagnostics: new Map(),
    created: now,
    updated: now,
  };
}

/** An instance of the Developer tier as a new one is: the echo API, the built-in key, a policy that forwards. */
export function createInstance({ subscriptionId, resourceGroup, location }: Place, name: string): InstanceModel {
  const created = new Date().toISOString();
  return {
    subscriptionId,
    resourceGroup,
    name,
    envelope: { location, sku: { name: "Developer", capacity: 1 }, tags: {}, etag: newEtag().replaceAll('"', "") },
    properties: {
      publisherEmail: adminEmail,
      publisherName: "Sandbox",
      notificationSenderEmail: adminEmail,
      provisioningState: "Succeeded",
      targetProvisioningState: "",
      createdAtUtc: created,
      customProperties: {},
      virtualNetworkType: "None",
      disableGateway: false,
      apiVersionConstraint: {},
      publicNetworkAccess: "Enabled",
      platformVersion: "stv2",
    },
    apis: new Map([["echo-api", echoApi()]]),
    releases: new Map(),
    namedValues: new Map(),
    products: new Map(),
    tags: new Map(),
    backends: new Map(),
    diagnostics: new Map(),
    subscriptions: new Map([
      [
        "master",
        entity("master", {
          scope: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service/${name}/`,
          displayName: "Built-in all-access subscription",
          state: "active",
          createdDate: created,
          allowTracing: false,
          primaryKey: newSubscriptionKey(),
          secondaryKey: newSubscriptionKey(),
        }),
      ],
    ]),
    policy: entity("policy", { format: "xml", value: servicePolicy }),
  };
}
