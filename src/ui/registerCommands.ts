import * as vscode from "vscode";
import type { Documents } from "./commandHandlers.ts";
import { commands } from "./commands.ts";
import type { CommandId, ConsoleCommandId } from "./commands.ts";
import { registerCommand } from "./errors.ts";
import type { Services } from "./services.ts";

const consoleCommands: ReadonlySet<CommandId> = new Set<ConsoleCommandId>([commands.openConsole, commands.openConsoleWithConnectionString, commands.exportTranscript, commands.compareTranscripts]);

/** Every command but the console's own. What they do is loaded when the first of them runs. */
export function registerCommands(services: Services, documents: Documents): vscode.Disposable {
  const ids = Object.values(commands).filter((id): id is Exclude<CommandId, ConsoleCommandId> => !consoleCommands.has(id));
  return vscode.Disposable.from(...ids.map((id) => registerCommand(id, services.log, async (from, more) => {
    const { commandHandlers } = await import("./features.ts");
    return commandHandlers(services, documents)[id](from, more);
  })));
}
