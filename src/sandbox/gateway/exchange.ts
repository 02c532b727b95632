import type { IncomingMessage, ServerResponse } from "node:http";

/** One request on its way: what the relays need to know of it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly backend: URL;
  /** How long the backend may take until it answers, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the answer's body is gathered, 8 KB at a time, before it is passed on. */
  readonly buffered: boolean;
  /** Whether the gateway answers for CORS, in the place of what the backend says about it. */
  readonly ownCors: boolean;
  /** How long a connection may be silent, in milliseconds. */
  readonly idleMs: number;
}
