import * as vscode from "vscode";

/** In milliseconds. What ends sooner flickers; and of several notifications in one second VS Code keeps the last, which says how it went, out of sight. */
const shownAfter = 500;

type Report = (message: string, increment?: number) => void;

/** Runs work, and unless it ends at once shows a notification meanwhile that can be cancelled; VS Code's cancel arrives as the signal. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let done = 0;
  let latest: string | undefined;
  let show: ((increment: number) => void) | undefined;
  const running = work(controller.signal, (message, increment = 0) => {
    latest = message;
    done += increment;
    show?.(increment);
  });
  if (await endsWithin(running, shownAfter)) {
    return running;
  }
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const listener = token.onCancellationRequested(() => controller.abort());
      show = (increment) => progress.report({ ...(latest !== undefined && { message: latest }), increment });
      show(done);
      try {
        return await running;
      } finally {
        listener.dispose();
      }
    }),
  );
}

async function endsWithin(running: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([running.then(() => true, () => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
