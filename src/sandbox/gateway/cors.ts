import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { corsList } from "../../apim/policies/cors.ts";
import { elementsIn } from "../../apim/policies/element.ts";
import type { PolicyElement } from "../../apim/policies/element.ts";
import { effective } from "../../apim/policies/scopes.ts";

type Scopes = readonly (PolicyElement | undefined)[];

/** Whether a request is the question of a browser that is to be answered before a page's request is sent. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/**
 * Answers a preflight by the `cors` policies in effect, and only by them: no other policy runs, no key is asked for, and the backend
 * hears nothing (apim-facts 3.4). One that no policy lets through gets an empty 200.
 * @returns false where there is no `cors` policy
 */
export function answerPreflight(scopes: Scopes, { headers }: IncomingMessage, response: ServerResponse): boolean {
  const policies = corsPolicies(scopes);
  if (policies.length === 0) {
    return false;
  }
  const policy = matching(policies, headers);
  if (policy !== undefined && asksForAllowed(policy, headers)) {
    grant(policy, headers, response);
    response.setHeader("Access-Control-Allow-Methods", listed(methodsOf(policy), headers["access-control-request-method"]));
    response.setHeader("Access-Control-Allow-Headers", listed(corsList(policy, "allowed-headers"), headers["access-control-request-headers"]));
    const maxAge = elementsIn(policy, "allowed-methods")[0]?.attributes["preflight-result-max-age"] ?? "0";
    if (maxAge !== "0") response.setHeader("Access-Control-Max-Age", maxAge);
  }
  answerEmpty(response);
  return true;
}

/** What the `cors` policies in effect make of a request that is no preflight. */
export type CorsVerdict = "granted" | "notConcerned" | "terminated";

/** Adds what a page of an allowed origin needs to read the answer; ends a GET or HEAD of another one, unless the policy lets it pass. */
export function applyCors(scopes: Scopes, { method = "", headers }: IncomingMessage, response: ServerResponse): CorsVerdict {
  const policies = headers.origin === undefined ? [] : corsPolicies(scopes);
  if (policies.length === 0) {
    return "notConcerned";
  }
  const policy = matching(policies, headers);
  if (policy !== undefined) {
    grant(policy, headers, response);
    const exposed = corsList(policy, "expose-headers");
    if (exposed.length > 0) response.setHeader("Access-Control-Expose-Headers", exposed.join(", "));
    return "granted";
  }
  if (["GET", "HEAD"].includes(method) && policies.some(terminates)) {
    answerEmpty(response);
    return "terminated";
  }
  return "notConcerned";
}

function corsPolicies(scopes: Scopes): readonly PolicyElement[] {
  return effective(scopes, "inbound").filter(({ name }) => name === "cors");
}

/** The first policy that lists the origin; one that terminates what it does not list keeps those behind it from being asked. */
function matching(policies: readonly PolicyElement[], { origin = "" }: IncomingHttpHeaders): PolicyElement | undefined {
  for (const policy of policies) {
    if (includes(corsList(policy, "allowed-origins").map((listed) => listed.replace(/\/$/, "")), origin)) return policy;
    if (terminates(policy)) return undefined;
  }
  return undefined;
}

/** The documentation contradicts itself about the default; here it is to terminate (docs/sandbox.md). */
function terminates({ attributes }: PolicyElement): boolean {
  return attributes["terminate-unmatched-request"]?.toLowerCase() !== "false";
}

function asksForAllowed(policy: PolicyElement, headers: IncomingHttpHeaders): boolean {
  const asked = (headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
  const allowed = corsList(policy, "allowed-headers");
  return includes(methodsOf(policy), headers["access-control-request-method"] ?? "") && asked.every((name) => includes(allowed, name));
}

function methodsOf(policy: PolicyElement): readonly string[] {
  const methods = corsList(policy, "allowed-methods");
  return methods.length === 0 ? ["GET", "POST"] : methods;
}

/** With credentials the origin is named, as browsers demand; `*` itself is answered where that is what the policy says without them. */
function grant(policy: PolicyElement, { origin = "" }: IncomingHttpHeaders, response: ServerResponse): void {
  const any = corsList(policy, "allowed-origins").includes("*");
  response.setHeader("Access-Control-Allow-Origin", any ? "*" : origin);
  response.appendHeader("Vary", "Origin");
  if (policy.attributes["allow-credentials"]?.toLowerCase() === "true") response.setHeader("Access-Control-Allow-Credentials", "true");
}

function listed(allowed: readonly string[], asked: string | undefined): string {
  return allowed.includes("*") ? (asked ?? "*") : allowed.join(", ");
}

function includes(list: readonly string[], text: string): boolean {
  return list.some((entry) => entry === "*" || entry.toLowerCase() === text.toLowerCase());
}

function answerEmpty(response: ServerResponse): void {
  response.writeHead(200, { "Content-Length": 0 });
  response.end();
}
