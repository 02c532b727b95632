import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { Instance, JsonObject, SignalRService } from "../apim/model.ts";
import { sameUrl } from "../apim/paths.ts";
import { Problem } from "../signalr/problem.ts";
import type { Cloud } from "./controlPlane.ts";

/** `a/b` of `/subscriptions/a/resourceGroups/b/…/{name}`. */
export interface ArmId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** @throws Problem `resourceIdInvalid` */
export function parseArmId(id: string): ArmId {
  const found = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/[^/]+\/([^/]+)$/i.exec(id);
  const [, subscriptionId, resourceGroup, name] = found ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) {
    throw new Problem({
      code: "resourceIdInvalid",
      message: l10n.t('"{0}" is not the id of a resource.', id),
      nextStep: l10n.t("An id begins with /subscriptions/ and ends with the resource's name; the portal shows it under JSON view."),
    });
  }
  return { subscriptionId, resourceGroup, name };
}

const text = v.optional(v.nullable(v.string()));
const instanceSchema = v.object({
  id: v.string(),
  name: v.string(),
  location: v.optional(v.string(), ""),
  sku: v.optional(v.nullable(v.object({ name: text }))),
  properties: v.object({
    gatewayUrl: text,
    provisioningState: text,
    hostnameConfigurations: v.optional(v.nullable(v.array(v.object({ type: text, hostName: text })))),
  }),
});
const serviceSchema = v.object({
  id: v.string(),
  name: v.string(),
  location: v.optional(v.string(), ""),
  kind: text,
  properties: v.object({
    hostName: text,
    publicPort: v.optional(v.nullable(v.number())),
    provisioningState: text,
    disableLocalAuth: v.optional(v.nullable(v.boolean())),
    features: v.optional(v.nullable(v.array(v.object({ flag: text, value: text })))),
  }),
});

/** An instance from ARM's answer or a row of Resource Graph (apim-facts 1.2). */
export function instanceFrom(answer: JsonObject, cloud: Cloud): Instance {
  const { id, name, location, sku, properties } = read(instanceSchema, answer);
  const gatewayUrl = (properties.gatewayUrl ?? "").replace(/\/+$/, "");
  const hosts = (properties.hostnameConfigurations ?? []).flatMap(({ type, hostName }) => (type === "Proxy" && hostName ? [hostName] : []));
  const custom = hosts.map((host) => `${cloud.scheme}://${host}`).filter((url) => !sameUrl(url, gatewayUrl));
  const { subscriptionId, resourceGroup } = parseArmId(id);
  return {
    id,
    subscriptionId,
    resourceGroup,
    name,
    location,
    sku: sku?.name ?? "",
    gatewayUrl,
    gatewayUrls: [gatewayUrl, ...new Set(custom)],
    provisioningState: properties.provisioningState ?? "Unknown",
  };
}

/** A SignalR Service from ARM's answer or a row of Resource Graph (apim-facts 4). */
export function serviceFrom(answer: JsonObject, cloud: Cloud): SignalRService {
  const { id, name, location, kind, properties } = read(serviceSchema, answer);
  const { subscriptionId, resourceGroup } = parseArmId(id);
  // As the URL parser spells it, which leaves out the scheme's own port.
  const endpoint = URL.parse(`${cloud.scheme}://${properties.hostName ?? ""}:${properties.publicPort ?? ""}`)?.origin ?? "";
  return {
    id,
    subscriptionId,
    resourceGroup,
    name,
    location,
    endpoint,
    serviceMode: properties.features?.find(({ flag }) => flag === "ServiceMode")?.value ?? "Default",
    disableLocalAuth: properties.disableLocalAuth ?? false,
    kind: kind ?? "SignalR",
    ...(properties.provisioningState && { provisioningState: properties.provisioningState }),
  };
}

function read<Schema extends v.GenericSchema>(schema: Schema, answer: JsonObject): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (!result.success) {
    throw new Problem({
      code: "answerUnreadable",
      message: l10n.t("Azure answered in a form that is not known: {0}.", result.issues.map((issue) => v.getDotPath(issue) ?? issue.message).join(", ")),
      ...(typeof answer["id"] === "string" && { resource: answer["id"] }),
    });
  }
  return result.output;
}
