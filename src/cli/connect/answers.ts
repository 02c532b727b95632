import * as l10n from "@vscode/l10n";
import { InvalidArgumentError } from "commander";
import { NO_HANDLER } from "../../signalr/clientResults.ts";
import type { AnswerHandler } from "../../signalr/connection.ts";

/** What to answer when the hub asks this client for a result. */
export interface AnswerRule {
  /** The client method, in whatever case. */
  readonly target: string;
  readonly result: unknown;
}

/** Reads `Target=JSON`, after the rules read before. */
export function readAnswer(text: string, before: readonly AnswerRule[]): readonly AnswerRule[] {
  const at = text.indexOf("=");
  if (at <= 0) {
    throw new InvalidArgumentError(l10n.t("It has to be a method's name, = and a value as JSON."));
  }
  try {
    const result: unknown = JSON.parse(text.slice(at + 1));
    return [...before, { target: text.slice(0, at).trim(), result }];
  } catch {
    throw new InvalidArgumentError(l10n.t("What stands after {0}= is not JSON (texts stand in double quotes).", text.slice(0, at)));
  }
}

/** Answers by the last rule for a method; for a method without one as the official client does. */
export function answering(rules: readonly AnswerRule[]): AnswerHandler {
  const results = new Map(rules.map(({ target, result }) => [target.toLowerCase(), result]));
  return async ({ target }) => {
    const name = target.toLowerCase();
    return results.has(name) ? { result: results.get(name) } : { error: NO_HANDLER };
  };
}
