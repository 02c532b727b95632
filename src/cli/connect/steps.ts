import * as l10n from "@vscode/l10n";
import { Option } from "commander";
import type { Command } from "commander";
import { parseInvocation } from "../../console/actions.ts";
import type { HubCall } from "../../console/actions.ts";
import { parseRawHex, parseRawText } from "../../console/rawText.ts";
import type { Session } from "../../console/session.ts";
import type { Answer } from "../../signalr/connection.ts";
import { Problem } from "../../signalr/problem.ts";
import { asUsage } from "../exit.ts";

/** One action of the command line, in the order given. */
export type Step =
  | { readonly kind: "invoke" | "stream" | "send"; readonly call: HubCall }
  | { readonly kind: "raw"; readonly bytes: Uint8Array; readonly binary: boolean };

/** The action options share one list, because their order counts. */
export function addStepOptions(command: Command): Command {
  const collected: Step[] = [];
  const option = (flags: string, description: string, read: (text: string) => Step): Option =>
    new Option(flags, description).argParser((text) => {
      collected.push(asUsage(() => read(text)));
      return text;
    });
  return command
    .addOption(option("--invoke <call>", l10n.t("'Target(JSON, …)': call it and wait for its completion; may be repeated"), (text) => ({ kind: "invoke", call: parseInvocation(text) })))
    .addOption(option("--stream <call>", l10n.t("'Target(JSON, …)': ask for a stream and wait for its end; may be repeated"), (text) => ({ kind: "stream", call: parseInvocation(text) })))
    .addOption(option("--send <call>", l10n.t("'Target(JSON, …)': call it without an answer; may be repeated"), (text) => ({ kind: "send", call: parseInvocation(text) })))
    .addOption(option("--raw <text>", l10n.t("send the text as it is; \\xHH, \\n, \\r, \\t, \\\\ and ␞ stand for their bytes"), (text) => ({ kind: "raw", bytes: parseRawText(text), binary: false })))
    .addOption(option("--raw-hex <hex>", l10n.t("send these bytes as a binary message"), (text) => ({ kind: "raw", bytes: parseRawHex(text), binary: true })))
    .hook("preAction", (_this, action) => void action.setOptionValue("steps", collected));
}

/**
 * Carries out one action; resolves when it is answered.
 * @throws Problem `invocationFailed` when the hub answered with an error
 */
export async function carryOut(step: Step, session: Session, signal: AbortSignal): Promise<void> {
  switch (step.kind) {
    case "raw":
      return session.sendRaw(step.bytes, step.binary);
    case "send":
      return session.send(step.call.target, step.call.arguments);
    case "stream":
      return checkAnswer(step.call, await session.stream(step.call.target, step.call.arguments).completion);
    case "invoke":
      return checkAnswer(step.call, await session.invoke(step.call.target, step.call.arguments, signal));
    default:
      return step satisfies never;
  }
}

function checkAnswer({ target }: HubCall, { error }: Answer): void {
  if (error !== undefined) {
    throw new Problem({
      code: "invocationFailed",
      message: l10n.t("{0} failed: {1}", target, error),
      nextStep: l10n.t("Check the method's name and arguments; the app's log says more where the hub hides the reason."),
    });
  }
}
