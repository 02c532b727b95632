import { randomBytes, randomUUID } from "node:crypto";
import { loopbackAddress } from "../loopback.ts";
import type { SandboxModel } from "../model.ts";
import { createInstance } from "./seedInstance.ts";
import { createService } from "./seedService.ts";
import { createVault } from "./seedVault.ts";

export const resourceGroupName = "sandbox-rg";
export const apimName = "sandbox-apim";
export const signalRName = "chat-signalr";
const vaultName = "sandbox-vault";
const location = "westeurope";

/** Where the data plane's parts listen. */
export interface DataPlanePorts {
  readonly gateway: number;
  readonly service: number;
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
 * Service (Default mode), and one empty Key Vault, with ids and keys made at random. Ports may be set later with `setPorts`.
 */
export function createModel(ports: DataPlanePorts): SandboxModel {
  const subscriptionId = randomUUID();
  const place = { subscriptionId, resourceGroup: resourceGroupName, location };
  const instance = createInstance(place, apimName);
  const service = createService(place, signalRName);
  const root = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers`;
  const tenantId = randomUUID();
  const model: SandboxModel = {
    tenantId,
    subscriptionId,
    resourceGroups: new Map([[resourceGroupName, { name: resourceGroupName, location }]]),
    instances: new Map([[`${root}/Microsoft.ApiManagement/service/${apimName}`.toLowerCase(), instance]]),
    services: new Map([[`${root}/Microsoft.SignalRService/SignalR/${signalRName}`.toLowerCase(), service]]),
    vaults: new Map([[`${root}/Microsoft.KeyVault/vaults/${vaultName}`.toLowerCase(), createVault(place, vaultName, tenantId)]]),
  };
  setPorts(model, ports);
  return model;
}

/** A bearer token for the control plane, made at random. */
export function newArmToken(): string {
  return randomBytes(32).toString("base64url");
}
