import type { AppAuth } from "../model.ts";
import { commented, element } from "./element.ts";
import type { PolicyElement } from "./element.ts";
import { hubList, refusal } from "./guards.ts";

/** What the gateway needs to negotiate in the place of clients. */
export interface NegotiationInput {
  /** The service's URL, no trailing slash. */
  readonly endpoint: string;
  readonly appUrl: string;
  readonly auth: AppAuth;
  /** Display name of the named value that holds the function key. */
  readonly keyName: string;
  /** None for any hub. */
  readonly hubs: readonly string[];
}

/** Begins the ids of all elements of the negotiation. */
export const negotiationId = "signalr-negotiation";
const id = (part: string): string => `${negotiationId}-${part}`;

const app = "signalrApp";
const service = "signalrService";
/** Seconds until a negotiate counts as unanswered. A client waits 15 s for the handshake that follows (signalr-protocol 3). */
const timeout = "10";

/**
 * The elements of `onHandshake`'s inbound section that negotiate for the client: the app says the hub and gives a token, the service gives
 * a connection, and the client's WebSocket goes there. Everything that is not as it should be ends the handshake with a status. The app's
 * answer never decides where the gateway connects to: only its query and token are taken, after its URL was seen to be the service's.
 */
export function negotiation(input: NegotiationInput): readonly PolicyElement[] {
  const { endpoint, auth, hubs } = input;
  return [
    commented("1. The app's negotiate: the hub this client goes to, and its token there.", callApp(input)),
    setVariable("app-status", "signalrAppStatus", statusOf(app)),
    commented(
      "Closed unless the app says yes.",
      choose("app-answer", [
        [`@((int)context.Variables["signalrAppStatus"] == 0)`, refusal(503, "App negotiate not reachable")],
        ...(auth === "forwarded" ? ([[`@((int)context.Variables["signalrAppStatus"] == 401)`, refusal(401, "App negotiate refused the client")], [`@((int)context.Variables["signalrAppStatus"] == 403)`, refusal(403, "App negotiate refused the client")]] as const) : []),
        [busy("signalrAppStatus"), refusal(503, "App negotiate busy")],
        [`@((int)context.Variables["signalrAppStatus"] != 200 || !${isJson(app)})`, refusal(502, "App negotiate failed")],
      ]),
    ),
    setVariable("redirect", "signalrRedirect", `@(${text(app, "url")} ?? "")`),
    commented(
      "Only to this service: another address gets neither the token nor a connection. (The app must not have a ClientEndpoint.)",
      choose("redirect-check", [
        [`@(!((string)context.Variables["signalrRedirect"]).StartsWith("${endpoint}/client/?", StringComparison.OrdinalIgnoreCase))`, refusal(502, "App negotiate leads elsewhere")],
        [`@(string.IsNullOrEmpty(${text(app, "accessToken")}))`, refusal(502, "App negotiate gave no token")],
      ]),
    ),
    setVariable("query", "signalrQuery", `@(((string)context.Variables["signalrRedirect"]).Substring(((string)context.Variables["signalrRedirect"]).IndexOf("?") + 1))`),
    setVariable("hub", "signalrHub", `@(${parameter("hub")})`),
    ...(hubs.length === 0 ? [] : [choose("hubs", [[`@(!${hubList(hubs)}.Contains(((string)context.Variables["signalrHub"]).ToLowerInvariant()))`, refusal(403, "Hub not allowed")]])]),
    commented("2. The service's negotiate: a connection of its own for this client.", callService(endpoint)),
    setVariable("service-status", "signalrServiceStatus", statusOf(service)),
    choose("service-answer", [
      [`@((int)context.Variables["signalrServiceStatus"] == 0)`, refusal(503, "SignalR Service not reachable")],
      [busy("signalrServiceStatus"), refusal(503, "SignalR Service busy")],
      [`@((int)context.Variables["signalrServiceStatus"] != 200 || !${isJson(service)})`, refusal(502, "SignalR Service refused the negotiation")],
      [`@(string.IsNullOrEmpty(${connection}))`, refusal(502, "SignalR Service gave no connection")],
    ]),
    commented("3. The client's WebSocket goes to that connection, by the service's token and no other.", element("set-backend-service", { id: id("backend"), "base-url": `${endpoint.replace(/^http/i, "ws")}/client/` })),
    setQuery("hub-query", "hub", `@((string)context.Variables["signalrHub"])`),
    whenGiven("asrs.op", "operation"),
    // The service's balancer sends both requests to one machine by it (signalr-protocol 1.5).
    whenGiven("asrs_request_id", "request-id"),
    setQuery("connection", "id", `@(${connection})`),
    setQuery("token", "access_token", `@(${text(app, "accessToken")})`),
    element("set-query-parameter", { id: id("key"), name: "subscription-key", "exists-action": "delete" }),
    element("set-header", { id: id("authorization"), name: "Authorization", "exists-action": "delete" }),
  ];
}

