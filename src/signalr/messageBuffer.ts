import type { DecodedMessage, Sequence } from "./protocol/messages.ts";

/** How much that the server has not acknowledged is kept before sending waits, in bytes, as in the official client. */
const BUFFER_BYTES = 100_000;

/** How long after a message it is acknowledged at the latest, in milliseconds (signalr-protocol 4.5). */
const ACK_DELAY_MS = 1_000;

type MessageKind = DecodedMessage["kind"];

interface Kept {
  readonly sequenceId: number;
  /** As it crossed, with its framing. */
  readonly bytes: Uint8Array;
}

/** What both sides of a stateful reconnect count and keep, so that a message crosses exactly once over any number of drops. */
export class MessageBuffer {
  readonly #acknowledge: (sequenceId: number) => void;
  #kept: Kept[] = [];
  #keptBytes = 0;
  #sent = 0;
  /** The number of the next message received, and the highest one seen. */
  #next = 1;
  #seen = 0;
  /** After a drop nothing counts until the server has said where it goes on. */
  #waitsForSequence = false;
  #timer: NodeJS.Timeout | undefined;
  #room = Promise.withResolvers<void>();

  constructor(acknowledge: (sequenceId: number) => void) {
    this.#acknowledge = acknowledge;
  }

  /** A message was sent. @param bytes with its framing */
  sent(kind: MessageKind, bytes: Uint8Array): void {
    if (counts(kind)) {
      this.#sent += 1;
      this.#kept.push({ sequenceId: this.#sent, bytes });
      this.#keptBytes += bytes.length;
    }
  }

  /** Bytes that were not acknowledged yet. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Resolves when there is room for another message. */
  async room(): Promise<void> {
    while (this.#keptBytes >= BUFFER_BYTES) {
      await this.#room.promise;
    }
  }

  /** The server has everything up to this number. */
  acknowledged(sequenceId: number): void {
    const rest = this.#kept.findIndex((each) => each.sequenceId > sequenceId);
    const done = this.#kept.splice(0, rest < 0 ? this.#kept.length : rest);
    this.#keptBytes -= done.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#makeRoom();
  }

  /** Whether this message is new and to be acted on; what was received before a drop comes again. */
  received(kind: MessageKind): boolean {
    if (this.#waitsForSequence) {
      return kind === "sequence";
    }
    if (!counts(kind)) {
      return true;
    }
    const sequenceId = this.#next;
    this.#next += 1;
    if (sequenceId >= this.#seen) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#acknowledge(this.#seen);
      }, ACK_DELAY_MS);
    }
    if (sequenceId <= this.#seen) {
      return false;
    }
    this.#seen = sequenceId;
    return true;
  }

  /** The server says with which number it goes on. False when it skips what was never received. */
  sequence({ sequenceId }: Sequence): boolean {
    this.#waitsForSequence = false;
    if (sequenceId > this.#next) {
      return false;
    }
    this.#next = sequenceId;
    return true;
  }

  /** The transport dropped: where this side goes on, and what it has to send again. */
  dropped(): { readonly sequence: Sequence; readonly again: readonly Uint8Array[] } {
    this.#waitsForSequence = true;
    // What was said to come again may not have come before this drop; it was seen all the same.
    this.#next = this.#seen + 1;
    return { sequence: { kind: "sequence", sequenceId: this.#kept[0]?.sequenceId ?? this.#sent + 1 }, again: this.#kept.map(({ bytes }) => bytes) };
  }

  /** Nothing crosses any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#keptBytes = 0;
    this.#makeRoom();
  }

  #makeRoom(): void {
    this.#room.resolve();
    this.#room = Promise.withResolvers<void>();
  }
}

/** Only what a hub method sees is counted: not pings, closes, acks and sequences (HubProtocol.md, "Ack"). */
function counts(kind: MessageKind): boolean {
  return kind === "invocation" || kind === "streamItem" || kind === "completion" || kind === "streamInvocation" || kind === "cancelInvocation";
}
