import * as l10n from "@vscode/l10n";
import { onHandshake } from "../../apim/layouts/wantedPolicies.ts";
import type { ApiContents, Integration } from "../../apim/model.ts";
import { lastSegment, sameId } from "../../apim/paths.ts";
import { elementsIn } from "../../apim/policies/element.ts";
import type { PolicyElement } from "../../apim/policies/element.ts";
import { effective } from "../../apim/policies/scopes.ts";
import { heldPolicy, policyPath } from "../../apim/policyPlan.ts";
import { ok, setting } from "../finding.ts";
import type { Cause, Finding, Remedy } from "../model.ts";
import { breakingPolicies } from "./breakingPolicies.ts";
import type { PlaneContext, PlaneQuestion } from "./question.ts";
import { crossOrigin, noBackend, otherAnswer } from "../symptoms.ts";

/** What the policies of all scopes would do to a client. */
export function policyQuestions(): readonly PlaneQuestion[] {
  return [
    { id: "cors", of: "contents", question: l10n.t("Which origins does the gateway allow?"), ask: async (context) => origins(context) },
    { id: "policies", of: "contents", question: l10n.t("Which policies have a say?"), ask: async ({ plane: { integration } }) => policies(integration) },
    { id: "hubs", of: "contents", question: l10n.t("May clients reach the hub?"), ask: async (context) => hubs(context) },
  ];
}

/** A policy, and the API on which it acts. */
interface Found {
  readonly policy: PolicyElement;
  /** Path under the instance. */
  readonly api: string;
}

function policies(integration: Integration | undefined): Finding {
  const apis = integration?.apis ?? [];
  const found = apis.flatMap((held) => owners(held).flatMap((owner) => acting(owner, held).map((policy): Found => ({ policy, api: held.api.path }))));
  const names = [...new Set(found.map(({ policy: { name } }) => name))].filter((name) => name !== "forward-request");
  const causes = [...new Map(found.flatMap(causesOf).map((cause) => [cause.code, cause])).values()];
  const forwards = apis.filter((held) => !owners(held).some((owner) => scopes(owner, held).length === 0 || forwarding(owner, held)));
  return ok(names.length === 0 ? l10n.t("None but those that forward.") : names.join(", "), [...causes, ...forwards.slice(0, 1).map(({ api }) => notForwarded(lastSegment(api.path)))]);
}

function owners({ api, operations }: ApiContents): readonly string[] {
  return [...operations.map(({ path }) => path), `${api.path}/operations/${onHandshake}`, api.path];
}

/** The documents that count for an owner, narrowest first. */
function scopes(owner: string, held: ApiContents): readonly (PolicyElement | undefined)[] {
  const own = [...new Set([owner, held.api.path])].map((path) => held.policies.find((policy) => sameId(policy.path, policyPath(path))));
  return [...own, ...(held.above ?? [])].map((policy) => policy && heldPolicy(policy).root);
}

/** Policies that act on the way in, those in branches with them: a branch may be taken. */
function acting(owner: string, held: ApiContents): readonly PolicyElement[] {
  const all = scopes(owner, held);
  return [...effective(all, "inbound"), ...effective(all, "backend"), ...effective(all, "outbound")].flatMap(withBranches);
}

function withBranches(policy: PolicyElement): readonly PolicyElement[] {
  return policy.name === "choose" ? elementsIn(policy).flatMap((branch) => elementsIn(branch).flatMap(withBranches)) : [policy];
}

function causesOf({ policy, api }: Found): readonly Cause[] {
  const made = breakingPolicies[policy.name];
  return made === undefined ? [] : [{ ...setting(l10n.t("Look at the policies of {0}", lastSegment(api)), policyPath(api), policy.name), ...made(lastSegment(api)) }];
}

/** The outermost scope must keep its `forward-request` (apim-facts 3.1). */
function forwarding(owner: string, held: ApiContents): boolean {
  return effective(scopes(owner, held), "backend").flatMap(withBranches).some(({ name }) => name === "forward-request");
}

function notForwarded(api: string): Cause {
  return {
    code: "forwardRequestMissing", explains: [...otherAnswer, ...noBackend],
    text: l10n.t("No policy forwards the calls of {0}: the backend section of a scope has no forward-request, so nothing reaches the service.", api),
    nextStep: l10n.t("Put forward-request back into the policy of all APIs."),
  };
}

function origins({ subject: { origin }, plane: { integration } }: PlaneContext): Finding {
  const allowed = integration?.cors ?? [];
  if (allowed.length === 0) {
    return ok(l10n.t("It leaves that to the service."));
  }
  return ok(allowed.join(", "), origin === undefined || allowed.includes(origin) ? [] : [{
    code: "gatewayOriginMissing", explains: crossOrigin,
    text: l10n.t("The gateway answers preflights itself, and {0} is not among the origins that were published.", origin),
    nextStep: l10n.t("Publish with this origin too."),
    ...republish(integration),
  }]);
}

function hubs({ subject: { hub }, plane: { integration } }: PlaneContext): Finding {
  const allowed = integration?.hubs ?? [];
  if (allowed.length === 0) {
    return ok(l10n.t("Any hub."));
  }
  const refused = hub !== undefined && !allowed.some((name) => sameId(name, hub));
  return ok(allowed.join(", "), refused ? [{
    code: "hubNotAllowed", explains: ["hubNotAllowed", "forbidden"],
    text: l10n.t("The gateway lets clients reach {0} only, and the hub is {1}.", allowed.join(", "), hub),
    nextStep: l10n.t("Publish with this hub too, or use one of those."),
    ...republish(integration),
  }] : []);
}

/** Publishing again asks for origins and hubs; a plan alone would keep those there are. */
function republish(integration: Integration | undefined): { readonly remedy?: Remedy } {
  return integration === undefined ? {} : { remedy: { kind: "command", text: l10n.t("Publish {0} again with other choices", integration.name), command: "publish", integration: integration.name } };
}
