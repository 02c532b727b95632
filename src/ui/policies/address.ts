import type { PolicyScope } from "../../apim/policies/catalogue/entry.ts";

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

/**
 * Authority and path of the document's URI, which people see: no id that says nothing to them. Names of instances are one of a kind in
 * a cloud.
 */
export function uriParts({ account, instance, resource }: PolicyAddress): { readonly authority: string; readonly path: string } {
  return { authority: account.replace(/:.*$/s, ""), path: `/${lastOf(instance)}/${ownerOf({ resource })}${policyExtension}` };
}

/** Whose policy it is, by the ids of its API and operation. */
export function ownerOf({ resource }: Pick<PolicyAddress, "resource">): string {
  const owners = resource.split("/").filter((_, index) => index % 2 === 1).slice(0, -1);
  return owners.length === 0 ? "all APIs" : owners.join(" ");
}

/** The name at the end of an ARM id. */
export function lastOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

export function scopeOf({ resource }: Pick<PolicyAddress, "resource">): PolicyScope {
  if (resource.startsWith("apis/")) return resource.includes("/operations/") ? "operation" : "api";
  return resource.startsWith("products/") ? "product" : "global";
}

/** Documents that more than one integration depends on are shown, not changed. */
export function isReadOnly(address: PolicyAddress): boolean {
  return ["global", "product"].includes(scopeOf(address));
}
