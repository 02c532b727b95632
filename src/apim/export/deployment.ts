import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { markerOfNamedValue } from "../belongings.ts";
import { apiType, textOf } from "../compare.ts";
import { layoutOf } from "../layouts/layout.ts";
import { onHandshake } from "../layouts/wantedPolicies.ts";
import { markerOf } from "../marker.ts";
import type { ArmResource, Change, InstanceContents, JsonObject, JsonValue, Plan, PublishOptions, ResourcePath, SignalRService } from "../model.ts";
import { checkedNames } from "../names.ts";
import { lastSegment, sameId, trimSlashes } from "../paths.ts";
import { rawPolicy } from "./rawPolicy.ts";
import type { ExportValue } from "./template.ts";
import { Template, withHost, withPrefix } from "./template.ts";

export type ExportKind = "api" | "operation" | "apiPolicy" | "operationPolicy" | "namedValue" | "product" | "productApi";

/** A resource as infrastructure code declares it. Each is written after the one before it: writes below one API race on its ETag (export-facts 2.2). */
export interface ExportedResource {
  readonly kind: ExportKind;
  readonly path: ResourcePath;
  /** The names along its path: `apis/a/operations/b/policies/policy` → a, b, policy. */
  readonly names: readonly string[];
  readonly properties: Readonly<Record<string, ExportValue>>;
}

/** An integration as infrastructure code: from the plan's own values, with what differs between places as references. */
export interface Deployment {
  readonly plan: Plan;
  readonly service: SignalRService;
  readonly prefix: string;
  readonly requireSubscriptionKey: boolean;
  /** `https`, or `http` where the service's own address says so (a sandbox). */
  readonly scheme: string;
  /** The service's host, with a port where it is not the scheme's own. */
  readonly host: string;
  /** The gateway's address for clients where it is not the instance's own: a custom domain. */
  readonly gatewayUrl?: string;
  readonly resources: readonly ExportedResource[];
}

export interface DeploymentInput {
  readonly plan: Plan;
  readonly service: SignalRService;
  /** What the plan was made from. */
  readonly contents: InstanceContents;
  readonly options: PublishOptions;
}

const patterns: readonly (readonly [ExportKind, RegExp])[] = [
  ["api", /^apis\/([^/]+)$/],
  ["operation", /^apis\/([^/]+)\/operations\/([^/]+)$/],
  ["apiPolicy", /^apis\/([^/]+)\/policies\/(policy)$/],
  ["operationPolicy", /^apis\/([^/]+)\/operations\/([^/]+)\/policies\/(policy)$/],
  ["namedValue", /^namedValues\/([^/]+)$/],
  ["product", /^products\/([^/]+)$/],
  ["productApi", /^products\/([^/]+)\/apis\/([^/]+)$/],
];

/** Properties of a resource that a deployment sets; what else an answer holds is the instance's to say. */
const settable: Readonly<Record<ExportKind, readonly string[]>> = {
  api: ["displayName", "description", "type", "path", "protocols", "serviceUrl", "subscriptionRequired", "subscriptionKeyParameterNames"],
  operation: ["displayName", "method", "urlTemplate", "description", "templateParameters"],
  apiPolicy: ["format", "value"],
  operationPolicy: ["format", "value"],
  namedValue: ["displayName", "secret", "tags"],
  product: ["displayName", "description", "subscriptionRequired", "approvalRequired", "state"],
  productApi: [],
};

/** @throws Problem `exportNotPossible` for an API that belongs to a version set, is another than the current revision, or has no address of its own for its backend */
export function deploymentOf({ plan, service, contents, options }: DeploymentInput): Deployment {
  const { prefix } = checkedNames(service, layoutOf(plan.layout), options);
  const { gatewayUrl } = options;
  const url = new URL(service.endpoint);
  const host = url.host;
  const wanted = plan.changes.filter((change) => change.action !== "delete" && isDeclared(change, contents));
  const resources = wanted.map((change) => exported(change, contents, { host, prefix }));
  return {
    plan,
    service,
    prefix,
    requireSubscriptionKey: wanted.some(({ resource, after, before }) => /^apis\/[^/]+$/.test(resource) && (after ?? before)?.["subscriptionRequired"] !== false),
    scheme: url.protocol.replace(":", ""),
    host,
    ...(gatewayUrl !== undefined && gatewayUrl !== plan.instance.gatewayUrl && { gatewayUrl }),
    resources,
  };
}

