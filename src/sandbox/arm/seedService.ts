import { loopbackAddress } from "../loopback.ts";
import type { SignalRModel } from "../model.ts";
import { newServiceKey } from "./keys.ts";
import { openNetwork } from "./signalRUpdate.ts";
import type { Place } from "./seedPlace.ts";
import { adminEmail } from "./seedPlace.ts";

/** A service of the Standard tier in Default mode, open to clients of every origin. */
export function createService({ subscriptionId, resourceGroup, location }: Place, name: string): SignalRModel {
  const now = new Date().toISOString();
  return {
    subscriptionId,
    resourceGroup,
    name,
    envelope: {
      location,
      kind: "SignalR",
      sku: { name: "Standard_S1", tier: "Standard", size: "S1", capacity: 20 },
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
      networkACLs: openNetwork,
      publicNetworkAccess: "Enabled",
      disableLocalAuth: false,
      disableAadAuth: false,
    },
    keys: { primary: newServiceKey(), secondary: newServiceKey() },
  };
}
