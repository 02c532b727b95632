import type { Log } from "./log.ts";
import type { Output } from "./output.ts";

/** What every command is given. */
export interface Context {
  readonly out: Output;
  readonly log: Log;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}
