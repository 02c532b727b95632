import { ExpressionFailed } from "../expressions/errors.ts";
import type { PolicyLastError } from "../expressions/context.ts";
import type { CompiledPolicy } from "./definition.ts";
import { PolicyError, RunFailed } from "./run.ts";
import type { Outcome, Run } from "./run.ts";
import type { TraceEntry } from "./trace.ts";

/**
 * Runs policies one after the other; nothing waits for a later turn of the event loop unless a policy does.
 * @throws RunFailed, or rejects with it, at the first that fails
 */
export function execute(policies: readonly CompiledPolicy[], run: Run, from = 0): Outcome | Promise<Outcome> {
  for (let index = from; index < policies.length; index++) {
    const policy = policies[index];
    if (policy === undefined || (policy.notOnHandshake && run.webSocket)) continue;
    const entry = run.trace.begin(run.section, policy);
    let outcome: Outcome | Promise<Outcome>;
    run.trace.depth++;
    try {
      outcome = policy.step(run, entry);
    } catch (error) {
      throw failed(error, policy, run, entry);
    }
    if (outcome instanceof Promise) {
      return outcome.then(
        (later) => {
          closed(run, entry);
          return later ?? execute(policies, run, index + 1);
        },
        (error: unknown) => {
          throw failed(error, policy, run, entry);
        },
      );
    }
    closed(run, entry);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function closed(run: Run, entry: TraceEntry): void {
  run.trace.depth = entry.depth;
  run.trace.end(entry);
}

/** What is none of the errors a policy means to throw is a fault of the sandbox itself; the gateway lives on. */
function failed(error: unknown, policy: CompiledPolicy, run: Run, entry: TraceEntry): RunFailed {
  closed(run, entry);
  if (error instanceof RunFailed) return error;
  const known = error instanceof PolicyError ? error : evaluationFailure(error, policy);
  const place = error instanceof ExpressionFailed ? ` (line ${error.line}, column ${error.column} of the policy)` : "";
  entry.failed = `${known.reason}: ${known.message}${place}`;
  const last: PolicyLastError = { source: known.source, reason: known.reason, message: known.message, scope: policy.scope, section: run.section, path: policy.path, policyId: policy.id ?? null };
  return new RunFailed(last, known.answer);
}

function evaluationFailure(error: unknown, { name }: CompiledPolicy): PolicyError {
  if (error instanceof ExpressionFailed) return new PolicyError(name, "ExpressionValueEvaluationFailure", `Expression evaluation failed. ${error.message}`);
  return new PolicyError(name, "SandboxFailure", `The sandbox failed on this policy: ${error instanceof Error ? error.message : "unknown"}`);
}
