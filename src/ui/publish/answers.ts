import { appKeyName } from "../../apim/layouts/wantedPolicies.ts";
import type { AppAuth, LayoutName, Plan, PublishOptions, RateLimit, ResourcePath, SignalRService } from "../../apim/model.ts";
import type { Target } from "./targets.ts";

/** What may be chosen beyond the layout itself. */
export const extraNames = ["hubs", "rateLimit", "jwt", "product"] as const;
export type ExtraName = (typeof extraNames)[number];

/** What publishing needs to know. */
export interface Answers {
  readonly target: Target;
  readonly service: SignalRService;
  readonly layout: LayoutName;
  readonly prefix: string;
  readonly name: string;
  readonly gatewayUrl: string;
  readonly requireSubscriptionKey: boolean;
  /** Origins the gateway answers preflights for; none leaves them to the service. */
  readonly cors: readonly string[];
  /** The chosen ones; `kept` leaves what an integration has. */
  readonly extras: readonly ExtraName[] | "kept";
  /** The app's negotiate; in the layout `gatewayNegotiate` only, as the two below. */
  readonly appUrl?: string;
  readonly appAuth?: AppAuth;
  /** A function key; empty to keep the one that is held. Secret. */
  readonly appKey?: string;
  readonly hubs?: readonly string[];
  /** Requests in a minute. */
  readonly rateCalls?: number;
  readonly rateBy?: RateLimit["by"];
  readonly jwtConfig?: string;
  readonly jwtAudiences?: readonly string[];
  readonly jwtHeader?: string;
  readonly product?: string;
}

/** Carries the app's own token where the service's stands in `Authorization`. */
export const appTokenHeader = "X-App-Authorization";
/** Seconds over which the wizard's rate limits count. */
const minute = 60;

/** The answers as the engine takes them. What was answered for another layout, before the person went back, does not count. */
export function publishOptions(answers: Answers): PublishOptions {
  const { layout, prefix, name, requireSubscriptionKey, cors, gatewayUrl, hubs = [] } = answers;
  const ofLayout = layout === "gatewayNegotiate" ? { cors: [], ...appNegotiate(answers) } : { cors };
  return { layout, prefix, name, requireSubscriptionKey, gatewayUrl, ...ofLayout, ...(answers.extras === "kept" ? { hubs } : extras(answers, answers.extras)) };
}

function appNegotiate({ appUrl, appAuth, appKey = "" }: Answers): Pick<PublishOptions, "appNegotiate"> {
  return appUrl === undefined ? {} : { appNegotiate: { url: appUrl, ...(appAuth !== undefined && { auth: appAuth }), ...(appAuth === "functionKey" && appKey !== "" && { newKey: true }) } };
}

function extras({ layout, hubs = [], rateCalls, rateBy = "ip", jwtConfig, jwtAudiences = [], jwtHeader, product }: Answers, chosen: readonly ExtraName[]): Pick<PublishOptions, ExtraName> {
  const has = (extra: ExtraName): boolean => chosen.includes(extra);
  return {
    hubs: has("hubs") ? hubs : [],
    rateLimit: has("rateLimit") && rateCalls !== undefined ? { calls: rateCalls, periodSeconds: minute, by: layout === "http" ? rateBy : "ip" } : null,
    jwt: has("jwt") && jwtConfig !== undefined ? { openIdConfig: jwtConfig, issuers: [], audiences: jwtAudiences, header: layout === "gatewayNegotiate" ? "Authorization" : (jwtHeader ?? appTokenHeader) } : null,
    product: has("product") && product !== undefined ? product : null,
  };
}

/** What is written beside a plan and never shown: the function key, where one was given. */
export function secretsFor({ name }: Pick<Plan, "name">, { appAuth, appKey = "" }: Pick<Answers, "appAuth" | "appKey">): ReadonlyMap<ResourcePath, string> {
  return new Map(appAuth === "functionKey" && appKey !== "" ? [[`namedValues/${appKeyName(name)}`, appKey]] : []);
}
