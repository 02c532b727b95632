import type { SandboxEvent, SandboxLine } from "./model.ts";
import { startSandbox } from "./sandbox.ts";
import type { SandboxOptions } from "./sandbox.ts";

export interface RunOptions extends Pick<SandboxOptions, "port" | "stateFile" | "app"> {
  /** The sandbox is ready. Called once, before any event. */
  readonly started: (line: SandboxLine) => void;
  readonly event: (event: SandboxEvent) => void;
}

/** How long stopping may take before it is left at that, in milliseconds (cli.md: within 2 s). */
const stopLimitMs = 1500;

/**
 * Runs a sandbox until `stop` is aborted.
 * @throws Problem as `startSandbox` does, and `stateNotWritten` when the last state could not be kept
 */
export async function runSandbox(options: RunOptions, stop: AbortSignal): Promise<void> {
  const early: SandboxEvent[] = [];
  let tell = (event: SandboxEvent): void => void early.push(event);
  const sandbox = await startSandbox({ ...options, event: (event) => tell(event) });
  options.started(sandbox.line);
  tell = options.event;
  early.forEach(tell);
  await aborted(stop);
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, stopLimitMs);
  await Promise.race([sandbox.stop(), late.promise]);
  clearTimeout(timer);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
