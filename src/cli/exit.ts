import { isCancelled, Problem } from "../signalr/problem.ts";
import type { ProblemDetails } from "../signalr/problem.ts";
import { redactText } from "../signalr/redact.ts";

/** What the command line ends with (docs: "Exit codes"). */
export const exitCodes = { done: 0, failed: 1, usage: 2, changes: 3, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The person asked for something that cannot be meant; nothing was sent. */
export class UsageProblem extends Problem {
  constructor(details: ProblemDetails) {
    super(details);
    this.name = "UsageProblem";
  }
}

/** What an engine refuses about what was typed, or about a file it names, is wrong usage where nothing was sent yet. */
export function asUsage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw usageOf(error);
  }
}

/** The same for a check that reads files. */
export async function asUsageAsync<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    throw usageOf(error);
  }
}

function usageOf(error: unknown): unknown {
  return error instanceof Problem ? new UsageProblem(error.details) : error;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (isCancelled(error)) {
    return exitCodes.interrupted;
  }
  return error instanceof UsageProblem ? exitCodes.usage : exitCodes.failed;
}

/** The `error` member of a JSON document (cli.md, "Shape"). */
export type ErrorMember = Omit<ProblemDetails, "status">;

/** What a failure says, redacted. Something that is no Problem is a mistake of ours and says so by its code. */
export function errorMember(error: unknown): ErrorMember {
  if (isCancelled(error)) {
    return { code: "interrupted", message: redactText(error instanceof Error ? error.message : "") };
  }
  if (!(error instanceof Problem)) {
    return { code: "unexpected", message: redactText(error instanceof Error ? error.message : String(error)) };
  }
  const { code, message, resource, likelyCause, nextStep, requestId } = error.details;
  const shown = (name: keyof ErrorMember, text: string | undefined): Partial<ErrorMember> => (text === undefined ? {} : { [name]: redactText(text) });
  return { code, message: redactText(message), ...shown("resource", resource), ...shown("likelyCause", likelyCause), ...shown("nextStep", nextStep), ...shown("requestId", requestId) };
}
