import { spawn } from "node:child_process";
import { root } from "../paths.ts";

/** What one stage of `npm test` came to. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  /** The names of what could not be tried here, with the reason. */
  readonly skipped: readonly string[];
  /** The names of the files that passed only when they were run again. */
  readonly unsteady?: readonly string[];
}

/** A check that is one command: passed or failed as a whole. Its output goes to stderr as it is. */
export async function command(args: readonly string[]): Promise<Result> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  const status = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", resolve);
  });
  return status === 0 ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };
}
