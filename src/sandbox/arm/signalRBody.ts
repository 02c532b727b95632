import { isIP } from "node:net";
import * as v from "valibot";
import type { Json, JsonObject } from "../model.ts";
import { ArmError } from "./errors.ts";

const modes = ["Default", "Serverless", "Classic"];

/** The flags of signalr.json `FeatureFlags`; all but the mode are switches. */
const feature = v.pipe(
  v.object({
    flag: v.picklist(["ServiceMode", "EnableConnectivityLogs", "EnableMessagingLogs", "EnableLiveTrace"], "must be a flag the service has."),
    value: v.pipe(v.string("must be a string."), v.minLength(1, "must not be empty."), v.maxLength(128, "must have at most 128 characters.")),
    properties: v.optional(v.record(v.string(), v.string()), {}),
  }),
  v.check(({ flag, value }) => (flag === "ServiceMode" ? modes.includes(value) : /^(?:true|false)$/i.test(value)), `must be ${modes.join(", ")} for ServiceMode, True or False for the other flags.`),
);

const template = v.object({
  hubPattern: v.optional(v.string()),
  eventPattern: v.optional(v.string()),
  categoryPattern: v.optional(v.string()),
  urlTemplate: v.pipe(v.string("must be an http or https URL."), v.check(isWebUrl, "must be an http or https URL.")),
  auth: v.optional(v.object({ type: v.optional(v.picklist(["None"], "must be None: the sandbox has no managed identity."), "None") })),
});

const requestTypes = v.nullish(v.array(v.picklist(["ClientConnection", "ServerConnection", "RESTAPI", "Trace"], "must be ClientConnection, ServerConnection, RESTAPI or Trace.")));
const networkRules = { allow: requestTypes, deny: requestTypes };
/** An address, a range in CIDR, or a service tag. */
const ipRule = v.object({
  value: v.pipe(v.string("must be a string."), v.check((value) => isIP(value.replace(/\/\d{1,3}$/, "")) !== 0 || /^[A-Za-z][\w.]*$/.test(value), "must be an IP address, a range in CIDR or a service tag.")),
  action: v.optional(v.picklist(["Allow", "Deny"], "must be Allow or Deny."), "Allow"),
});
const networkACLs = v.object({
  defaultAction: v.optional(v.picklist(["Allow", "Deny"], "must be Allow or Deny."), "Allow"),
  publicNetwork: v.nullish(v.object(networkRules)),
  privateEndpoints: v.nullish(v.array(v.object({ name: v.string("must be a string."), ...networkRules }))),
  ipRules: v.nullish(v.pipe(v.array(ipRule), v.maxLength(30, "must be 30 at most."))),
});

/** Units by tier (signalr.json, `ResourceSku`). */
const units = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const capacities: Readonly<Record<string, { readonly tier: string; readonly allowed: readonly number[] }>> = {
  Free_F1: { tier: "Free", allowed: [1] },
  Standard_S1: { tier: "Standard", allowed: units },
  Premium_P1: { tier: "Premium", allowed: units },
  Premium_P2: { tier: "Premium", allowed: units.slice(9).map((count) => count * 10) },
};
const sku = v.pipe(
  v.object({ name: v.picklist(Object.keys(capacities), "must be Free_F1, Standard_S1, Premium_P1 or Premium_P2."), capacity: v.nullish(v.number("must be a number.")) }),
  v.check(({ name, capacity }) => typeof capacity !== "number" || capacities[name]?.allowed.includes(capacity) === true, "must have a capacity that its tier has."),
);

