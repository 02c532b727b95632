import type { IncomingMessage, ServerResponse } from "node:http";

/** One request on its way: what the relays need to know of it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly backend: URL;
  /** How long the backend may take until it answers, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a connection may be silent, in milliseconds. */
  readonly idleMs: number;
}
