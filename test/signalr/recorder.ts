import type { ConnectionObserver, Hop, Reconnected, Reconnecting, WireRecord } from "../../src/signalr/events.ts";
import type { TransportEnd } from "../../src/signalr/transport/transport.ts";

/** Keeps what a connection tells, in order. */
export class Recorder implements ConnectionObserver {
  readonly hops: Hop[] = [];
  readonly records: WireRecord[] = [];
  readonly ends: TransportEnd[] = [];
  /** Everything in order: `hop kind`, `→`/`←` with frame number and text, `reconnecting`, `reconnected`, `end`. */
  readonly lines: string[] = [];
  #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  hop(hop: Hop): void {
    this.hops.push(hop);
    this.#line(`${hop.kind} ${hop.problem?.code ?? hop.status ?? "ok"}`);
  }

  record(record: WireRecord): void {
    this.records.push(record);
    const shown = record.binary ? `0x${Buffer.from(record.bytes).toString("hex")}` : Buffer.from(record.bytes).toString("utf8");
    this.#line(`${record.direction === "sent" ? "→" : "←"} ${record.frame} ${record.message.kind} ${shown}`);
  }

  reconnecting({ attempt, delayMs, end, stateful }: Reconnecting): void {
    this.#line(`reconnecting ${attempt} after ${delayMs}${stateful ? " stateful" : ""}: ${end.problem?.code ?? "clean"}`);
  }

  reconnected({ attempt, stateful }: Reconnected): void {
    this.#line(`reconnected ${attempt}${stateful ? " stateful" : ""}`);
  }

  closed(end: TransportEnd): void {
    this.ends.push(end);
    this.#line(`end ${end.code ?? "-"} ${end.problem?.code ?? "clean"}`);
  }

  /** Resolves once the condition holds after something was told. */
  async until(holds: () => boolean): Promise<void> {
    if (!holds()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push({ holds, resolve });
      await promise;
    }
  }

  #line(line: string): void {
    this.lines.push(line);
    for (const { resolve } of this.#waiting.filter(({ holds }) => holds())) {
      resolve();
    }
    this.#waiting = this.#waiting.filter(({ holds }) => !holds());
  }
}
