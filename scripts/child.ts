import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { createInterface } from "node:readline";

/** A long-running process a script started. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves when the process is gone, with its exit code (null: ended by a signal). Never rejects. */
  readonly exited: Promise<number | null>;
  /** Asks it to stop (SIGTERM), insists (SIGKILL) after some seconds, and resolves when it is gone. */
  stop(): Promise<void>;
}

const patienceMs = 5000;

/** Starts a process whose end the caller always hears of. stdout is read by the caller or by `firstLine`. */
export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  const exited = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", (code) => resolve(code));
  });
  const stop = async (): Promise<void> => {
    const insist = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    child.kill("SIGTERM");
    await exited;
    clearTimeout(insist);
    // A process of its own that outlives it for a moment holds the pipes too, and would keep whoever stopped it from ending.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  return { process: child, exited, stop };
}

const readyMs = 60_000;

/**
 * The first line of the process's stdout that `accept` gives a value for. Later lines are read and dropped, so that a full pipe never stops the process.
 * @throws Error with the end of its stderr when it ends before that, or says nothing of the kind within a minute.
 */
export function firstLine<T>(child: Child, name: string, accept: (line: string) => T | undefined): Promise<T> {
  const { stdout, stderr } = child.process;
  if (stdout === null) throw new Error(`${name} was started without a pipe for stdout.`);
  let said = "";
  stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const found = Promise.withResolvers<T>();
  const deadline = setTimeout(() => found.reject(new Error(`${name} did not say that it is ready within ${readyMs / 1000} s.\n${said.trim()}`)), readyMs);
  createInterface({ input: stdout }).on("line", (line) => {
    const value = accept(line);
    if (value !== undefined) found.resolve(value);
  });
  // "close" comes after the last of stderr was read.
  child.process.on("close", (code) => found.reject(new Error(`${name} ended before it was ready (exit ${code}).\n${said.trim()}`)));
  child.process.on("error", (error) => found.reject(new Error(`${name} could not be started: ${error.message}`)));
  return found.promise.finally(() => clearTimeout(deadline));
}
