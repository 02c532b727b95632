import { WebSocket } from "ws";

export interface BreakableSockets {
  /** For the official client's `withUrl`: the member is there and not in its published types. */
  readonly options: { readonly WebSocket: unknown };
  /** How many were opened so far. */
  readonly opened: () => number;
  /** Ends the newest as a network does: without a close frame. */
  readonly break: () => void;
}

/** WebSockets for the official client, which can be broken. */
export function breakableSockets(): BreakableSockets {
  const sockets: WebSocket[] = [];
  class Breakable extends WebSocket {
    constructor(url: string, protocols?: string | string[], options?: object) {
      super(url, protocols, options);
      sockets.push(this);
    }
  }
  return { options: { WebSocket: Breakable }, opened: () => sockets.length, break: () => sockets.at(-1)?.terminate() };
}
