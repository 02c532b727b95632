import type { PolicyDefinition } from "../definition.ts";
import { cannotRun } from "../fault.ts";
import type { PolicyReader } from "../policyReader.ts";
import { PolicyError } from "../run.ts";
import type { Run, Step } from "../run.ts";
import type { TraceEntry } from "../trace.ts";
import type { Get } from "../values.ts";

/** What a limit counts by: a key of its own in each limit. */
interface Limit {
  readonly calls: Get<number>;
  /** In seconds. */
  readonly period: Get<number>;
  readonly key: Get<string>;
}

/** Longest `renewal-period` of a limit of rate, in seconds (apim-facts 3.3). */
const longestPeriod = 300;

/** `rate-limit-by-key`: so many calls of one key in any period of that length, the last included. */
export const rateLimitByKey: PolicyDefinition = {
  sections: ["inbound"],
  compile: (element) => compileRate(element, element.required("counter-key")),
};

/** `rate-limit`: the same by subscription; a call without one is not counted. */
export const rateLimit: PolicyDefinition = {
  sections: ["inbound"],
  once: true,
  compile(element) {
    refuseParts(element);
    return compileRate(element, ({ context }) => context.subscription?.id ?? "");
  },
};

/** `quota-by-key`: so many calls of one key in a period that begins with the first of them. */
export const quotaByKey: PolicyDefinition = {
  sections: ["inbound"],
  compile(element) {
    refuseParts(element);
    const limit: Limit = { calls: element.requireWhole("calls"), period: element.requireWhole("renewal-period", { least: 1, what: "number of seconds" }), key: element.required("counter-key") };
    const counted = readIncrement(element);
    return (run, entry) => {
      const windowMs = limit.period(run) * 1000;
      const name = `quota ${limit.key(run)}`;
      const times = run.services.counters.recent(name, windowMs);
      if (times.length >= limit.calls(run)) {
        const left = leftSeconds(run, times, windowMs);
        const message = `Out of call volume quota. Quota will be replenished in ${clock(left)}.`;
        throw new PolicyError("quota-by-key", "QuotaExceeded", message, { status: 403, message, headers: { "Retry-After": String(left) } });
      }
      count(run, entry, name, counted(run), limit.calls(run) - times.length);
      return undefined;
    };
  },
};

function compileRate(element: PolicyReader, key: Get<string>): Step {
  const policy = element.source.name;
  const limit: Limit = { calls: element.requireWhole("calls"), period: element.requireWhole("renewal-period", { least: 1, most: longestPeriod, what: "number of seconds" }), key };
  const counted = readIncrement(element);
  const retryHeader = element.text("retry-after-header-name") ?? (() => "Retry-After");
  const retryVariable = element.fixed("retry-after-variable-name");
  const remainingHeader = element.text("remaining-calls-header-name");
  const remainingVariable = element.fixed("remaining-calls-variable-name");
  const totalHeader = element.text("total-calls-header-name");
  return (run, entry) => {
    const by = limit.key(run);
    if (by === "" && policy === "rate-limit") return undefined;
    const [most, windowMs, name] = [limit.calls(run), limit.period(run) * 1000, `${policy} ${by}`];
    const times = run.services.counters.recent(name, windowMs);
    const remaining = Math.max(0, most - times.length - 1);
    if (totalHeader !== undefined) run.answerHeaders.apply(totalHeader(run), "override", [String(most)]);
    if (remainingHeader !== undefined) run.answerHeaders.apply(remainingHeader(run), "override", [String(remaining)]);
    if (remainingVariable !== undefined) run.variables.set(remainingVariable, remaining);
    if (times.length >= most) {
      const left = leftSeconds(run, times, windowMs);
      if (retryVariable !== undefined) run.variables.set(retryVariable, left);
      const message = `Rate limit is exceeded. Try again in ${left} seconds.`;
      throw new PolicyError(policy, "RateLimitExceeded", "Rate limit is exceeded", { status: 429, message, headers: { [retryHeader(run)]: String(left) } });
    }
    count(run, entry, name, counted(run), most - times.length);
    return undefined;
  };
}

function refuseParts(element: PolicyReader): void {
  const { source } = element;
  const part = source.children[0]?.name ?? (source.attributes.has("bandwidth") ? "bandwidth" : undefined);
  if (part !== undefined) element.refuse(cannotRun(`'${source.name}' with '${part}'.`));
}

/** How many calls a call counts for: 0 where `increment-condition` says so. Asked for before the backend has answered. */
function readIncrement(element: PolicyReader): Get<number> {
  const plain = element.source.attributes.get("increment-condition");
  if (plain?.expression !== undefined && /context\s*\.\s*Response/.test(element.compilation.raw.slice(plain.expression.start, plain.expression.end))) {
    element.refuse(cannotRun("'increment-condition' by the backend's answer: the sandbox counts a call when it comes."));
  }
  const counts = element.flag("increment-condition", true);
  const by = element.whole("increment-count", 1);
  return (run) => (counts(run) ? by(run) : 0);
}

function count(run: Run, entry: TraceEntry, name: string, by: number, left: number): void {
  run.services.counters.add(name, by);
  entry.details.push(["counter", name], ["calls left", String(Math.max(0, left - by))]);
}

/** Until the oldest call that counts is out of the window. */
function leftSeconds({ services }: Run, times: readonly number[], windowMs: number): number {
  return Math.max(1, Math.ceil(((times[0] ?? 0) + windowMs - services.counters.now()) / 1000));
}

/** `hh:mm:ss`. */
function clock(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
