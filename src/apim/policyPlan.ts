import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { onHandshake } from "./layouts/wantedPolicies.ts";
import type { WantedPolicy } from "./layouts/wantedPolicies.ts";
import type { ApiContents, ArmResource, Change, JsonObject, ResourcePath } from "./model.ts";
import { textOf } from "./compare.ts";
import { documentWith } from "./policies/scopes.ts";
import { samePolicy } from "./policies/compare.ts";
import { parsePolicy } from "./policies/parse.ts";
import type { LocatedElement } from "./policies/parse.ts";
import { rendered } from "./policies/render.ts";
import { acting, amendedBy, isSigned, policyBody } from "./policies/rule.ts";
import type { PolicyRule } from "./policies/rule.ts";
import { sameId } from "./paths.ts";

/** Path of the policy that hangs on an API or operation. */
export function policyPath(owner: ResourcePath): ResourcePath {
  return `${owner}/policies/policy`;
}

export function policyOf(owner: ResourcePath, contents: Pick<ApiContents, "policies">): ArmResource | undefined {
  return contents.policies.find(({ path }) => sameId(path, policyPath(owner)));
}

/** What a policy comes to: the text of its document, and its root where that can be read. */
export interface HeldPolicy {
  readonly xml: string;
  readonly root: LocatedElement | undefined;
}

export function heldPolicy(policy: ArmResource): HeldPolicy {
  const xml = textOf(policy, "value").replaceAll("\r\n", "\n");
  return { xml, root: parsePolicy(xml) };
}

/** The root of what a WebSocket API does at the handshake, where there is a policy and it can be read. */
export function handshakeOf(contents: Pick<ApiContents, "api" | "policies">): LocatedElement | undefined {
  const policy = policyOf(`${contents.api.path}/operations/${onHandshake}`, contents);
  return policy && heldPolicy(policy).root;
}

/** Where the owner of a wanted policy is in an API that exists; undefined for an operation that is not there. */
export function ownerPath({ owner }: WantedPolicy, found: ApiContents, pathOf: (operation: ResourcePath) => ResourcePath | undefined): ResourcePath | undefined {
  if (!owner.includes("/operations/")) {
    return found.api.path;
  }
  return owner.endsWith(`/operations/${onHandshake}`) ? `${found.api.path}/operations/${onHandshake}` : pathOf(owner);
}

/** What is wanted of the policy on `owner` and not met by what hangs there; the policy of its API counts for an operation too. */
export function unmetRules({ rules }: WantedPolicy, owner: ResourcePath, contents: ApiContents): readonly PolicyRule[] {
  const policy = policyOf(owner, contents);
  const own = policy && heldPolicy(policy);
  const readable = own === undefined || own.root !== undefined;
  const above = rootsAbove(owner, contents);
  return rules.filter((rule) => !(readable ? rule.met([own?.root, ...above]) : rule.metInText(own.xml)));
}

function rootsAbove(owner: ResourcePath, contents: ApiContents): readonly (LocatedElement | undefined)[] {
  const api = owner === contents.api.path ? [] : [policyOf(contents.api.path, contents)];
  return [...api, ...(contents.above ?? [])].map((policy) => policy && heldPolicy(policy).root);
}

/**
 * The change to the policy of an API or operation that is there already; undefined where none is wanted and none is there.
 * @param ownerTitle how plans call what it hangs on
 * @throws Problem `policyNotReadable` for a document that would have to be changed and is not well-formed XML
 */
export function policyChange(wanted: WantedPolicy, owner: ResourcePath, ownerTitle: string, contents: ApiContents): Change | undefined {
  const existing = policyOf(owner, contents);
  const base = { resource: existing?.path ?? policyPath(owner), title: policyTitle(acting(wanted.rules), ownerTitle) };
  const unmet = unmetRules(wanted, owner, contents);
  if (unmet.length === 0) {
    return existing === undefined || wanted.properties === undefined ? undefined : { action: "none", ...base, before: bodyOf(existing) };
  }
  if (existing === undefined) {
    return wanted.properties === undefined ? undefined : { action: "create", ...base, after: wanted.properties };
  }
  const { xml, root } = heldPolicy(existing);
  if (root === undefined) {
    throw new Problem({
      code: "policyNotReadable",
      message: l10n.t("The policy of {0} has to change and cannot: it is not well-formed XML.", ownerTitle),
      resource: existing.path,
      likelyCause: l10n.t("API Management takes quotes inside expressions in attributes; XML does not."),
      nextStep: l10n.t("Change it by hand in the portal, or write &quot; for these quotes. {0}", unmet.map(({ reason }) => reason).join(" ")),
    });
  }
  const value = amendedBy(unmet, xml, rootsAbove(owner, contents));
  const condition = existing.etag === undefined ? {} : { etag: existing.etag };
  return isSigned(xml) && saysNothing(value)
    ? { action: "delete", ...base, title: policyTitle(unmet, ownerTitle), before: bodyOf(existing), ...condition }
    : { action: "update", ...base, title: policyTitle(unmet, ownerTitle), before: bodyOf(existing), after: policyBody(value), ...condition };
}

export function policyTitle(rules: readonly PolicyRule[], ownerTitle: string): string {
  return l10n.t("policy of {0}: {1}", ownerTitle, rules.map(({ title }) => title).join(", "));
}

function bodyOf(policy: ArmResource): JsonObject {
  return policyBody(textOf(policy, "value"));
}

/** A document of ours from which everything was taken again. */
function saysNothing(xml: string): boolean {
  return samePolicy(xml, rendered(documentWith({})));
}
