/** Names as negotiate spells them. */
export type ClientTransportName = "WebSockets" | "ServerSentEvents" | "LongPolling";

/** How bytes reach one client. What the client sends is handed to its connection by whoever made the transport. */
export interface ClientTransport {
  readonly name: ClientTransportName;
  /** Hands bytes over as one message (WebSockets), one event or a part of the next poll's answer. */
  send(data: Uint8Array, binary: boolean): void;
  /** Bytes handed over and not yet taken by the network. */
  readonly waiting: number;
  /** Ends once everything handed over has gone out. */
  close(): void;
  /** Ends at once and forgets what still waits. */
  abort(): void;
}
