import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { textOf } from "../../apim/compare.ts";
import type { ApiContents, ArmResource, Integration } from "../../apim/model.ts";
import { lastSegment, sameId } from "../../apim/paths.ts";
import { ok, setting, skipped, warning } from "../finding.ts";
import type { Finding } from "../model.ts";
import type { PlaneContext, PlaneQuestion } from "./question.ts";
import { refusal } from "./readings.ts";

/** Where clients put their token that can send no header (signalr-protocol.md 3). */
const tokenParameter = "access_token";

const leg = v.fallback(
  v.optional(v.object({ request: v.fallback(v.optional(v.object({ dataMasking: v.fallback(v.optional(v.object({ queryParams: v.fallback(v.array(v.object({ value: v.string() })), []) })), undefined) })), undefined) })),
  undefined,
);
/** Of a diagnostic entry (Microsoft.ApiManagement, `DiagnosticContractProperties`); what is odd is left out. */
const settingsSchema = v.object({ frontend: leg, backend: leg });
type Leg = v.InferOutput<typeof leg>;

/** What the gateway keeps of what passes through it. */
export function logQuestions(): readonly PlaneQuestion[] {
  return [{ id: "logs", of: "contents", question: l10n.t("Do the gateway's logs leave out tokens?"), ask: logs }];
}

async function logs({ plane: { integration }, readings }: PlaneContext): Promise<Finding> {
  const apis = carryingTokens(integration);
  let entries: readonly ArmResource[];
  try {
    entries = await readings.diagnostics(apis);
  } catch (error) {
    return skipped(refusal(error).message);
  }
  const acting = [...new Map(apis.flatMap((api) => actingOn(api, entries)).map((entry) => [entry.path, entry])).values()];
  const keeping = acting.find((entry) => !leavesOut(entry));
  if (acting.length === 0) return ok(l10n.t("There are none."));
  if (keeping === undefined) return ok(l10n.t("Yes: {0}.", acting.map(({ path }) => path).join(", ")));
  return warning(l10n.t("No: {0}.", keeping.path), {
    code: "tokensLogged",
    text: l10n.t("Tokens of clients travel in the query ({0}), and {1} logs addresses whole: who may read the log can connect as one of your users until the token is over.", tokenParameter, lastSegment(keeping.path)),
    nextStep: l10n.t("Let the log hide the query parameter {0} of requests, of the frontend's and of the backend's.", tokenParameter),
  }, setting(l10n.t("Hide {0} in {1}", tokenParameter, keeping.path), keeping.path, "dataMasking.queryParams", `{ "value": "${tokenParameter}", "mode": "Hide" }`));
}

/** Paths of the APIs whose addresses hold tokens: WebSockets and Server-Sent Events of a browser cannot send a header. */
function carryingTokens(integration: Integration | undefined): readonly string[] {
  return (integration?.apis ?? []).filter(isConnecting).map(({ api }) => api.path);
}

function isConnecting({ api, operations }: ApiContents): boolean {
  return textOf(api, "type") === "websocket" || operations.some((operation) => textOf(operation, "method") === "GET");
}

/** An API's own entry takes the place of the instance's one of its name. */
function actingOn(api: string, entries: readonly ArmResource[]): readonly ArmResource[] {
  const own = entries.filter(({ path }) => path.startsWith(`${api}/diagnostics/`));
  const above = entries.filter(({ path }) => path.startsWith("diagnostics/") && !own.some((each) => sameId(lastSegment(each.path), lastSegment(path))));
  return [...own, ...above];
}

function leavesOut({ properties }: ArmResource): boolean {
  const { frontend, backend } = v.parse(settingsSchema, properties);
  return [frontend, backend].every(hides);
}

/** Hidden by its name, or with all others (`*`, as the portal sets it). */
function hides(settings: Leg): boolean {
  return (settings?.request?.dataMasking?.queryParams ?? []).some(({ value }) => value === "*" || value.toLowerCase() === tokenParameter);
}
