import type { VaultModel } from "../model.ts";
import type { Place } from "./seedPlace.ts";

/** An empty vault. Its host cannot exist (RFC 2606): the sandbox has vaults in Resource Manager only, and no place to read secrets from. */
export function createVault({ subscriptionId, resourceGroup, location }: Place, name: string, tenantId: string): VaultModel {
  return {
    subscriptionId,
    resourceGroup,
    name,
    envelope: { location, tags: {} },
    properties: {
      tenantId,
      sku: { family: "A", name: "standard" },
      vaultUri: `https://${name}.vault.invalid/`,
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      publicNetworkAccess: "Enabled",
      provisioningState: "Succeeded",
    },
    secrets: new Map(),
  };
}
