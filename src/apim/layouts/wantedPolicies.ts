import type { AppNegotiate, JsonObject, JwtCheck, RateLimit, ResourcePath } from "../model.ts";
import { cors, withoutCors } from "../policies/cors.ts";
import { gatewayNegotiation } from "../policies/gatewayNegotiation.ts";
import { hubsRule, jwtRule, rateLimitRule } from "../policies/guards.ts";
import type { PolicyRule } from "../policies/rule.ts";
import { documentText, policyBody } from "../policies/rule.ts";
import { unbuffered } from "../policies/unbuffered.ts";
import type { ApiRole, OperationRole } from "./roles.ts";

/** The one operation of a WebSocket API: the instance makes it, nobody can change or remove it (apim-facts 1.6). */
export const onHandshake = "onHandshake";

/** What the policy of an API or operation has to do. */
export interface WantedPolicy {
  /** In the order they amend the document. */
  readonly rules: readonly PolicyRule[];
  /** Path of the API or operation it hangs on, under its default id. */
  readonly owner: ResourcePath;
  /** The document where there is none yet; undefined where none is needed. */
  readonly properties: JsonObject | undefined;
}

/** What the wanted policies depend on. Of the extras, null takes one away, and one that is absent stays as it is. */
export interface PolicyInput {
  readonly name: string;
  /** The service's URL, no trailing slash. */
  readonly endpoint: string;
  readonly requireSubscriptionKey: boolean;
  /** Origins for the gateway's own CORS; none where the service answers preflights. */
  readonly cors: readonly string[];
  /** None for any hub. */
  readonly hubs: readonly string[];
  /** Of the layout `gatewayNegotiate`; absent where it is not known. */
  readonly appNegotiate?: AppNegotiate;
  readonly rateLimit?: RateLimit | null;
  readonly jwt?: JwtCheck | null;
}

/** Id and display name of the named value that holds an integration's function key. */
export function appKeyName(integration: string): string {
  return `${integration}-app-key`;
}

export function wantedPolicies(role: ApiRole, input: PolicyInput, apiPath: string): readonly WantedPolicy[] {
  if (role.type === "websocket") {
    // It takes no policy of its own (apim-facts 0.2), and browsers ask nobody before they open a WebSocket.
    return [wantedPolicy(role.negotiates === true ? negotiatingRules(input) : handshakeRules(input), `${apiPath}/operations/${onHandshake}`)];
  }
  const operations = role.operations.map((operation) => ({ rules: operationRules(operation, input), owner: `${apiPath}/operations/${operation.id}` }));
  return [wantedPolicy([corsRule(role, input), ...handshakeRules(input)], apiPath), ...operations.filter(({ rules }) => rules.length > 0).map(({ rules, owner }) => wantedPolicy(rules, owner))];
}

/** Each comes to stand directly behind `base`, so that the last is the first to be asked. */
function handshakeRules({ hubs, rateLimit }: PolicyInput): readonly PolicyRule[] {
  return [hubsRule(hubs), ...(rateLimit === undefined ? [] : [rateLimitRule(rateLimit)])];
}

function negotiatingRules({ name, endpoint, hubs, appNegotiate, rateLimit, jwt }: PolicyInput): readonly PolicyRule[] {
  const input = appNegotiate && { endpoint, appUrl: appNegotiate.url, auth: appNegotiate.auth ?? "forwarded", keyName: appKeyName(name), hubs };
  return [gatewayNegotiation(input), ...(jwt === undefined ? [] : [jwtRule(jwt, true)]), ...(rateLimit === undefined ? [] : [rateLimitRule(rateLimit)])];
}

function operationRules({ unbuffered: events, negotiates }: OperationRole, { jwt }: PolicyInput): readonly PolicyRule[] {
  return [...(events === true ? [unbuffered] : []), ...(negotiates === true && jwt !== undefined ? [jwtRule(jwt, false)] : [])];
}

function corsRule(role: ApiRole, { cors: origins, requireSubscriptionKey, jwt }: PolicyInput): PolicyRule {
  const methods = new Set(role.operations.map(({ method }) => method).filter((method) => method !== "OPTIONS"));
  const headers = [...(requireSubscriptionKey ? ["Ocp-Apim-Subscription-Key"] : []), ...(jwt ? [jwt.header] : [])];
  return origins.length === 0 ? withoutCors : cors({ origins, methods: [...methods], headers });
}

function wantedPolicy(rules: readonly PolicyRule[], owner: ResourcePath): WantedPolicy {
  const value = documentText(rules);
  return { rules, owner, properties: value === undefined ? undefined : policyBody(value) };
}
