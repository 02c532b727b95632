import * as vscode from "vscode";
import type { ConsoleTarget } from "../../console/target.ts";
import { commands } from "../commands.ts";
import { registerCommand } from "../errors.ts";
import type { ConsolePanels, PanelServices } from "./panels.ts";

/** The type of a console's tab; the manifest's activation event names it (`onWebviewPanel:…`). */
export const consoleViewType = "signalrApim.console";

/** The editor for files with a transcript, as the manifest names it. */
export const transcriptViewType = "signalrApim.transcript";

/** What the console needs from the rest of the editor part. */
export interface ConsoleServices extends PanelServices {
  /** What to connect to for a tree node; undefined when the person chose nothing. */
  targetOf(node: unknown): Promise<ConsoleTarget | undefined>;
}

/** The console's commands and tabs. Nothing of it is loaded before the first use. */
export interface ConsoleFeature extends vscode.Disposable {
  openConsole(target: ConsoleTarget): Promise<void>;
}

/** Registers the commands and what brings tabs back after a reload of the window. */
export function registerConsole(services: ConsoleServices): ConsoleFeature {
  let loaded: Promise<ConsolePanels> | undefined;
  const load = async (): Promise<ConsolePanels> => {
    const { ConsolePanels } = await import("../features.ts");
    return new ConsolePanels(services);
  };
  let ready: ConsolePanels | undefined;
  const panels = async (): Promise<ConsolePanels> => (ready = await (loaded ??= load()));
  const openConsole = async (target: ConsoleTarget): Promise<void> => (await panels()).open(target);

  const parts = vscode.Disposable.from(
    registerCommand(commands.openConsole, services.log, async (node) => {
      const target = await (node === undefined ? askForHub() : services.targetOf(node));
      if (target !== undefined) await openConsole(target);
    }),
    registerCommand(commands.openConsoleWithConnectionString, services.log, async () => {
      const { askForConnectionString } = await import("../features.ts");
      const target = await askForConnectionString(services.context.secrets, services.entraTokens);
      if (target !== undefined) await openConsole(target);
    }),
    registerCommand(commands.exportTranscript, services.log, async () => (await panels()).exportActive()),
    // The explorer hands over the file that was clicked and all that are selected; the title of an editor only its own.
    registerCommand(commands.compareTranscripts, services.log, async (clicked, selected) => (await panels()).compare(filesIn(selected ?? [clicked]))),
    vscode.window.registerWebviewPanelSerializer(consoleViewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => (await panels()).restore(panel, state),
    }),
    vscode.window.registerCustomEditorProvider(
      transcriptViewType,
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => (await panels()).openTranscript(uri, panel),
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
    { dispose: () => ready?.dispose() },
  );
  return { openConsole, dispose: () => parts.dispose() };
}

/** Asks for a hub's URL; undefined when the person gave up. */
async function askForHub(): Promise<ConsoleTarget | undefined> {
  const { askHubUrl, hubTarget } = await import("../features.ts");
  const address = await askHubUrl(vscode.l10n.t("Open a SignalR console"));
  return address === undefined ? undefined : hubTarget(address);
}

function filesIn(given: unknown): vscode.Uri[] {
  return Array.isArray(given) ? given.filter((each: unknown) => each instanceof vscode.Uri) : [];
}
