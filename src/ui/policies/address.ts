import type { PolicyScope } from "../../apim/policies/catalogue/entry.ts";
import { isPolicy } from "../../apim/paths.ts";

/** Which policy a document is: enough to find it again after the window was reloaded. */
export interface PolicyAddress {
  /** Id of the account it was reached by. */
  readonly account: string;
  /** ARM id of the instance. */
  readonly instance: string;
  /** Path of the policy under the instance. */
  readonly resource: string;
  /** Its API is a WebSocket API. */
  readonly webSocket: boolean;
}

/** Extension of the documents' names, by which they get their language. */
export const policyExtension = ".apim-policy.xml";

/** Path and query of the document's URI. The path is for people and holds no account. */
export function uriParts({ account, instance, resource, webSocket }: PolicyAddress): { readonly path: string; readonly query: string } {
  const owners = resource.split("/").filter((_, index) => index % 2 === 1).slice(0, -1);
  const name = owners.length === 0 ? "all APIs" : owners.join(" ");
  const query = new URLSearchParams({ account, instance, resource, ...(webSocket && { webSocket: "1" }) });
  return { path: `/${instance.slice(instance.lastIndexOf("/") + 1)}/${name}${policyExtension}`, query: query.toString() };
}

/** Undefined for what is no policy's URI. */
export function addressOf({ query }: { readonly query: string }): PolicyAddress | undefined {
  const given = new URLSearchParams(query);
  const [account, instance, resource] = [given.get("account"), given.get("instance"), given.get("resource")];
  return account !== null && instance !== null && resource !== null && isPolicy(`/${resource}`) ? { account, instance, resource, webSocket: given.has("webSocket") } : undefined;
}

export function scopeOf({ resource }: Pick<PolicyAddress, "resource">): PolicyScope {
  if (resource.startsWith("apis/")) return resource.includes("/operations/") ? "operation" : "api";
  return resource.startsWith("products/") ? "product" : "global";
}

/** Documents that more than one integration depends on are shown, not changed. */
export function isReadOnly(address: PolicyAddress): boolean {
  return ["global", "product"].includes(scopeOf(address));
}
