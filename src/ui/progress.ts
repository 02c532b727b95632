import * as vscode from "vscode";

/** Runs work under a notification that can be cancelled; VS Code's cancel arrives as the signal. */
export function withProgress<T>(title: string, work: (signal: AbortSignal, report: (message: string, increment?: number) => void) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      const listener = token.onCancellationRequested(() => controller.abort());
      try {
        return await work(controller.signal, (message, increment) => progress.report({ message, ...(increment === undefined ? {} : { increment }) }));
      } finally {
        listener.dispose();
      }
    }),
  );
}
