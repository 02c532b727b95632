import type { Writable } from "node:stream";
import * as l10n from "@vscode/l10n";
import { CommanderError } from "commander";
import { redactText } from "../signalr/redact.ts";
import { errorMember, exitCodeOf, exitCodes, UsageProblem } from "./exit.ts";
import type { ErrorMember, ExitCode } from "./exit.ts";
import { createLog } from "./log.ts";
import type { LogLevel } from "./log.ts";
import { Output } from "./output.ts";
import { createProgram } from "./program.ts";

/** What a command line is run with. */
export interface Surroundings {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Aborted to interrupt. */
  readonly signal: AbortSignal;
}

/**
 * Carries out a command line and says what went wrong: words on stderr, and with `--json` in the document on stdout too.
 * @param argv without node and script
 */
export async function runCli(argv: readonly string[], { stdout, stderr, signal }: Surroundings): Promise<ExitCode> {
  const out = new Output(asksForJson(argv), stdout);
  const say = (text: string): void => void stderr.write(`${text}\n`);
  let code: ExitCode = exitCodes.done;
  const program = createProgram(
    (action) =>
      async function () {
        const { logLevel } = this.opts<{ logLevel: LogLevel }>();
        code = (await action({ out, log: createLog(logLevel, say), signal }, this.opts(), this.args[0])) ?? exitCodes.done;
      },
    (help) => out.help(help),
  );
  try {
    await program.parseAsync(argv, { from: "user" });
    await out.finish();
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      await out.finish();
      return exitCodes.done;
    }
    const failure = error instanceof CommanderError ? grammarProblem(error, program.helpInformation()) : error;
    const member = errorMember(failure);
    say(words(member));
    await out.finish(member);
    return exitCodeOf(failure);
  }
}

function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).includes("--json");
}

function grammarProblem(error: CommanderError, help: string): UsageProblem {
  if (error.code === "commander.help") {
    return new UsageProblem({ code: "usageNoCommand", message: l10n.t("No command was given."), nextStep: help.trimEnd() });
  }
  return new UsageProblem({ code: "usage", message: redactText(error.message.replace(/^error: /, "")), nextStep: l10n.t("See --help for what there is.") });
}

/** A failure as people read it. */
function words({ message, resource, likelyCause, nextStep, requestId }: ErrorMember): string {
  const lines = [
    message,
    resource === undefined ? undefined : `  ${l10n.t("Where: {0}", resource)}`,
    likelyCause === undefined ? undefined : `  ${l10n.t("Why: {0}", likelyCause)}`,
    nextStep === undefined ? undefined : `  ${l10n.t("What to do: {0}", nextStep)}`,
    requestId === undefined ? undefined : `  ${l10n.t("Request id: {0}", requestId)}`,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}