/** A product that somebody else made is only linked. */
function isDeclared({ action, resource }: Change, contents: InstanceContents): boolean {
  if (action !== "none" || !/^products\/[^/]+$/.test(resource)) return true;
  const all = [...(contents.products ?? []), ...contents.apis.flatMap(({ products }) => products ?? [])];
  return all.some((product) => sameId(product.path, resource) && markerOf(product) !== undefined);
}

function exported(change: Change, contents: InstanceContents, place: { readonly host: string; readonly prefix: string }): ExportedResource {
  const found = patterns.map(([kind, pattern]) => ({ kind, match: pattern.exec(change.resource) })).find(({ match }) => match !== null);
  if (found?.match === undefined || found.match === null) {
    throw notPossible(change.resource, l10n.t("There is no form for it in infrastructure code."));
  }
  const held = heldAt(change.resource, contents);
  if (found.kind === "api") refuseApi(change.resource, held);
  const all: JsonObject = { ...held?.properties, ...(change.action === "none" ? {} : change.after), ...(found.kind === "api" && whatArmLeavesOut(held)) };
  const [, ...names] = found.match;
  const entries = settable[found.kind].flatMap((name): readonly (readonly [string, ExportValue])[] => {
    const value = all[name];
    return value === undefined || value === null || (Array.isArray(value) && value.length === 0) ? [] : [[name, name === "subscriptionRequired" && found.kind === "api" ? new Template([{ to: "subscriptionRequired" }]) : exportedValue(name, value, place)]];
  });
  const secret = found.kind === "namedValue" && all["secret"] === true ? { value: new Template([{ to: "secret", of: names[0] ?? "" }]) } : {};
  return { kind: found.kind, path: change.resource, names, properties: { ...Object.fromEntries(entries), ...secret } };
}

/** Answers leave out the default type and name the default parameters of the key, which nobody has to write down. */
function whatArmLeavesOut(held: ArmResource | undefined): JsonObject {
  const keys = held?.properties["subscriptionKeyParameterNames"];
  const named = keys !== undefined && JSON.stringify(keys) !== JSON.stringify(defaultKeyNames);
  return held === undefined ? {} : { type: apiType(held), subscriptionKeyParameterNames: named ? keys : null };
}

/** Apim-facts 2.2. */
const defaultKeyNames = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

function exportedValue(name: string, value: JsonValue, { host, prefix }: { readonly host: string; readonly prefix: string }): ExportValue {
  if (name === "format") return "rawxml";
  if (typeof value !== "string") return value;
  if (name === "value") return withHost(rawPolicy(value.replaceAll("\r\n", "\n")), host);
  if (name === "serviceUrl") return withHost(value, host);
  if (name === "path") return withPrefix(trimSlashes(value), prefix);
  return name === "method" ? value.toUpperCase() : value;
}

function heldAt(path: ResourcePath, { apis, namedValues = [], products = [] }: InstanceContents): ArmResource | undefined {
  const all = [...apis.flatMap((each) => [each.api, ...each.operations, ...each.policies, ...(each.products ?? [])]), ...namedValues.filter((each) => markerOfNamedValue(each) !== undefined), ...products];
  return all.find((resource) => sameId(resource.path, path));
}

function refuseApi(path: ResourcePath, held: ArmResource | undefined): void {
  if (held === undefined) return;
  if (textOf(held, "apiVersionSetId") !== "") {
    throw notPossible(path, l10n.t("It belongs to a version set, which an export does not carry."));
  }
  if (path.includes(";rev=")) {
    throw notPossible(path, l10n.t("It is a revision that is not current, and infrastructure code declares the current one."));
  }
  if (textOf(held, "serviceUrl") === "") {
    throw notPossible(path, l10n.t("Its backend is not in the API itself."));
  }
}

function notPossible(resource: ResourcePath, likelyCause: string): Problem {
  return new Problem({
    code: "exportNotPossible",
    message: l10n.t("{0} cannot be exported.", resource),
    resource,
    likelyCause,
    nextStep: l10n.t("Export another integration, or declare this one by hand; plan and publish work on it all the same."),
  });
}

/** Whether a policy hangs on a WebSocket API's handshake, an operation the instance itself makes. */
export function isHandshake({ kind, names }: ExportedResource): boolean {
  return kind === "operationPolicy" && lastSegment(names[1] ?? "") === onHandshake;
}
