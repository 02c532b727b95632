import { serviceConnectionString } from "./arm/keys.ts";
import type { InstanceModel, SandboxLine, SandboxModel, SignalRModel } from "./model.ts";

/** Addresses of the running parts, without closing slashes. */
export interface Addresses {
  readonly arm: string;
  readonly gateway: string;
  readonly service: string;
  readonly app: string;
}

/** Everything a client of this sandbox needs to know, its secrets included. */
export function sandboxLine(at: Addresses, armToken: string, model: SandboxModel, instance: InstanceModel, signalR: SignalRModel): SandboxLine {
  return {
    version: 1,
    pid: process.pid,
    armEndpoint: at.arm,
    armToken,
    gatewayUrl: at.gateway,
    serviceEndpoint: at.service,
    appServerUrl: at.app,
    tenantId: model.tenantId,
    subscriptionId: model.subscriptionId,
    resourceGroup: instance.resourceGroup,
    apimName: instance.name,
    signalRName: signalR.name,
    connectionString: serviceConnectionString(signalR, signalR.keys.primary),
  };
}
