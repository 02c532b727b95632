import * as l10n from "@vscode/l10n";
import { textOf } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { onHandshake } from "./layouts/wantedPolicies.ts";
import type { ApiContents, Finding } from "./model.ts";
import { anyOrigin } from "./policies/origins.ts";
import { negotiationHubs } from "./policies/gatewayNegotiation.ts";
import { hubsIn } from "./policies/guards.ts";
import { corsOf, corsList } from "./policies/cors.ts";
import { heldPolicy, ownerPath, policyOf, unmetRules } from "./policyPlan.ts";
import { preflightOperations } from "./preflights.ts";

/** Origins the `cors` policy of an API lists; empty where it has none, or none that can be read. */
export function corsOrigins(held: ApiContents): readonly string[] {
  const policy = policyOf(held.api.path, held);
  const cors = policy === undefined ? undefined : corsOf(heldPolicy(policy).root);
  return cors === undefined ? [] : corsList(cors, "allowed-origins").map((origin) => (origin === anyOrigin ? origin : origin.replace(/\/$/, "")));
}

/** Hubs that an API lets clients reach, by conditions of publishing's making; empty for any. */
export function allowedHubs(held: ApiContents): readonly string[] {
  const roots = [held.api.path, `${held.api.path}/operations/${onHandshake}`].map((owner) => policyOf(owner, held)).map((policy) => policy && heldPolicy(policy).root);
  return roots.map((root) => [...hubsIn(root), ...negotiationHubs(root)]).find((hubs) => hubs.length > 0) ?? [];
}

/** What is missing or odd about the policies of an API. @param pathOf where the operation of a default path really is */
export function policyFindings(wanted: WantedApi, found: ApiContents, pathOf: (owner: string) => string | undefined): readonly Finding[] {
  const policies = wanted.policies.flatMap((policy): readonly Finding[] => {
    const owner = ownerPath(policy, found, pathOf);
    return owner === undefined ? [] : unmetRules(policy, owner, found).map(({ code, reason }) => ({ code, resource: owner, message: reason }));
  });
  const origins = corsOrigins(found);
  if (origins.includes(anyOrigin)) {
    return [...policies.filter(({ code }) => code !== "corsDiffers"), { code: "corsWildcard", resource: found.api.path, message: l10n.t("The cors policy allows any origin: browsers refuse that with credentials, which SignalR clients send. List the origins.") }];
  }
  const preflights = origins.length === 0 ? [] : preflightOperations(wanted.role, found);
  return [
    ...policies,
    ...preflights.map((operation) => ({
      code: "optionsSwitchesCorsOff",
      resource: operation.path,
      message: l10n.t("The operation OPTIONS {0} switches the cors policy's preflight answers off: keep one or the other.", textOf(operation, "urlTemplate")),
    })),
  ];
}
