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
  /** Whether it was promised that it may come back after its WebSocket broke. */
  readonly stateful: boolean;
  /** The transport first used; it cannot be changed. */
  transport: ClientTransportName | undefined;
  connection: ClientConnection | undefined;
  polls: LongPollingTransport | undefined;
}

/** A timer that is later than this tells of a process that was held up, in milliseconds. */
const heldUpMs = 500;

/** Every client known to the service, by the `id` of its URLs. */
export class Clients {
  readonly #clients = new Map<string, Client>();
  readonly #unused = new Map<Client, NodeJS.Timeout>();
  readonly #away = new Map<Client, NodeJS.Timeout>();
  readonly #idTimeoutMs: number;

  constructor(idTimeoutMs: number) {
    this.#idTimeoutMs = idTimeoutMs;
  }

  /** Connections that count against the service's quota. */
  get connected(): number {
    return this.#clients.size - this.#unused.size;
  }

  /** @param ownToken whether the `id` of later calls is to be a secret of its own (negotiate version 1) */
  add(identity: ClientIdentity, ownToken: boolean, requestId: string | undefined, stateful: boolean): Client {
    const id = ownToken ? newId() : identity.connectionId;
    const client: Client = { id, identity, requestId, stateful, transport: undefined, connection: undefined, polls: undefined };
    this.#clients.set(id, client);
    this.#expect(client);
    return client;
  }

  /** Waits for the first use of the id. Where this process itself was held up, the call may be in the queue behind the timer: it gets its time anew. */
  #expect(client: Client): void {
    const due = Date.now() + this.#idTimeoutMs;
    this.#unused.set(client, setTimeout(() => (Date.now() - due > heldUpMs ? this.#expect(client) : this.remove(client)), this.#idTimeoutMs));
  }

  find(id: string, hub: string): Client | undefined {
    const client = this.#clients.get(id);
    return client?.identity.hub === hub ? client : undefined;
  }

  /** The client uses its id, the first time or again: it no longer runs out. */
  use(client: Client, transport: ClientTransportName): void {
    client.transport = transport;
    this.#forget(client);
  }

  /** The client's transport broke: it has `ms` to come back before it is removed and `lost` is called. */
  hold(client: Client, ms: number, lost: () => void): void {
    const timer = setTimeout(() => {
      this.remove(client);
      lost();
    }, ms);
    this.#away.set(client, timer);
  }

  remove(client: Client): void {
    this.#forget(client);
    this.#clients.delete(client.id);
  }

  #forget(client: Client): void {
    for (const timers of [this.#unused, this.#away]) {
      clearTimeout(timers.get(client));
      timers.delete(client);
    }
  }

  all(): Client[] {
    return [...this.#clients.values()];
  }
}
