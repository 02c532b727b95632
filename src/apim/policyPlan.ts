import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import type { WantedPolicy } from "./layouts/layout.ts";
import type { ApiContents, ArmResource, Change, JsonObject, ResourcePath } from "./model.ts";
import { textOf } from "./compare.ts";
import { documentWith } from "./policies/scopes.ts";
import { samePolicy } from "./policies/compare.ts";
import { parsePolicy } from "./policies/parse.ts";
import type { LocatedElement } from "./policies/parse.ts";
import { rendered } from "./policies/render.ts";
import { isSigned } from "./policies/rule.ts";
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

/** Whether what hangs on `owner` does what is wanted there; `api` is the path of its API, whose policy counts for operations too. */
export function isMet({ rule }: WantedPolicy, owner: ResourcePath, contents: ApiContents): boolean {
  const [own, above] = [owner, contents.api.path].map((path) => policyOf(path, contents)).map((policy) => policy && heldPolicy(policy));
  const readable = own === undefined || own.root !== undefined;
  const scopes = owner === contents.api.path ? [own?.root] : [own?.root, above?.root];
  return readable ? rule.met(scopes) : rule.metInText(own.xml);
}

/**
 * The change to the policy of an API or operation that is there already; undefined where none is wanted and none is there.
 * @param ownerTitle how plans call what it hangs on
 * @throws Problem `policyNotReadable` for a document that would have to be changed and is not well-formed XML
 */
export function policyChange(wanted: WantedPolicy, owner: ResourcePath, ownerTitle: string, contents: ApiContents): Change | undefined {
  const existing = policyOf(owner, contents);
  const base = { resource: existing?.path ?? policyPath(owner), title: policyTitle(wanted, ownerTitle) };
  if (isMet(wanted, owner, contents)) {
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
      nextStep: l10n.t("Change it by hand in the portal, or write &quot; for these quotes. {0}", wanted.rule.reason),
    });
  }
  const value = wanted.rule.amended(xml, root);
  const condition = existing.etag === undefined ? {} : { etag: existing.etag };
  return isSigned(xml) && saysNothing(value)
    ? { action: "delete", ...base, before: bodyOf(existing), ...condition }
    : { action: "update", ...base, before: bodyOf(existing), after: { format: "rawxml", value }, ...condition };
}

export function policyTitle({ rule }: WantedPolicy, ownerTitle: string): string {
  return l10n.t("policy of {0}: {1}", ownerTitle, rule.title);
}

function bodyOf(policy: ArmResource): JsonObject {
  return { format: "rawxml", value: textOf(policy, "value") };
}

/** A document of ours from which everything was taken again. */
function saysNothing(xml: string): boolean {
  return samePolicy(xml, rendered(documentWith({})));
}
