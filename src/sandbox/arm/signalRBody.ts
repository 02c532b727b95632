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

const onOff = v.boolean("must be true or false.");
const properties = v.object({
  features: v.nullish(v.array(feature)),
  cors: v.nullish(v.object({ allowedOrigins: v.nullish(v.array(v.pipe(v.string("must be a string."), v.minLength(1, "must not be empty.")))) })),
  upstream: v.nullish(v.object({ templates: v.nullish(v.array(template)) })),
  publicNetworkAccess: v.nullish(v.picklist(["Enabled", "Disabled"], "must be Enabled or Disabled.")),
  disableLocalAuth: v.nullish(onOff),
  disableAadAuth: v.nullish(onOff),
});
const resource = v.object({
  location: v.nullish(v.string("must be a string.")),
  tags: v.nullish(v.record(v.string(), v.string("must be a string."))),
  properties: v.nullish(properties),
});

/** What an update of a service says; members that it leaves out are undefined. */
export interface SignalRUpdate {
  readonly location: string | undefined;
  readonly tags: JsonObject | undefined;
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
  const { location, tags, properties: given } = read.output;
  const { features, cors, upstream, publicNetworkAccess, disableLocalAuth, disableAadAuth } = given ?? {};
  return {
    location: location ?? undefined,
    tags: tags ?? undefined,
    properties: {
      ...(features && { features }),
      ...(cors?.allowedOrigins && { cors: { allowedOrigins: cors.allowedOrigins } }),
      ...(upstream?.templates && { upstream: { templates: upstream.templates.map(plain) } }),
      ...(publicNetworkAccess && { publicNetworkAccess }),
      ...(typeof disableLocalAuth === "boolean" && { disableLocalAuth }),
      ...(typeof disableAadAuth === "boolean" && { disableAadAuth }),
    },
  };
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
