import type { WireRecord } from "../signalr/events.ts";
import { roundMs } from "./record.ts";
import type { LogRecord, RecordKind } from "./record.ts";

/** An invocation and its completion, by their numbers in the log. */
export interface Match {
  readonly invocation: number;
  readonly completion: number;
  readonly roundTripMs: number;
}

/** What is looked at of a record. */
interface Seen extends Pick<WireRecord, "direction" | "time"> {
  readonly message: { readonly kind: RecordKind; readonly invocationId?: string | undefined };
}

/** Pairs invocations with their completions, both those we made and those the server made. */
export class RoundTrips {
  readonly #open = new Map<string, { readonly seq: number; readonly time: number }>();

  /** Takes note of a record; answers the match it completes. */
  see(seq: number, wire: Seen): Match | undefined {
    const { message } = wire;
    if (message.kind === "invocation" || message.kind === "streamInvocation") {
      if (message.invocationId !== undefined) this.#open.set(`${wire.direction} ${message.invocationId}`, { seq, time: wire.time });
      return undefined;
    }
    if (message.kind !== "completion") return undefined;
    const key = `${wire.direction === "received" ? "sent" : "received"} ${message.invocationId}`;
    const invocation = this.#open.get(key);
    if (invocation === undefined) return undefined;
    this.#open.delete(key);
    return { invocation: invocation.seq, completion: seq, roundTripMs: Math.max(0, roundMs(wire.time - invocation.time)) };
  }
}

/** Pairs the records of a transcript, which may be of several sessions. */
export class TranscriptTrips {
  readonly #trips = new Map<number, RoundTrips>();

  /** Takes note of a record; answers the match it completes. */
  see({ seq, direction, time, kind, members: { invocationId }, session = 1 }: LogRecord): Match | undefined {
    const each = this.#trips.get(session) ?? new RoundTrips();
    this.#trips.set(session, each);
    return direction === "local" ? undefined : each.see(seq, { direction, time, message: { kind, invocationId } });
  }
}
