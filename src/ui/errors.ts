import * as vscode from "vscode";
import { isCancelled } from "../signalr/problem.ts";
import type { Log } from "./log.ts";
import { problemText } from "./problemText.ts";

/** A button of a failure's notification. */
export interface WayOn {
  readonly title: string;
  run(): unknown;
}

/**
 * Tells a failure once: words in a notification, everything known in the log. Does not wait for the answer, so that
 * a notification left open holds nothing up. Cancelling is told to nobody.
 */
export function showProblem(error: unknown, log: Log, ways: readonly WayOn[] = [], doing?: string): void {
  if (isCancelled(error)) return;
  const text = problemText(error, doing);
  log.error(text.log);
  void offer(text.message, log, [...ways, { title: vscode.l10n.t("Open Log"), run: () => log.show() }]);
}

async function offer(message: string, log: Log, ways: readonly WayOn[]): Promise<void> {
  const title = await vscode.window.showErrorMessage(message, ...ways.map((way) => way.title));
  try {
    await ways.find((way) => way.title === title)?.run();
  } catch (error) {
    showProblem(error, log, [], title);
  }
}

/** Registers a command whose failures are told with "Retry"; what it returns reaches the caller of `executeCommand`. */
export function registerCommand(id: string, log: Log, handler: (...args: readonly unknown[]) => unknown): vscode.Disposable {
  const run = async (...args: readonly unknown[]): Promise<unknown> => {
    try {
      return await handler(...args);
    } catch (error) {
      showProblem(error, log, [{ title: vscode.l10n.t("Retry"), run: () => run(...args) }]);
      return undefined;
    }
  };
  return vscode.commands.registerCommand(id, run);
}
