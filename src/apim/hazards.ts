import * as l10n from "@vscode/l10n";
import { textOf } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { servingOperation } from "./match.ts";
import { missingNamedValues } from "./mentions.ts";
import type { ApiContents, ArmResource, Finding, InstanceContents, ResourcePath } from "./model.ts";
import { sameUrl } from "./paths.ts";
import type { PolicyElement } from "./policies/element.ts";
import { effective } from "./policies/scopes.ts";
import type { Section } from "./policies/scopes.ts";
import { heldPolicy, policyOf, policyPath } from "./policyPlan.ts";
import { backendOf } from "./spelling/backend.ts";

/**
 * What makes an API fail although its parts are all there, and what no plan changes, because it may be meant: the owner has to decide.
 */
export function hazardsOf(wanted: WantedApi, held: ApiContents, contents: InstanceContents): readonly Finding[] {
  const owners = [held.api.path, ...wanted.operations.flatMap((operation) => servingOperation(operation, held)?.path ?? [])];
  const found = [...backendHazards(wanted, held, contents), ...versionHazards(held.api), ...owners.flatMap((owner) => policyHazards(owner, held))];
  return found.filter(({ code, resource }, index) => found.findIndex((other) => other.code === code && other.resource === resource) === index);
}

function backendHazards(wanted: WantedApi, held: ApiContents, contents: InstanceContents): readonly Finding[] {
  const backend = backendOf(held, contents);
  const missing = missingNamedValues(backend.text, contents.namedValues ?? []);
  if (missing.length > 0) {
    return [{ code: "namedValueUnknown", resource: backend.resource, message: l10n.t("The backend is {0}, and the named value {1} is secret or not there, so it cannot be told where it leads.", backend.text, missing.join(", ")) }];
  }
  if (backend.resource === held.api.path) {
    return [];
  }
  if (backend.url === undefined) {
    return [{ code: "backendUnknown", resource: backend.resource, message: l10n.t("The policy sends calls to {0}, which is an expression or not on this instance.", backend.text) }];
  }
  const right = sameUrl(backend.url, textOf(wanted.api, "serviceUrl")) || sameUrl(`${backend.url.replace(/\/+$/, "")}/${wanted.role.path}`, textOf(wanted.api, "serviceUrl"));
  return right ? [] : [{ code: "backendSetByPolicy", resource: backend.resource, message: l10n.t("The policy sends calls to {0}, expected {1}.", backend.url, textOf(wanted.api, "serviceUrl")) }];
}

/** Clients of SignalR send no version of an API. */
function versionHazards(api: ArmResource): readonly Finding[] {
  const version = textOf(api, "apiVersion");
  return version === "" ? [] : [{ code: "versionNeeded", resource: api.path, message: l10n.t("The gateway gives this API only calls for the version {0}, which SignalR clients do not name. Take it out of its version set, or make it the original version.", version) }];
}

interface Hazard {
  readonly code: string;
  readonly section: Section;
  readonly policies: readonly string[];
  readonly message: string;
}

function hazards(): readonly Hazard[] {
  const cached = l10n.t("Answers are cached: a client would be given another's negotiate answer or events. Take the caching out for these calls.");
  const buffered = l10n.t("The body is read whole to be checked, which holds events back until the connection ends. Take the check out for these calls.");
  const rewritten = l10n.t("The policy rewrites the path, so that the call does not reach what the service serves.");
  const answered = l10n.t("The policy answers in the service's place.");
  return [
    { code: "responseCached", section: "inbound", policies: ["cache-lookup"], message: cached },
    { code: "responseCached", section: "outbound", policies: ["cache-store"], message: cached },
    { code: "bodyChecked", section: "inbound", policies: ["validate-content"], message: buffered },
    { code: "bodyChecked", section: "outbound", policies: ["validate-content", "find-and-replace", "json-to-xml", "xml-to-json", "xsl-transform", "set-body"], message: buffered },
    { code: "pathRewritten", section: "inbound", policies: ["rewrite-uri"], message: rewritten },
    { code: "answeredByPolicy", section: "inbound", policies: ["mock-response", "return-response"], message: answered },
  ];
}

/** Wider scopes count as far as `base` lets them in; one under a condition is not looked at. */
function policyHazards(owner: ResourcePath, held: ApiContents): readonly Finding[] {
  const scopes = scopesOf(owner, held);
  return hazards().flatMap(({ code, section, policies, message }): readonly Finding[] => {
    const at = scopes.findIndex((_, index) => effective(scopes.slice(0, index + 1).map(({ root }) => root), section).some(({ name }) => policies.includes(name)));
    return at === -1 ? [] : [{ code, resource: scopes[at]?.path ?? owner, message }];
  });
}

interface Scope {
  readonly path: ResourcePath;
  readonly root: PolicyElement | undefined;
}

/** Policies that apply to an API or operation, narrowest first. A product's applies to calls with a key of the product. */
function scopesOf(owner: ResourcePath, held: ApiContents): readonly Scope[] {
  const own = [...new Set([owner, held.api.path])].map((path) => policyOf(path, held) ?? { path: policyPath(path), properties: {} });
  return [...own, ...(held.above ?? [])].map((policy) => ({ path: policy.path, root: policy.properties["value"] === undefined ? undefined : heldPolicy(policy).root }));
}
