import * as l10n from "@vscode/l10n";
import type { connect, ConnectOptions } from "../signalr/connection.ts";
import type { Hop, Reconnecting } from "../signalr/events.ts";
import { Cancelled, isCancelled, Problem } from "../signalr/problem.ts";
import { defaultChoices } from "./connectChoices.ts";
import type { ConnectChoices } from "./connectChoices.ts";
import { Exchanges } from "./exchanges.ts";
import type { TimedHop } from "./har.ts";
import { claimsOf, openOptions } from "./openOptions.ts";
import { inSession } from "./lazyRecord.ts";
import type { Activity, ConsoleStatus, Draft, HopView } from "./protocol.ts";
import { ServiceRest } from "../signalr/rest.ts";
import { errorRecord } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { replay, replayOf } from "./replay.ts";
import { toProblemView } from "./requests.ts";
import type { Match } from "./roundTrips.ts";
import { serve } from "./serviceSide.ts";
import { notConnected, Session } from "./session.ts";
import type { Counter, SessionState } from "./session.ts";
import type { Network } from "./sessionNetwork.ts";
import { hubTarget } from "./target.ts";
import type { ConsoleTarget } from "./target.ts";
import type { TargetMemory } from "./targetMemory.ts";

/** What a desk tells its owner. */
export interface DeskEvents {
  status(): void;
  activity(): void;
  /** The rows of a stream's further items are to be held back, or to come. */
  hold(invocationId: string, held: boolean): void;
  record(record: LogRecord): void;
  matched(match: Match): void;
  hop(hop: TimedHop): void;
}

/** What a desk is made of. */
export interface DeskParts {
  /** 1 for the first. */
  readonly session: number;
  readonly target: ConsoleTarget;
  readonly counter: Counter;
  readonly events: DeskEvents;
  /** Of any target, by its key. */
  readonly memoryOf: (key: string) => TargetMemory;
  /** How the session is reached, as it was chosen. */
  readonly network: (choices: ConnectChoices) => Promise<Network>;
  /** Stands in for the network in tests. */
  readonly open: typeof connect | undefined;
}

/** How long the service may take to answer, in milliseconds. */
const serviceTimeoutMs = 30_000;

/** One session of the console, which may connect again and again, and what is to be said about it. */
export class SessionDesk {
  readonly #parts: DeskParts;
  readonly exchanges: Exchanges;
  #target: ConsoleTarget;
  #memory: TargetMemory;
  #session: Session | undefined;
  #stop = new AbortController();
  #frames = 0;
  #state: SessionState = "idle";
  #since = Date.now();
  #hops: HopView[] = [];
  #problem: unknown;
  #reconnecting: ConsoleStatus["reconnecting"];
  #userId: string;
  #replay: Activity["replay"];
  #stopReplay = new AbortController();
  #choices: ConnectChoices;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#target = parts.target;
    this.#memory = parts.memoryOf(parts.target.key);
    this.#userId = this.#memory.userId;
    this.#choices = this.#remembered();
    this.exchanges = new Exchanges(() => this.session, parts.events, () => this.#memory.rules);
  }

  get target(): ConsoleTarget {
    return this.#target;
  }
  get memory(): TargetMemory {
    return this.#memory;
  }
  /** Those used last; secrets in them are masked. */
  get choices(): ConnectChoices {
    return this.#choices;
  }
  get userId(): string {
    return this.#userId;
  }

