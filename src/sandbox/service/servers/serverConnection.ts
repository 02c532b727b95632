import type { WebSocket } from "ws";
import { encodeServiceMessage } from "../serverProtocol/codec.ts";
import type { MessageOf, ServiceMessage } from "../serverProtocol/messages.ts";

/** A client as the server connection that serves it sees it. */
export interface ServedClient {
  readonly connectionId: string;
  /** Bytes the hub wrote to the client. */
  fromServer(payload: Uint8Array): void;
  /** The app ended the client. */
  endedByServer(error: string | undefined): void;
  /** The connection to the app broke, or the app went. */
  serverLost(): void;
  /** The app stopped writing to the client, as it was asked. */
  paused(): void;
  /** Whether another server may take the client over now. */
  readonly movable: boolean;
  /** Goes on with another app server. */
  moveTo(server: ServerConnection): void;
}

/** What an app server is started with on its connection (service-protocol section 5, "Handshake"). */
export type ServerHandshake = MessageOf<"handshakeRequest">;

/** The connection type of the management SDK. */
const weakType = 2;

/** One WebSocket of an app server that shook hands, with the clients it serves. */
export class ServerConnection {
  /** Made by the service, told in the handshake's answer. */
  readonly id: string;
  /** The same for all connections of one app process. */
  readonly serverId: string;
  /** Lower case. */
  readonly hub: string;
  readonly handshake: ServerHandshake;
  readonly clients = new Map<string, ServedClient>();
  /** It said that it is shutting down: no new clients. */
  leaving = false;
  readonly #socket: WebSocket;
  readonly #dropBytes: number;

  constructor(socket: WebSocket, identity: { readonly id: string; readonly serverId: string; readonly hub: string }, handshake: ServerHandshake, dropBytes: number) {
    this.#socket = socket;
    ({ id: this.id, serverId: this.serverId, hub: this.hub } = identity);
    this.handshake = handshake;
    this.#dropBytes = dropBytes;
  }

  /** A weak connection sends only; clients are never given to it. */
  get weak(): boolean {
    return this.handshake.connectionType === weakType;
  }

  /** Whether new clients may come. */
  get serves(): boolean {
    return !this.leaving && !this.weak;
  }

  /** Flow control came to the SDK together with the last member of its handshake. */
  get knowsFlowControl(): boolean {
    return this.handshake.allowStatefulReconnects !== undefined;
  }

  /** Whether its hub lets clients come back after a dropped WebSocket. */
  get keepsClients(): boolean {
    return this.handshake.allowStatefulReconnects === true;
  }

  send(message: ServiceMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // An app that reads nothing is lost like one that went: its clients come back to another.
    if (this.#socket.bufferedAmount > this.#dropBytes) this.#socket.terminate();
    else this.#socket.send(encodeServiceMessage(message), { binary: true });
  }

  /** @param code 1000 makes the SDK reconnect silently, any other one with a line in the app's log */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }
}