const onOff = v.boolean("must be true or false.");
const properties = v.object({
  features: v.nullish(v.array(feature)),
  cors: v.nullish(v.object({ allowedOrigins: v.nullish(v.array(v.pipe(v.string("must be a string."), v.minLength(1, "must not be empty.")))) })),
  upstream: v.nullish(v.object({ templates: v.nullish(v.array(template)) })),
  publicNetworkAccess: v.nullish(v.picklist(["Enabled", "Disabled"], "must be Enabled or Disabled.")),
  disableLocalAuth: v.nullish(onOff),
  disableAadAuth: v.nullish(onOff),
  networkACLs: v.nullish(networkACLs),
  serverless: v.nullish(v.object({ connectionTimeoutInSeconds: v.optional(v.pipe(v.number("must be a number."), v.integer("must be whole."), v.minValue(1, "must be 1 at least."), v.maxValue(120, "must be 120 at most.")), 30) })),
  // Kept and given back: plain http has no handshake in which a certificate could be asked for.
  tls: v.nullish(v.object({ clientCertEnabled: v.optional(onOff, true) })),
  resourceStopped: v.nullish(v.picklist(["true", "false", "True", "False"], "must be true or false, as text.")),
});
const resource = v.object({
  location: v.nullish(v.string("must be a string.")),
  tags: v.nullish(v.record(v.string(), v.string("must be a string."))),
  sku: v.nullish(sku),
  properties: v.nullish(properties),
});

/** What an update of a service says; members that it leaves out are undefined. */
export interface SignalRUpdate {
  readonly location: string | undefined;
  readonly tags: JsonObject | undefined;
  readonly sku: JsonObject | undefined;
  /** By their names in ARM; `features` are those to be changed. */
  readonly properties: JsonObject;
}

/** @throws ArmError 400 naming the first member that is wrong */
export function readUpdate(body: Json | undefined): SignalRUpdate {
  const read = v.safeParse(resource, body);
  if (!read.success) {
    const [issue] = read.issues;
    const place = v.getDotPath(issue);
    throw new ArmError(400, "InvalidRequestContent", `The request content was invalid: ${place === null ? "a JSON object is expected." : `'${place}': ${issue.message}`}`);
  }
  const { location, tags, sku: tier, properties: given } = read.output;
  const { features, cors, upstream, publicNetworkAccess, disableLocalAuth, disableAadAuth, networkACLs: rules, serverless, tls, resourceStopped } = given ?? {};
  return {
    location: location ?? undefined,
    tags: tags ?? undefined,
    sku: tier ? skuOf(tier.name, tier.capacity) : undefined,
    properties: {
      ...(features && { features }),
      ...(cors?.allowedOrigins && { cors: { allowedOrigins: cors.allowedOrigins } }),
      ...(upstream?.templates && { upstream: { templates: upstream.templates.map(plain) } }),
      ...(publicNetworkAccess && { publicNetworkAccess }),
      ...(typeof disableLocalAuth === "boolean" && { disableLocalAuth }),
      ...(typeof disableAadAuth === "boolean" && { disableAadAuth }),
      ...(rules && { networkACLs: aclsOf(rules) }),
      ...(serverless && { serverless }),
      ...(tls && { tls }),
      ...(resourceStopped && { resourceStopped: resourceStopped.toLowerCase() }),
    },
  };
}

function skuOf(name: string, capacity: number | null | undefined): JsonObject {
  return { name, tier: capacities[name]?.tier ?? "", size: name.slice(-2), capacity: capacity ?? capacities[name]?.allowed[0] ?? 1 };
}

function aclsOf({ defaultAction, publicNetwork, privateEndpoints, ipRules }: v.InferOutput<typeof networkACLs>): JsonObject {
  return { defaultAction, ...(publicNetwork && { publicNetwork: rulesOf(publicNetwork) }), privateEndpoints: (privateEndpoints ?? []).map(({ name, ...rules }) => ({ name, ...rulesOf(rules) })), ...(ipRules && { ipRules }) };
}

function rulesOf({ allow, deny }: { readonly allow?: string[] | null | undefined; readonly deny?: string[] | null | undefined }): JsonObject {
  return { ...(allow && { allow }), ...(deny && { deny }) };
}

/** Without the members that were left out. */
function plain({ urlTemplate, hubPattern, eventPattern, categoryPattern, auth }: v.InferOutput<typeof template>): JsonObject {
  return {
    ...(hubPattern !== undefined && { hubPattern }),
    ...(eventPattern !== undefined && { eventPattern }),
    ...(categoryPattern !== undefined && { categoryPattern }),
    urlTemplate,
    ...(auth && { auth }),
  };
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
