import * as l10n from "@vscode/l10n";
import { Command, Option } from "commander";
import { connectCommand } from "./commands/connect.ts";
import { connectionStringCommand } from "./commands/connectionString.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { faultsCommand } from "./commands/faults.ts";
import { integrationsCommand } from "./commands/integrations.ts";
import { planCommand } from "./commands/plan.ts";
import { publishCommand } from "./commands/publish.ts";
import { removeCommand } from "./commands/remove.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { logLevels } from "./log.ts";
import type { Runner } from "./runner.ts";

const makers = [sandboxCommand, planCommand, publishCommand, integrationsCommand, removeCommand, connectionStringCommand, exportCommand, doctorCommand, connectCommand, faultsCommand];

/** The command line's grammar. Parsing throws CommanderError, and writes nothing itself but the help that was asked for. */
export function createProgram(run: Runner, writeHelp: (text: string) => void): Command {
  const program = new Command("signalr-apim").description(l10n.t("Azure SignalR Service behind Azure API Management: publish, hand out the connection string, test"));
  const commands = makers.map((make) => make(run));
  for (const command of commands) {
    command
      .option("--json", l10n.t("print JSON and nothing else"))
      .addOption(new Option("--log-level <level>", l10n.t("what is told on stderr")).choices(logLevels).env("SIGNALR_APIM_LOG").default("info"));
    program.addCommand(command);
  }
  for (const command of [program, ...commands]) {
    command.exitOverride().configureOutput({ writeOut: writeHelp, writeErr: () => undefined });
  }
  return program;
}