  get status(): ConsoleStatus {
    const { title, kind, address, key } = this.#target;
    return {
      ...this.#which(),
      state: this.#state,
      since: this.#since,
      title,
      kind,
      address,
      key,
      userId: this.#userId,
      hops: this.#hops,
      choices: this.#choices,
      serves: this.#target.service !== undefined,
      ...(this.#problem !== undefined && { problem: toProblemView(this.#problem) }),
      ...(this.#reconnecting !== undefined && { reconnecting: this.#reconnecting }),
    };
  }

  get activity(): Activity {
    return { ...this.#which(), ...this.exchanges.activity, ...(this.#replay !== undefined && { replay: this.#replay }) };
  }

  /** Records of an earlier life of the window were put back. */
  restored(frames: number): void {
    this.#frames = frames;
  }

  /**
   * Opens a connection.
   * @throws Problem when it cannot be opened (also logged); Cancelled when it was stopped meanwhile.
   */
  async connect(address: string, userId: string, choices: ConnectChoices): Promise<void> {
    if (this.#state !== "idle" && this.#state !== "closed" && this.#state !== "failed") {
      throw new Problem({ code: "alreadyConnected", message: l10n.t("There is a connection already."), nextStep: l10n.t("Disconnect first.") });
    }
    this.#hops = [];
    this.#problem = undefined;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#enter("connecting");
    try {
      if (this.#target.kind === "hub" && address !== this.#target.address) this.#retarget(hubTarget(address));
      this.#userId = userId;
      const chosen = this.#memory.take(userId, choices);
      this.#choices = this.#remembered();
      const options = await this.#resolve(userId, chosen, signal);
      if (signal.aborted) throw new Cancelled();
      await this.#open(options).connect(signal);
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

  /**
   * Sends what was sent in a transcript again; resolves when all of it was, or it was stopped.
   * @param everyMs as `replayOf`
   * @throws Problem `notConnected`, `alreadyReplaying`, and as `replayOf`
   */
  async replay(records: readonly LogRecord[], everyMs: number | undefined): Promise<void> {
    const { session } = this;
    if (this.#replay !== undefined) throw new Problem({ code: "alreadyReplaying", message: l10n.t("A transcript is being replayed already.") });
    const messages = replayOf(records, everyMs, this.#choices.bare ? undefined : this.#choices.protocol);
    const tell = (sent: number | undefined): void => {
      this.#replay = sent === undefined ? undefined : { sent, total: messages.length };
      this.#parts.events.activity();
    };
    this.#stopReplay = new AbortController();
    tell(0);
    try {
      await replay(messages, (bytes, binary) => session.sendRaw(bytes, binary), tell, this.#stopReplay.signal);
    } catch (error) {
      if (!isCancelled(error)) throw error;
    } finally {
      tell(undefined);
    }
  }

  stopReplay(): void {
    this.#stopReplay.abort();
  }

  /**
   * Plays the server by what a draft says.
   * @throws Problem as `serve`, and `noService` where the service's key cannot be had
   */
  async serve(draft: Draft): Promise<string> {
    const { service } = this.#target;
    if (service === undefined) {
      throw new Problem({
        code: "noService",
        message: l10n.t("The service behind this console is not known."),
        nextStep: l10n.t("Open a console on an integration or with a connection string to play the server."),
      });
    }
    const http = await this.#parts.network(this.#choices);
    const { entraToken, ...access } = await service(AbortSignal.timeout(serviceTimeoutMs), this.#choices.entra);
    // Signing in may take a person as long as it takes; only the service has to be quick.
    const token = await entraToken?.();
    const signal = AbortSignal.timeout(serviceTimeoutMs);
    return await serve(new ServiceRest({ ...access, signal, http, ...(token !== undefined && { entraToken: () => Promise.resolve(token) }) }), draft, this.#userId);
  }

  /** Stops connecting, or closes the connection. */
  async disconnect(): Promise<void> {
    this.#stop.abort();
    this.stopReplay();
    await this.#session?.close();
  }

  #which(): { session?: number } {
    return this.#parts.session === 1 ? {} : { session: this.#parts.session };
  }

  #remembered(): ConnectChoices {
    const { transport = defaultChoices.transport } = this.#target;
    return this.#memory.choices ?? { ...defaultChoices, transport };
  }

  #retarget(target: ConsoleTarget): void {
    this.#target = target;
    this.#memory = this.#parts.memoryOf(target.key);
  }

  #open(options: ConnectOptions): Session {
    const { counter, open } = this.#parts;
    const session = new Session(
      { connect: { ...options, answers: this.exchanges.answers }, counter, frames: this.#frames, ...(open !== undefined && { open }) },
      {
        record: (record) => this.#record(record),
        matched: (match) => this.#parts.events.matched(match),
        hop: (hop) => this.#hop(hop),
        reconnecting: (notice) => this.#dropped(notice),
        state: (state) => this.#follow(session, state),
      },
    );
    this.#session = session;
    return session;
  }

  async #resolve(userId: string, choices: ConnectChoices, signal: AbortSignal): ReturnType<ConsoleTarget["resolve"]> {
    const { lifetimeSeconds, entra } = choices;
    try {
      const network = await this.#parts.network(choices);
      const token = { userId, claims: claimsOf(choices), network, ...(lifetimeSeconds !== undefined && { lifetimeSeconds }), ...(entra !== undefined && { entra }) };
      return openOptions(await this.#target.resolve(token, signal), choices, network);
    } catch (error) {
      // The session logs its own failures; what failed before it began is logged here.
      if (error instanceof Problem) this.#record(errorRecord(++this.#parts.counter.seq, Date.now(), error));
      throw error;
    }
  }

  #record(record: LogRecord): void {
    this.#frames = Math.max(this.#frames, record.frame ?? 0);
    this.#parts.events.record(this.#parts.session === 1 ? record : inSession(record, this.#parts.session));
    this.exchanges.saw(record);
  }

  #hop(hop: Hop): void {
    const { kind, url, status, ms, details, problem } = hop;
    const shown = { kind, url, ms, details, ...(status !== undefined && { status }), ...(problem !== undefined && { problem: toProblemView(problem) }) };
    this.#hops.push(shown);
    this.#parts.events.hop({ ...shown, time: hop.time, session: this.#parts.session });
    this.#parts.events.status();
  }

  #dropped({ attempt, delayMs, end, stateful, time }: Reconnecting): void {
    this.#reconnecting = { attempt, at: time + delayMs, reason: end.problem?.message ?? end.reason, stateful };
    this.#hops = [];
    if (!stateful) this.exchanges.clear();
    this.#parts.events.status();
  }

  #follow(session: Session, state: SessionState): void {
    this.#problem = session.failure;
    if (state !== "reconnecting") this.#reconnecting = undefined;
    if (state === "closed" || state === "failed") this.exchanges.clear();
    this.#enter(state);
  }

  #fail(error: unknown): void {
    this.#problem = error;
    this.#enter("failed");
  }

  #enter(state: SessionState): void {
    if (state !== this.#state) this.#since = Date.now();
    this.#state = state;
    this.#parts.events.status();
  }
}
