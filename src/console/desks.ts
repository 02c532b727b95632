import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import type { TimedHop } from "./har.ts";
import { SessionDesk } from "./sessionDesk.ts";
import type { DeskEvents, DeskParts } from "./sessionDesk.ts";
import type { LogRecord } from "./record.ts";
import type { Match } from "./roundTrips.ts";
import type { Counter } from "./session.ts";

/** How often a page hears how far its streams are, in milliseconds: often enough to look live. */
const activityIntervalMs = 100;

/** What the desks together tell the host. */
export interface DesksEvents {
  status(desk: SessionDesk): void;
  activity(desk: SessionDesk): void;
  hold(session: number, invocationId: string, held: boolean): void;
  record(record: LogRecord): void;
  matched(match: Match): void;
  hop(hop: TimedHop): void;
}

/** The console's sessions, side by side over one log. The first is always there. */
export class Desks {
  readonly #parts: Omit<DeskParts, "session" | "events" | "counter">;
  readonly #events: DesksEvents;
  readonly #counter: Counter = { seq: 0 };
  readonly #desks = new Map<number, SessionDesk>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  #last = 0;

  constructor(parts: Omit<DeskParts, "session" | "events" | "counter">, events: DesksEvents) {
    this.#parts = parts;
    this.#events = events;
    this.add();
  }

  get all(): readonly SessionDesk[] {
    return [...this.#desks.values()];
  }

  /** Their numbers. */
  get numbers(): Iterable<number> {
    return this.#desks.keys();
  }

  /** @param session absent for the first @throws Problem `sessionGone` */
  get(session = 1): SessionDesk {
    const desk = this.#desks.get(session);
    if (desk !== undefined) return desk;
    throw new Problem({ code: "sessionGone", message: l10n.t("There is no session {0}.", session) });
  }

  /** Another session on the first one's target. */
  add(): number {
    const session = this.#last + 1;
    this.#add(session);
    return session;
  }

  /** Disconnects and takes a session away. @throws Problem `sessionGone`, also for the first, which stays */
  async remove(session: number): Promise<void> {
    const desk = this.get(session === 1 ? 0 : session);
    this.#desks.delete(session);
    this.#forgetTimer(session);
    await desk.disconnect();
  }

  /**
   * Records of an earlier life of the window are there: numbers go on after them, and their sessions can be connected again.
   * @param seq the last number given out
   * @param frames the last frame of each session
   */
  restored(seq: number, frames: ReadonlyMap<number, number>): void {
    this.#counter.seq = Math.max(this.#counter.seq, seq);
    for (const [session, last] of [...frames].toSorted(([one], [other]) => one - other)) {
      const desk = this.#desks.get(session) ?? this.#add(session);
      desk.restored(last);
      if (session > 1) this.#events.status(desk);
    }
  }

  async dispose(): Promise<void> {
    for (const session of this.#timers.keys()) this.#forgetTimer(session);
    await Promise.all(this.all.map((desk) => desk.disconnect()));
  }

  #add(session: number): SessionDesk {
    this.#last = Math.max(this.#last, session);
    const target = this.#desks.get(1)?.target ?? this.#parts.target;
    const desk: SessionDesk = new SessionDesk({ ...this.#parts, target, session, counter: this.#counter, events: this.#eventsOf(session, () => desk) });
    this.#desks.set(session, desk);
    return desk;
  }

  #eventsOf(session: number, desk: () => SessionDesk): DeskEvents {
    const here = (): boolean => this.#desks.has(session);
    return {
      status: () => {
        if (here()) this.#events.status(desk());
      },
      activity: () => {
        if (!here() || this.#timers.has(session)) return;
        const tell = (): void => {
          this.#timers.delete(session);
          this.#events.activity(desk());
        };
        this.#timers.set(session, setTimeout(tell, activityIntervalMs).unref());
      },
      hold: (invocationId, held) => this.#events.hold(session, invocationId, held),
      record: (record) => this.#events.record(record),
      matched: (match) => this.#events.matched(match),
      hop: (hop) => this.#events.hop(hop),
    };
  }

  #forgetTimer(session: number): void {
    clearTimeout(this.#timers.get(session));
    this.#timers.delete(session);
  }
}
