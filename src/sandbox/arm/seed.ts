import { randomBytes, randomUUID } from "node:crypto";
import { loopbackAddress } from "../loopback.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject, OperationEntity, SandboxModel, SignalRModel } from "../model.ts";
import { newEtag } from "./etag.ts";
import { newServiceKey, newSubscriptionKey } from "./keys.ts";

export const resourceGroupName = "sandbox-rg";
export const apimName = "sandbox-apim";
export const signalRName = "chat-signalr";
const location = "westeurope";
const adminEmail = "admin@sandbox.invalid";

/** Without `forward-request` at this scope nothing would reach a backend. */
const servicePolicy = ["<policies>", "\t<inbound />", "\t<backend>", "\t\t<forward-request />", "\t</backend>", "\t<outbound />", "</policies>"].join(
  "\r\n",
);

/** Where the data plane's parts listen. */
export interface DataPlanePorts {
  readonly gateway: number;
  readonly service: number;
}

function entity(id: string, properties: JsonObject): Entity {
  return { id, etag: newEtag(), properties };
}

function operation(id: string, displayName: string, method: string): OperationEntity {
  return { ...entity(id, { displayName, method, urlTemplate: "/resource", templateParameters: [], responses: [] }), policy: undefined };
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
    created: now,
    updated: now,
  };
}

function createInstance(subscriptionId: string): InstanceModel {
  const created = new Date().toISOString();
  return {
    subscriptionId,
    resourceGroup: resourceGroupName,
    name: apimName,
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
    subscriptions: new Map([
      [
        "master",
        entity("master", {
          scope: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.ApiManagement/service/${apimName}/`,
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

function createService(subscriptionId: string): SignalRModel {
  const now = new Date().toISOString();
  return {
    subscriptionId,
    resourceGroup: resourceGroupName,
    name: signalRName,
    envelope: {
      location,
      kind: "SignalR",
      sku: { name: "Standard_S1", tier: "Standard", size: "S1", capacity: 1 },
      tags: {},
      systemData: {
        createdBy: adminEmail,
        createdByType: "User",
        createdAt: now,
        lastModifiedBy: adminEmail,
        lastModifiedByType: "User",
        lastModifiedAt: now,
      },
    },
    properties: {
      provisioningState: "Succeeded",
      externalIP: loopbackAddress,
      hostName: loopbackAddress,
      version: "1.0",
      tls: { clientCertEnabled: false },
      features: [
        { flag: "ServiceMode", value: "Default", properties: {} },
        { flag: "EnableConnectivityLogs", value: "True", properties: {} },
        { flag: "EnableMessagingLogs", value: "False", properties: {} },
        { flag: "EnableLiveTrace", value: "False", properties: {} },
      ],
      cors: { allowedOrigins: ["*"] },
      serverless: { connectionTimeoutInSeconds: 30 },
      upstream: { templates: [] },
      networkACLs: {
        defaultAction: "Deny",
        publicNetwork: { allow: ["ServerConnection", "ClientConnection", "RESTAPI", "Trace"] },
        privateEndpoints: [],
      },
      publicNetworkAccess: "Enabled",
      disableLocalAuth: false,
      disableAadAuth: false,
    },
    keys: { primary: newServiceKey(), secondary: newServiceKey() },
  };
}

/** Writes the addresses of gateway and service into what the control plane tells of them. */
export function setPorts(model: SandboxModel, ports: DataPlanePorts): void {
  const gateway = `http://${loopbackAddress}:${ports.gateway}`;
  for (const instance of model.instances.values()) {
    instance.properties["gatewayUrl"] = gateway;
    instance.properties["gatewayRegionalUrl"] = gateway;
    const hostName = `${loopbackAddress}:${ports.gateway}`;
    instance.properties["hostnameConfigurations"] = [
      { type: "Proxy", hostName, negotiateClientCertificate: false, defaultSslBinding: true, certificateSource: "BuiltIn" },
    ];
  }
  for (const service of model.services.values()) {
    service.properties["publicPort"] = ports.service;
    service.properties["serverPort"] = ports.service;
  }
}

/**
 * A new tenant with one subscription, one resource group, one API Management instance (Developer tier) and one SignalR
 * Service (Default mode), with ids and keys made at random. Ports may be set later with `setPorts`.
 */
export function createModel(ports: DataPlanePorts): SandboxModel {
  const subscriptionId = randomUUID();
  const instance = createInstance(subscriptionId);
  const service = createService(subscriptionId);
  const root = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers`;
  const model: SandboxModel = {
    tenantId: randomUUID(),
    subscriptionId,
    resourceGroups: new Map([[resourceGroupName, { name: resourceGroupName, location }]]),
    instances: new Map([[`${root}/Microsoft.ApiManagement/service/${apimName}`.toLowerCase(), instance]]),
    services: new Map([[`${root}/Microsoft.SignalRService/SignalR/${signalRName}`.toLowerCase(), service]]),
  };
  setPorts(model, ports);
  return model;
}

/** A bearer token for the control plane, made at random. */
export function newArmToken(): string {
  return randomBytes(32).toString("base64url");
}
