import type { Cloud } from "./controlPlane.ts";

/** The portal of each public cloud (apim-facts 7). */
const portals: Readonly<Record<string, string>> = { AzureCloud: "https://portal.azure.com", AzureChinaCloud: "https://portal.azure.cn", AzureUSGovernment: "https://portal.azure.us" };

/**
 * Where a person sees a resource; undefined in a cloud whose portal is not known, and for what is no ARM id.
 * @param id of the resource, or of something in it: the portal has pages for whole resources
 */
export function portalUrl({ name }: Pick<Cloud, "name">, id: string): string | undefined {
  const portal = portals[name];
  const [resource] = /^\/subscriptions\/[^/?#]+\/resourceGroups\/[^/?#]+\/providers\/[^/?#]+\/[^/?#]+\/[^/?#]+/i.exec(id) ?? [];
  return portal === undefined || resource === undefined ? undefined : `${portal}/#@/resource${encodeURI(resource)}`;
}
