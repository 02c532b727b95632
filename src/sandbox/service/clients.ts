import type { ClientConnection } from "./clientConnection.ts";
import type { ClientTransportName } from "./clientTransport.ts";
import { newId } from "./identity.ts";
import type { ClientIdentity } from "./identity.ts";
import type { LongPollingTransport } from "./transports/longPollingTransport.ts";

/** A client from its negotiate (or its direct WebSocket) until its transport is gone. */
export interface Client {
  /** What later calls carry as `id`: the secret connection token, or in version 0 the connection id. */
  readonly id: string;
  readonly identity: ClientIdentity;
  /** `asrs_request_id` of the negotiate. */
  readonly requestId: string | undefined;
  /** The transport first used; it cannot be changed. */
  transport: ClientTransportName | undefined;
  connection: ClientConnection | undefined;
  polls: LongPollingTransport | undefined;
}

/** Every client known to the service, by the `id` of its URLs. */
export class Clients {
  readonly #clients = new Map<string, Client>();
  readonly #unused = new Map<Client, NodeJS.Timeout>();
  readonly #idTimeoutMs: number;

  constructor(idTimeoutMs: number) {
    this.#idTimeoutMs = idTimeoutMs;
  }

  /** Connections that count against the service's quota. */
  get connected(): number {
    return this.#clients.size - this.#unused.size;
  }

  /** @param ownToken whether the `id` of later calls is to be a secret of its own (negotiate version 1) */
  add(identity: ClientIdentity, ownToken: boolean, requestId: string | undefined): Client {
    const id = ownToken ? newId() : identity.connectionId;
    const client: Client = { id, identity, requestId, transport: undefined, connection: undefined, polls: undefined };
    this.#clients.set(id, client);
    this.#unused.set(client, setTimeout(() => this.remove(client), this.#idTimeoutMs));
    return client;
  }

  find(id: string, hub: string): Client | undefined {
    const client = this.#clients.get(id);
    return client?.identity.hub === hub ? client : undefined;
  }

  /** The client's first use: its id no longer runs out. */
  use(client: Client, transport: ClientTransportName): void {
    client.transport = transport;
    clearTimeout(this.#unused.get(client));
    this.#unused.delete(client);
  }

  remove(client: Client): void {
    clearTimeout(this.#unused.get(client));
    this.#unused.delete(client);
    this.#clients.delete(client.id);
  }

  all(): Client[] {
    return [...this.#clients.values()];
  }
}
