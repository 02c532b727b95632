import * as l10n from "@vscode/l10n";
import { redactText } from "../signalr/redact.ts";
import { Problem } from "../signalr/problem.ts";

/** A failure in the words a notification has room for, and everything known of it for the log. Both are redacted. */
export interface ProblemText {
  /** What failed, the likely cause and what to do, in one paragraph. */
  readonly message: string;
  /** One `name: value` line for each thing known, for the log and for a support ticket. */
  readonly log: string;
}

/** Tells any thrown value. What is no `Problem` is a fault of ours: it is told as such, with its stack in the log only. */
export function problemText(error: unknown, doing?: string): ProblemText {
  if (error instanceof Problem) {
    const { code, message, resource, likelyCause, nextStep, requestId, status } = error.details;
    const lines = Object.entries({ resource, likelyCause, nextStep, status, requestId }).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${value}`]));
    return {
      message: redactText([message, likelyCause, nextStep].filter((part) => part !== undefined && part !== "").join(" ")),
      log: redactText([`${code}: ${message}`, ...lines].join("\n")),
    };
  }
  const said = error instanceof Error ? error.message : String(error);
  return {
    message: redactText(doing === undefined ? l10n.t("This did not work: {0}", said) : l10n.t("“{0}” did not work: {1}", doing, said)),
    log: redactText(error instanceof Error ? (error.stack ?? said) : said),
  };
}
