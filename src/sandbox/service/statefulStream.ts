import { MessageBuffer } from "../../signalr/messageBuffer.ts";
import { RECORD_SEPARATOR } from "../../signalr/protocol/json.ts";
import type { HubProtocol } from "../../signalr/protocol/protocol.ts";

/**
 * The service's side of a stateful reconnect: it counts, acknowledges and keeps what crosses, so that the hub behind it
 * notices nothing of a dropped WebSocket (signalr-protocol 4.5). That the service does this and not the app's hub is
 * inferred: the SDK only tells it which messages count (service-protocol section 3, `dataMessageType`).
 */
export class StatefulStream {
  readonly #protocol: HubProtocol;
  readonly #buffer: MessageBuffer;
  #decoder: ReturnType<HubProtocol["decoder"]>;
  #answered = false;

  /** @param write an acknowledgement, to be sent at once */
  constructor(protocol: HubProtocol, write: (record: Uint8Array) => void) {
    this.#protocol = protocol;
    this.#decoder = protocol.decoder();
    this.#buffer = new MessageBuffer((sequenceId) => write(protocol.encode({ kind: "ack", sequenceId })));
  }

  get binary(): boolean {
    return this.#protocol.binary;
  }

  /** Whether the client's handshake was answered; before that there is nothing to come back to. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Bytes held: what the client has not acknowledged, and the beginning of a record of its own. */
  get held(): number {
    return this.#buffer.keptBytes + this.#decoder.pending;
  }

  /** What the hub is to get of the client's bytes: whole records, each once. Undefined where the client skips records that never came. */
  received(bytes: Uint8Array): Uint8Array | undefined {
    const fresh: Uint8Array[] = [];
    for (const { message, bytes: record } of this.#decoder.push(bytes)) {
      if (!this.#buffer.received(message.kind)) continue;
      if (message.kind === "ack") this.#buffer.acknowledged(message.sequenceId);
      else if (message.kind !== "sequence") fresh.push(this.#protocol.framed(record));
      else if (!this.#buffer.sequence(message)) return undefined;
    }
    return Buffer.concat(fresh);
  }

  /** Whole records went out, or would have if the client were there; the first is the answer to its handshake. */
  sent(bytes: Uint8Array): void {
    let records = bytes;
    if (!this.#answered) {
      this.#answered = true;
      records = bytes.subarray(bytes.indexOf(RECORD_SEPARATOR) + 1);
    }
    for (const { message, bytes: record } of this.#protocol.decoder().push(records)) this.#buffer.sent(message.kind, this.#protocol.framed(record));
  }

  /** The client is back on another transport: what is sent to it first. The record it was in the middle of comes again. */
  resume(): readonly Uint8Array[] {
    this.#decoder = this.#protocol.decoder();
    const { sequence, again } = this.#buffer.dropped();
    return [this.#protocol.encode(sequence), ...again];
  }

  stop(): void {
    this.#buffer.stop();
  }
}
