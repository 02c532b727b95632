import { textOf } from "../model.ts";
import type { Json, SignalRModel } from "../model.ts";
import type { Answer } from "./answer.ts";
import { ipVerdict } from "./ipRules.ts";

/** What network rules tell apart (signalr.json, `SignalRRequestType`). `Trace` is live trace, which the sandbox has none of. */
export type RequestType = "ClientConnection" | "ServerConnection" | "RESTAPI";

/** The front door's page: it answers before the service itself sees the request (azure-signalr issue 1704; its words in SignalR-Client-Swift issue 219). */
const forbidden: Answer = {
  status: 403,
  headers: { "Content-Type": "text/html" },
  body: "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
};

/** Status and words of a stopped resource are not documented; 503 is what its front door gives for a service that is not there. */
const stopped: Answer = { status: 503, body: "The SignalR Service is stopped." };

/**
 * Refuses what the resource as a whole, or its network rules, do not let in; no token helps against it. Everything on
 * loopback counts as the public network, the sandbox's gateway too: there are no private endpoints.
 */
export function refuseRequest(signalR: SignalRModel, type: RequestType): Answer | undefined {
  if (isStopped(signalR)) return stopped;
  const { publicNetworkAccess, networkACLs } = signalR.properties;
  if (textOf(publicNetworkAccess).toLowerCase() === "disabled") return forbidden;
  return allowed(networkACLs, type) ? undefined : forbidden;
}

/** Whether the resource's data plane is shut down (signalr.json, `resourceStopped`). */
export function isStopped({ properties: { resourceStopped } }: SignalRModel): boolean {
  return textOf(resourceStopped).toLowerCase() === "true";
}

/** Deny goes before allow; what neither names follows the default action, as does an address that no IP rule names. Without rules everything is let in. */
function allowed(acls: Json | undefined, type: RequestType): boolean {
  if (!isObject(acls)) return true;
  const { publicNetwork, defaultAction, ipRules } = acls;
  const address = Array.isArray(ipRules) && ipRules.length > 0 ? (ipVerdict(ipRules) ?? textOf(defaultAction).toLowerCase()) : "allow";
  if (address === "deny") return false;
  const names = (list: Json | undefined): boolean => Array.isArray(list) && list.some((name) => textOf(name).toLowerCase() === type.toLowerCase());
  const rules = isObject(publicNetwork) ? publicNetwork : {};
  if (names(rules["deny"])) return false;
  return names(rules["allow"]) || textOf(defaultAction).toLowerCase() !== "deny";
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
