import type { IncomingMessage, ServerResponse } from "node:http";

/** One request on its way to its backend: what the relays need to know of it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly backend: URL;
  readonly method: string;
  /** The backend's, as a raw list without what frames a body. */
  readonly headers: readonly string[];
  /** Sent in the place of the caller's body, which is streamed where this is undefined. */
  readonly body: Uint8Array | undefined;
  /** How long the backend may take until it answers, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a connection may be silent, in milliseconds. */
  readonly idleMs: number;
}

/** What comes of it; one of the two is called, once. */
export interface Relayed {
  /** The backend answered, and not by accepting a WebSocket. The body is still to come. */
  answered(answer: IncomingMessage): void;
  /** It could not be reached, broke before it answered, or took too long. */
  failed(reason: "BackendConnectionFailure" | "Timeout"): void;
}
