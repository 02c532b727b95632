import * as l10n from "@vscode/l10n";
import { Cancelled, isCancelled, Problem } from "../signalr/problem.ts";
import { problemFinding } from "./finding.ts";
import type { Finding, Probe, ProbeResult } from "./model.ts";
import { redacted } from "./redacted.ts";

/**
 * Asks every probe, all at once as far as they do not need each other, and tells each result when it is there.
 * @param probes a probe stands behind those it needs
 * @param told in the order in which they finish
 * @returns the results in the order of `probes`
 * @throws Cancelled when `signal` is aborted; whatever a probe throws else is its failed outcome
 */
export async function runProbes(probes: readonly Probe[], signal: AbortSignal, told: (result: ProbeResult) => void = () => undefined): Promise<readonly ProbeResult[]> {
  const running = new Map<string, Promise<ProbeResult>>();
  for (const probe of probes) {
    const needed = probe.needs.map((id) => running.get(id)).filter((run) => run !== undefined);
    running.set(probe.id, ask(probe, needed, signal).then((result) => {
      told(result);
      return result;
    }));
  }
  const settled = await Promise.allSettled(running.values());
  if (signal.aborted) {
    throw new Cancelled();
  }
  return settled.map((each) => {
    if (each.status === "rejected") {
      throw each.reason;
    }
    return each.value;
  });
}

async function ask(probe: Probe, needed: readonly Promise<ProbeResult>[], signal: AbortSignal): Promise<ProbeResult> {
  const before = await Promise.all(needed);
  const blocking = before.find(({ outcome }) => outcome === "failed" || outcome === "skipped");
  const begin = performance.now();
  const finding = blocking === undefined ? await answered(probe, signal) : skippedFor(blocking);
  const { id, target, question } = probe;
  return redacted({ id, target, question, ms: performance.now() - begin, ...finding });
}

async function answered(probe: Probe, signal: AbortSignal): Promise<Finding> {
  const late = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(tooLate(probe));
    late.abort();
  }, probe.deadlineMs);
  const cancel = (): void => reject(new Cancelled());
  signal.addEventListener("abort", cancel, { once: true });
  try {
    if (signal.aborted) {
      throw new Cancelled();
    }
    return await Promise.race([probe.run(AbortSignal.any([signal, late.signal])), promise]);
  } catch (error) {
    if (isCancelled(error) && signal.aborted) {
      throw error;
    }
    return problemFinding(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

function skippedFor({ question, outcome }: ProbeResult): Finding {
  return {
    outcome: "skipped",
    evidence: outcome === "failed" ? l10n.t("Not tried, because this failed: {0}", question) : l10n.t("Not tried, because this was not tried either: {0}", question),
  };
}

function tooLate({ deadlineMs }: Probe): Problem {
  return new Problem({
    code: "timeout",
    message: l10n.t("No answer within {0} seconds.", deadlineMs / 1000),
    likelyCause: l10n.t("A firewall drops the packets, the backend hangs, or a gateway holds the answer back."),
    nextStep: l10n.t("Try the service without the gateway to see which of the two does not answer."),
  });
}
