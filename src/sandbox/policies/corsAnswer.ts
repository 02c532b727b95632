import type { CorsRule } from "./definition.ts";
import { emptyResponse } from "./drafts.ts";
import { FieldList } from "./fields.ts";
import type { Outcome, Run } from "./run.ts";
import type { TraceEntry } from "./trace.ts";

/** What a browser asks before it lets a page send its request. */
export interface Preflight {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

/**
 * The headers of the answer to a preflight, by the `cors` policies in effect: only the first that lists the origin speaks. None for what no
 * policy lets through, which gets an empty 200 all the same (apim-facts 3.4).
 */
export function preflightHeaders(rules: readonly CorsRule[], { origin, method, headers }: Preflight): FieldList {
  const fields = new FieldList([]);
  const rule = matching(rules, origin);
  if (rule === undefined || !includes(rule.methods, method) || !headers.every((name) => includes(rule.headers, name))) return fields;
  grant(rule, origin, fields);
  fields.apply("Access-Control-Allow-Methods", "override", [listed(rule.methods, method)]);
  fields.apply("Access-Control-Allow-Headers", "override", [listed(rule.headers, headers.join(", "))]);
  if (rule.maxAge !== "0") fields.apply("Access-Control-Max-Age", "override", [rule.maxAge]);
  return fields;
}

/** Adds what a page of an allowed origin needs to read the answer; ends a GET or HEAD of another one, unless the policy lets it pass. */
export function applyCors(rule: CorsRule, run: Run, entry: TraceEntry): Outcome {
  const [origin] = run.request.headers.values("Origin");
  if (origin === undefined || run.corsGranted) return undefined;
  if (lists(rule, origin)) {
    grant(rule, origin, run.answerHeaders);
    if (rule.exposed.length > 0) run.answerHeaders.apply("Access-Control-Expose-Headers", "override", [rule.exposed.join(", ")]);
    run.corsGranted = true;
    entry.details.push(["origin", `${origin} is allowed`]);
    return undefined;
  }
  const ends = rule.terminates && ["GET", "HEAD"].includes(run.request.method);
  entry.details.push(["origin", `${origin} is not allowed${ends ? ": answered with an empty 200" : ""}`]);
  if (!ends) return undefined;
  run.response = emptyResponse();
  return "end";
}

/** The first policy that lists the origin; one that terminates what it does not list keeps those behind it from being asked. */
function matching(rules: readonly CorsRule[], origin: string): CorsRule | undefined {
  for (const rule of rules) {
    if (lists(rule, origin)) return rule;
    if (rule.terminates) return undefined;
  }
  return undefined;
}

function lists({ origins }: CorsRule, origin: string): boolean {
  return includes(origins, origin);
}

/** With credentials the origin is named, as browsers demand; `*` itself is answered where that is what the policy says without them. */
function grant({ origins, credentials }: CorsRule, origin: string, fields: FieldList): void {
  fields.apply("Access-Control-Allow-Origin", "override", [origins.includes("*") ? "*" : origin]);
  fields.apply("Vary", "append", ["Origin"]);
  if (credentials) fields.apply("Access-Control-Allow-Credentials", "override", ["true"]);
}

function listed(allowed: readonly string[], asked: string): string {
  return allowed.includes("*") ? asked || "*" : allowed.join(", ");
}

function includes(list: readonly string[], text: string): boolean {
  return list.some((entry) => entry === "*" || entry.toLowerCase() === text.toLowerCase());
}
