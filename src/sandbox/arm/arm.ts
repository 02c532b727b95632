import type { Part, PartOptions } from "../model.ts";
import type { Faults } from "./faults.ts";

export interface ArmOptions extends PartOptions {
  /** The bearer token every request must carry. */
  readonly token: string;
  /** Waited before every answer, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** How long a long-running operation runs, in milliseconds. Default 20. */
  readonly operationMs?: number;
  /** `Retry-After` of a running operation, in seconds. Default 0, so that nobody waits longer than the operation runs. */
  readonly retryAfterSeconds?: number;
  /** Rows of a list page where the request does not say. Default 100. */
  readonly pageSize?: number;
}

/** The running control plane. */
export interface Arm extends Part {
  /** `http://127.0.0.1:port`, without trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
}