/** What the section `on-error` adds: an answer that is no JSON makes an expression fail, which would otherwise be a 500. */
export const negotiationFailed: PolicyElement = commented(
  "An answer that cannot be read.",
  element("choose", { id: id("unreadable") }, [
    element("when", { condition: `@(context.LastError.Reason == "ExpressionValueEvaluationFailure")` }, [refusal(502, "Negotiation answer not readable")]),
  ]),
);

function callApp({ appUrl, auth, keyName }: NegotiationInput): PolicyElement {
  // The client's own parameters reach the app as they would without a gateway; keys and tokens are no business of its logs.
  const kept = `context.Request.Url.QueryString.TrimStart('?').Split('&').Where(p => p.Contains("=") && !p.StartsWith("access_token=", StringComparison.OrdinalIgnoreCase) && !p.StartsWith("subscription-key=", StringComparison.OrdinalIgnoreCase) && !p.StartsWith("negotiateVersion=", StringComparison.OrdinalIgnoreCase))`;
  const url = `@("${appUrl}${appUrl.includes("?") ? "&" : "?"}negotiateVersion=1" + string.Join("", ${kept}.Select(p => "&" + p)))`;
  const credential =
    auth === "functionKey"
      ? header("x-functions-key", `{{${keyName}}}`)
      : // Browsers set no headers on a WebSocket, so that the official client sends its token in the query.
        header("Authorization", `@(context.Request.Headers.GetValueOrDefault("Authorization", context.Request.Url.Query.ContainsKey("access_token") ? "Bearer " + context.Request.Url.Query.GetValueOrDefault("access_token", "") : ""))`);
  return post("call-app", app, url, credential);
}

function callService(endpoint: string): PolicyElement {
  const version = `(((string)context.Variables["signalrQuery"]).Contains("negotiateVersion=") ? "" : "&negotiateVersion=1")`;
  return post("call-service", service, `@("${endpoint}/client/negotiate?" + (string)context.Variables["signalrQuery"] + ${version})`, header("Authorization", `@("Bearer " + ${text(app, "accessToken")})`));
}

function post(part: string, variable: string, url: string, credential: PolicyElement): PolicyElement {
  return element("send-request", { id: id(part), mode: "new", "response-variable-name": variable, timeout, "ignore-error": "true" }, [element("set-url", {}, [url]), element("set-method", {}, ["POST"]), credential]);
}

function header(name: string, value: string): PolicyElement {
  return element("set-header", { name, "exists-action": "override" }, [element("value", {}, [value])]);
}

function setVariable(part: string, name: string, value: string): PolicyElement {
  return element("set-variable", { id: id(part), name, value });
}

function setQuery(part: string, name: string, value: string): PolicyElement {
  return element("set-query-parameter", { id: id(part), name, "exists-action": "override" }, [element("value", {}, [value])]);
}

/** A parameter of the redirect that stays on every later call (signalr-protocol 1.5); not every app's SDK gives it. */
function whenGiven(name: string, part: string): PolicyElement {
  return element("choose", { id: id(part) }, [
    element("when", { condition: `@(((string)context.Variables["signalrQuery"]).Split('&').Any(p => p.StartsWith("${name}=")))` }, [
      element("set-query-parameter", { name, "exists-action": "override" }, [element("value", {}, [`@(${parameter(name)})`])]),
    ]),
  ]);
}

function choose(part: string, whens: readonly (readonly [condition: string, then: PolicyElement])[]): PolicyElement {
  return element("choose", { id: id(part) }, whens.map(([condition, then]) => element("when", { condition }, [then])));
}

/** 0 where nothing answered: with `ignore-error` the variable then holds null (apim-facts 3.3). */
function statusOf(variable: string): string {
  return `@(context.Variables.GetValueOrDefault<IResponse>("${variable}")?.StatusCode ?? 0)`;
}

function busy(status: string): string {
  return `@((int)context.Variables["${status}"] == 429 || (int)context.Variables["${status}"] == 503)`;
}

function isJson(variable: string): string {
  return `((IResponse)context.Variables["${variable}"]).Headers.GetValueOrDefault("Content-Type", "").Contains("json")`;
}

/** A text member of an answer's JSON object; null where it has none. Tokens are read where they are used, and kept in no variable. */
function text(variable: string, member: string): string {
  return `((IResponse)context.Variables["${variable}"]).Body.As<JObject>(preserveContent: true).Value<string>("${member}")`;
}

const connection = `(${text(service, "connectionToken")} ?? ${text(service, "connectionId")})`;

/** The decoded value of a parameter of the redirect; empty where it has none. */
function parameter(name: string): string {
  return `((string)context.Variables["signalrQuery"]).Split('&').Where(p => p.StartsWith("${name}=")).Select(p => Uri.UnescapeDataString(p.Substring(${name.length + 1}))).FirstOrDefault() ?? ""`;
}
