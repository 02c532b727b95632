import type { Json, JsonObject, SignalRModel } from "../model.ts";
import { isObject } from "./call.ts";
import { ArmError } from "./errors.ts";
import type { SignalRUpdate } from "./signalRBody.ts";

/** A new service's rules: everything may come over the public network. */
export const openNetwork: JsonObject = { defaultAction: "Deny", publicNetwork: { allow: ["ServerConnection", "ClientConnection", "RESTAPI", "Trace"] }, privateEndpoints: [] };

/** What a PUT that leaves a member out sets it to (signalr.json, defaults of `SignalRProperties`). */
const defaults: JsonObject = { cors: { allowedOrigins: ["*"] }, upstream: { templates: [] }, publicNetworkAccess: "Enabled", disableLocalAuth: false, disableAadAuth: false, serverless: { connectionTimeoutInSeconds: 30 }, tls: { clientCertEnabled: false }, networkACLs: openNetwork, resourceStopped: "false" };

/** @throws ArmError 400 when the update would move the service */
export function refuseMove({ envelope }: SignalRModel, { location }: SignalRUpdate): void {
  const here = envelope["location"];
  if (location === undefined || (typeof here === "string" && plainRegion(here) === plainRegion(location))) return;
  throw new ArmError(409, "InvalidResourceLocation", `The resource already exists in location '${typeof here === "string" ? here : ""}' and cannot be moved to '${location}'.`);
}

/** Regions may be written as `West Europe` or `westeurope`. */
function plainRegion(name: string): string {
  return name.replaceAll(" ", "").toLowerCase();
}

/**
 * Changes the service at once: whoever reads the model sees it with the next request. Flags that are left out stay as they
 * are, with PUT too (signalr.json, `features`).
 * @param whole of a PUT: other members that are left out go back to their defaults
 */
export function update(service: SignalRModel, { tags, sku, properties }: SignalRUpdate, whole: boolean): void {
  const { features, ...rest } = properties;
  service.properties = { ...service.properties, ...(whole && defaults), ...rest, features: withFlags(service.properties["features"], features) };
  const { systemData } = service.envelope;
  service.envelope = {
    ...service.envelope,
    ...(sku && { sku }),
    tags: tags ?? (whole ? {} : (service.envelope["tags"] ?? {})),
    ...(isObject(systemData) && { systemData: { ...systemData, lastModifiedAt: new Date().toISOString() } }),
  };
}

function withFlags(before: Json | undefined, changed: Json | undefined): Json[] {
  const all = [...(Array.isArray(before) ? before : []), ...(Array.isArray(changed) ? changed : [])];
  return [...new Map(all.map((feature) => [isObject(feature) ? feature["flag"] : undefined, feature])).values()];
}
