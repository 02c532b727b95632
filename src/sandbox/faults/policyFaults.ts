import * as l10n from "@vscode/l10n";
import { textOf } from "../model.ts";
import { setPolicy } from "./changes.ts";
import { httpApi } from "./fault.ts";
import type { SandboxFault } from "./fault.ts";

/** Policies that somebody else might have set around the published APIs. */
export const policyFaults: readonly SandboxFault[] = [
  inbound("policyLimitsRate", () => l10n.t("A rate limit acts on the API"), '<rate-limit-by-key calls="1" renewal-period="300" counter-key="all" />'),
  inbound("policyValidatesToken", () => l10n.t("A policy wants a token of another issuer"), '<validate-jwt header-name="Authorization"><issuer-signing-keys><key>MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=</key></issuer-signing-keys></validate-jwt>'),
  inbound("policyFiltersAddress", () => l10n.t("A policy lets only some addresses in"), '<ip-filter action="allow"><address>192.0.2.1</address></ip-filter>'),
  inbound("policyChecksHeader", () => l10n.t("A check-header policy wants what browsers cannot send"), '<check-header name="x-tenant" failed-check-httpcode="401" failed-check-error-message="no tenant" ignore-case="true"><value>a</value></check-header>'),
  inbound("answeredByPolicy", () => l10n.t("A return-response policy answers negotiate"), "<return-response />"),
  inbound("backendSetByPolicy", () => l10n.t("A policy sets another backend"), '<set-backend-service base-url="http://127.0.0.1:9/" />'),
  inbound("policyChangesQuery", () => l10n.t("A policy takes the hub out of the query"), '<set-query-parameter name="hub" exists-action="delete" />'),
  inbound("pathRewritten", () => l10n.t("A policy rewrites the path"), '<rewrite-uri template="/elsewhere" />'),
  { id: "forwardRequestMissing", title: () => l10n.t("The policy of all APIs forwards nothing"), apply: ({ instance }) => [setPolicy(() => instance, document("", ""))] },
];

/** Added to what the API's own policy says, for every one of its operations. */
function inbound(id: string, title: () => string, element: string): SandboxFault {
  return {
    id,
    title,
    apply: (scene) => {
      const { find } = httpApi(scene);
      const own = textOf(find()?.policy?.properties["value"]);
      return [setPolicy(find, own.includes("</inbound>") ? own.replace("</inbound>", `${element}</inbound>`) : document(`<base />${element}`, "<base />"))];
    },
  };
}

function document(inside: string, backend: string): string {
  return `<policies><inbound>${inside}</inbound><backend>${backend}</backend><outbound>${backend}</outbound><on-error><base /></on-error></policies>`;
}
