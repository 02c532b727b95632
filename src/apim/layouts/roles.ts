import type { LayoutName } from "../model.ts";

/** An operation a layout's API needs. */
export interface OperationRole {
  /** Operation id publishing uses; by hand made ones have any. */
  readonly id: string;
  readonly displayName: string;
  readonly method: string;
  readonly urlTemplate: string;
  /** Its answers must reach the client as they come. */
  readonly unbuffered?: true;
  /** The call that begins a connection, where clients can be asked for a token of the app's. */
  readonly negotiates?: true;
}

/** One API of a layout and what it carries. */
export interface ApiRole {
  /** Stands behind the integration's name in the API's id: `{name}-negotiate`. */
  readonly id: string;
  readonly displayName: string;
  readonly type: "http" | "websocket";
  readonly protocols: readonly string[];
  /** The API's suffix after the prefix, without slashes at the ends. */
  readonly path: string;
  /** The path at the service it leads to, without slashes at the ends. */
  readonly backendPath: string;
  /** A WebSocket API whose handshake negotiates in the client's place. */
  readonly negotiates?: true;
  readonly operations: readonly OperationRole[];
}

export type TransportName = "WebSockets" | "ServerSentEvents" | "LongPolling";

/** Which APIs, operations and policies carry which transports. */
export interface Layout {
  readonly name: LayoutName;
  /** What passes the gateway, by the official clients' names; a client that falls back to another one would leave it or fail. */
  readonly transports: readonly TransportName[];
  /** The prefix where none is asked for. */
  readonly defaultPrefix: string;
  /** In the order they are created. */
  readonly roles: readonly ApiRole[];
}
