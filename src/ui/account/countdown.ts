import * as vscode from "vscode";
import type { Wait } from "../../azure/throttle.ts";

/** A notification that counts down while Azure wants nothing to be sent; cancelling it gives up what waits. */
export async function showCountdown({ until, over, cancel }: Wait): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Azure limits how much may be asked"), cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const tell = (): void => progress.report({ message: vscode.l10n.t("going on in {0} s", Math.max(0, Math.ceil((until - Date.now()) / 1000))) });
    tell();
    const timer = setInterval(tell, 1000);
    const listener = token.onCancellationRequested(cancel);
    await over;
    clearInterval(timer);
    listener.dispose();
  });
}
