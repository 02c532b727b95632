import { connect } from "../../signalr/connection.ts";
import type { ConnectOptions, HubConnection } from "../../signalr/connection.ts";
import type { Hop, WireRecord } from "../../signalr/events.ts";

/**
 * One connection, which all probes of a way share: it is made once, each probe waits for the hop it asks about, and so the doctor costs
 * little more than the connection it examines.
 */
export class Passage {
  /** Every record received so far, by its kind and receipt time in milliseconds since the epoch. */
  readonly received: { readonly kind: string; readonly time: number }[] = [];
  readonly hops: Hop[] = [];
  readonly #abort = new AbortController();
  readonly #stages = { negotiate: stage<Hop>(), upgrade: stage<Hop>(), handshake: stage<Hop>() };
  readonly #options: ConnectOptions;
  #connection: Promise<HubConnection> | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** Connects, so that whoever asks first does not wait for who asks before. */
  start(): void {
    this.connection.catch(() => undefined);
  }

  /** The live connection. @throws Problem of the hop that failed; Cancelled */
  get connection(): Promise<HubConnection> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  /** @throws Problem of this hop or of one before it; Cancelled */
  async hop(kind: "negotiate" | "upgrade" | "handshake"): Promise<Hop> {
    this.start();
    return await this.#stages[kind].promise;
  }

  /** Ends what is under way. Never rejects. */
  async end(): Promise<void> {
    this.#abort.abort();
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  async #connect(): Promise<HubConnection> {
    try {
      return await connect(this.#options, {
        hop: (hop) => this.#told(hop),
        record: (record) => this.#record(record),
        closed: () => undefined,
      }, this.#abort.signal);
    } catch (error) {
      for (const { reject } of Object.values(this.#stages)) {
        reject(error);
      }
      throw error;
    }
  }

  #told(hop: Hop): void {
    this.hops.push(hop);
    const { kind, problem } = hop;
    if (kind === "redirect") {
      return;
    }
    if (problem === undefined) {
      this.#stages[kind].resolve(hop);
    } else {
      this.#stages[kind].reject(problem);
    }
  }

  #record({ direction, message, time }: WireRecord): void {
    if (direction === "received") {
      this.received.push({ kind: message.kind, time });
    }
  }
}

/** A promise that nobody needs to wait for. */
function stage<T>(): PromiseWithResolvers<T> {
  const made = Promise.withResolvers<T>();
  made.promise.catch(() => undefined);
  return made;
}
