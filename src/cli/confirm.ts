import { createInterface } from "node:readline/promises";
import * as l10n from "@vscode/l10n";
import { Cancelled } from "../signalr/problem.ts";
import { UsageProblem } from "./exit.ts";

/** @throws UsageProblem where nobody can be asked and `yes` was not given; called before anything is sent */
export function requireAnswer(yes: boolean): void {
  if (!yes && !(process.stdin.isTTY && process.stderr.isTTY)) {
    throw new UsageProblem({
      code: "usageNotConfirmed",
      message: l10n.t("This writes to the instance, and there is no terminal to ask at. Nothing was sent."),
      nextStep: l10n.t("Look at the plan first, then give --yes."),
    });
  }
}

/** Asks at the terminal, on stderr so that stdout stays what the command prints. Anything but yes is no. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const interrupted = new Promise<never>((_resolve, reject) => {
    terminal.once("SIGINT", () => reject(new Cancelled()));
  });
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), interrupted]);
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
}
