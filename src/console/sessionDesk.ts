import * as l10n from "@vscode/l10n";
import type { connect } from "../signalr/connection.ts";
import type { Hop } from "../signalr/events.ts";
import { Cancelled, isCancelled, Problem } from "../signalr/problem.ts";
import type { FrameLog } from "./frameLog.ts";
import type { ConsoleStatus, HopView } from "./protocol.ts";
import { errorRecord } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { toProblemView } from "./requests.ts";
import type { Match } from "./roundTrips.ts";
import { notConnected, Session } from "./session.ts";
import type { SessionState } from "./session.ts";
import { hubTarget } from "./target.ts";
import type { ConsoleTarget } from "./target.ts";

/** What the desk tells its owner. */
export interface DeskEvents {
  status(): void;
  record(record: LogRecord): void;
  matched(match: Match): void;
}

/** The console's sessions, one after the other over one log, and what is to be said about the current one. */
export class SessionDesk {
  readonly #log: FrameLog;
  readonly #events: DeskEvents;
  readonly #open: typeof connect | undefined;
  #target: ConsoleTarget;
  #session: Session | undefined;
  #stop = new AbortController();
  #numbers = { seq: 0, frame: 0 };
  #state: SessionState = "idle";
  #since = Date.now();
  #userId = "";
  #hops: HopView[] = [];
  #problem: unknown;

  /** @param open stands in for the network in tests */
  constructor(target: ConsoleTarget, log: FrameLog, events: DeskEvents, open?: typeof connect) {
    this.#target = target;
    this.#log = log;
    this.#events = events;
    this.#open = open;
  }

  get target(): ConsoleTarget {
    return this.#target;
  }

  get status(): ConsoleStatus {
    const { title, kind, address, key } = this.#target;
    return {
      state: this.#state,
      since: this.#since,
      title,
      kind,
      address,
      key,
      userId: this.#userId,
      hops: this.#hops,
      ...(this.#problem !== undefined && { problem: toProblemView(this.#problem) }),
    };
  }

  /** Puts records of an earlier life of the window back; their numbers follow one another. */
  restore(records: readonly LogRecord[]): void {
    for (const record of records) {
      this.#numbers = { seq: record.seq, frame: Math.max(this.#numbers.frame, record.frame ?? 0) };
      this.#log.append(record);
    }
  }

  /**
   * Opens a session.
   * @throws Problem when it cannot be opened (also logged); Cancelled when it was stopped meanwhile.
   */
  async connect(address: string, userId: string): Promise<void> {
    if (this.#state === "connecting" || this.#state === "connected" || this.#state === "closing") {
      throw new Problem({ code: "alreadyConnected", message: l10n.t("There is a connection already."), nextStep: l10n.t("Disconnect first.") });
    }
    this.#userId = userId;
    this.#hops = [];
    this.#problem = undefined;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#enter("connecting");
    try {
      if (this.#target.kind === "hub" && address !== this.#target.address) this.#target = hubTarget(address);
      const options = await this.#resolve(userId, signal);
      if (signal.aborted) throw new Cancelled();
      const session = new Session(
        { connect: options, after: this.#numbers, ...(this.#open !== undefined && { open: this.#open }) },
        {
          record: (record) => this.#record(record),
          matched: (match) => this.#matched(match),
          hop: (hop) => this.#hop(hop),
          state: (state) => this.#follow(session, state),
        },
      );
      this.#session = session;
      await session.connect(signal);
    } catch (error) {
      if (isCancelled(error)) this.#enter("closed");
      else this.#fail(error);
      throw error;
    }
  }

  /** The session messages are sent on. */
  get session(): Session {
    if (this.#session !== undefined) return this.#session;
    throw notConnected();
  }

  /** Stops connecting, or closes the connection. */
  async disconnect(): Promise<void> {
    this.#stop.abort();
    await this.#session?.close();
  }

  async #resolve(userId: string, signal: AbortSignal): ReturnType<ConsoleTarget["resolve"]> {
    try {
      return await this.#target.resolve({ userId }, signal);
    } catch (error) {
      // The session logs its own failures; what failed before it began is logged here.
      if (error instanceof Problem) this.#record(errorRecord(this.#numbers.seq + 1, Date.now(), error));
      throw error;
    }
  }

  #record(record: LogRecord): void {
    this.#numbers = { seq: record.seq, frame: Math.max(this.#numbers.frame, record.frame ?? 0) };
    this.#log.append(record);
    this.#events.record(record);
  }

  #matched(match: Match): void {
    this.#log.match(match);
    this.#events.matched(match);
  }

  #hop(hop: Hop): void {
    const { kind, url, status, ms, details, problem } = hop;
    this.#hops.push({ kind, url, ms, details, ...(status !== undefined && { status }), ...(problem !== undefined && { problem: toProblemView(problem) }) });
    this.#events.status();
  }

  #follow(session: Session, state: SessionState): void {
    this.#problem = session.failure;
    this.#enter(state);
  }

  #fail(error: unknown): void {
    this.#problem = error;
    this.#enter("failed");
  }

  #enter(state: SessionState): void {
    if (state !== this.#state) this.#since = Date.now();
    this.#state = state;
    this.#events.status();
  }
}
