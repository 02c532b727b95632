import type { connect } from "../signalr/connection.ts";
import { Composer } from "./composer.ts";
import { Desks } from "./desks.ts";
import { FrameLog } from "./frameLog.ts";
import type { TimedHop } from "./har.ts";
import { Keeper } from "./keeper.ts";
import { logHandlers } from "./logHandlers.ts";
import { LogView } from "./logView.ts";
import { Marks } from "./marks.ts";
import { MessageShelf } from "./messageShelf.ts";
import { ParseProblem } from "./parseProblem.ts";
import type { ConsolePlatform, KeptForm } from "./platform.ts";
import { protocolVersion, readPageMessage } from "./protocol.ts";
import type { ConnectChoices, ConsoleStatus, RequestName } from "./protocol.ts";
import type { LogRecord } from "./record.ts";
import { puttingBack } from "./puttingBack.ts";
import { answer, unlessCancelled } from "./requests.ts";
import type { Handlers } from "./requests.ts";
import { sendingHandlers } from "./sending.ts";
import { sessionHandlers } from "./sessionHandlers.ts";
import { sessionNetwork } from "./sessionNetwork.ts";
import type { ConsoleTarget } from "./target.ts";
import { TargetMemory } from "./targetMemory.ts";
import type { Transcript } from "./transcript.ts";
import { inSlices } from "./work.ts";
import type { Pace } from "./work.ts";

/** Hops whose details a HAR gets. */
const keptHops = 1000;

/** What may be asked while an earlier log is still being put back; whatever else is asked waits for it, and keeps its order. */
const meanwhile: ReadonlySet<RequestName> = new Set(["filter", "completeFilter", "pause", "detail", "copy", "check", "keepDraft"]);

const defaultBudget = 64 * 1024 * 1024;

/** One console: owns the log and the sessions, answers its page, and goes on while there is none. */
export class ConsoleHost {
  readonly #platform: ConsolePlatform;
  readonly #log: FrameLog;
  readonly #marks = new Marks();
  #hops: readonly TimedHop[] = [];
  readonly #view: LogView;
  readonly #desks: Desks;
  readonly #keeper: Keeper;
  readonly #composer: Composer;
  readonly #shelf: MessageShelf;
  readonly #handlers: Partial<Handlers>;
  readonly #memories = new Map<string, TargetMemory>();
  /** Resolves when what is being put back is there: nothing may be recorded before. */
  #restored: Promise<unknown> = Promise.resolve();

  /** @param options.budget bytes the log may take; `options.open` stands in for the network in tests */
  constructor(target: ConsoleTarget, platform: ConsolePlatform, options: { readonly budget?: number; readonly open?: typeof connect } = {}) {
    this.#platform = platform;
    this.#log = new FrameLog(options.budget ?? defaultBudget);
    this.#view = new LogView(this.#log, this.#marks, (batch) => platform.post(batch));
    this.#composer = new Composer(platform.memory, platform.id);
    this.#shelf = new MessageShelf(platform.messages);
    this.#keeper = new Keeper({ log: this.#log, marks: this.#marks, platform, address: () => this.target.address, hops: () => this.#hops });
    const desk = { target, memoryOf: (key: string) => this.#memoryOf(key), network: (choices: ConnectChoices) => sessionNetwork(choices, platform.network(), (file, refused) => platform.passphrase(file, refused)), open: options.open };
    this.#desks = new Desks(desk, {
      status: ({ status }) => this.#statusChanged(status),
      activity: ({ activity }) => platform.post({ type: "activity", activity }),
      hold: (session, invocationId, held) => this.#view.hold(session, invocationId, held),
      record: (record) => this.#recorded(record),
      hop: (hop) => void (this.#hops = [...this.#hops, hop].slice(-keptHops)),
      matched: (match) => {
        this.#log.match(match);
        this.#view.matched(match);
      },
    });
    const looking = logHandlers({ log: this.#log, marks: this.#marks, view: this.#view, keeper: this.#keeper, platform, sessions: () => this.#desks.numbers });
    const parts = { desks: this.#desks, composer: this.#composer, platform, keeper: this.#keeper, shelf: this.#shelf, saved: () => this.savedChanged() };
    const clear = (): null => this.#clear();
    // A transcript that was opened again can be looked at, and nothing else.
    this.#handlers = target.kind === "transcript" ? looking : { ...looking, ...sessionHandlers(parts), ...sendingHandlers(parts), clear, ...(target.traced === true && { trace: () => this.#trace() }) };
  }

  get target(): ConsoleTarget {
    return this.#desks.get().target;
  }
  /** Of the first session. */
  get status(): ConsoleStatus {
    return this.#desks.get().status;
  }

  /** Takes what the page sent; anything that is not a message of the protocol is ignored. */
  async receive(value: unknown): Promise<void> {
    const message = readPageMessage(value);
    switch (message?.type) {
      case "ready":
        return this.#welcome(message.filter);
      case "ack":
        return this.#view.ack(message.generation, message.sequence);
      case "resync":
        return this.#view.snapshot();
      case "request":
        if (!meanwhile.has(message.name)) await this.#restored;
        return this.#platform.post(await answer(this.#handlers, message.id, message.name, message.params));
      case undefined:
    }
  }

  /** The page was hidden or closed; the session goes on. */
  pageGone(): void {
    this.#view.close();
  }

  /** What the log holds as JSON Lines, redacted: all of it, or the newest records within about `limit` bytes. */
  transcript(limit = Number.POSITIVE_INFINITY): string {
    return this.#keeper.transcript(limit);
  }

  /** The same without holding up anything else. */
  async transcriptInSlices(limit: number): Promise<string> {
    return await this.#keeper.transcriptInSlices(limit);
  }

  /** Shows the log as something the person can keep; does nothing when the person stops it. */
  async keep(form: KeptForm): Promise<void> {
    await unlessCancelled(() => this.#keeper.keep(form));
  }

  /** Shows how the log differs from a transcript the person chooses; does nothing when the person gives up. @throws Problem `transcriptUnreadable` */
  async compare(): Promise<void> {
    await unlessCancelled(() => this.#keeper.compare());
  }

  /**
   * Puts back what an earlier life of the window had recorded, or a file holds; meanwhile nothing connects.
   * @throws what the promise rejects with; Cancelled
   */
  async restore(transcript: Transcript | Promise<Transcript | undefined>, pace?: Pace): Promise<void> {
    const restoring = this.#restore(transcript, pace);
    this.#restored = restoring.catch(() => undefined);
    await restoring;
  }

  async #restore(given: Transcript | Promise<Transcript | undefined>, pace: Pace | undefined): Promise<void> {
    const transcript = await given;
    if (transcript !== undefined) {
      const frames = await inSlices(puttingBack(transcript, this.#log, this.#marks), pace);
      // A file that was opened has no sessions to connect.
      if (this.target.kind !== "transcript") this.#desks.restored(transcript.records.at(-1)?.seq ?? 0, frames);
    }
    this.#view.changed();
  }

  async dispose(): Promise<void> {
    this.#view.close();
    this.#composer.dispose();
    await this.#desks.dispose();
  }

  async #welcome(filter: string): Promise<void> {
    const { id, l10n, language } = this.#platform;
    this.#platform.post({ type: "init", version: protocolVersion, id, l10n, language, draft: this.#composer.draft, history: [...this.#composer.history], offers: Object.keys(this.#handlers) });
    for (const { status, activity } of this.#desks.all) {
      this.#platform.post({ type: "status", status });
      this.#platform.post({ type: "activity", activity });
    }
    try {
      this.#view.filter(filter);
    } catch (error) {
      // A remembered filter that cannot be read shows everything; the page asks again and gets the reason then.
      if (!(error instanceof ParseProblem)) throw error;
      this.#view.filter("");
    }
    this.#view.snapshot();
    await this.savedChanged();
  }

  #statusChanged(status: ConsoleStatus): void {
    this.#platform.post({ type: "status", status });
    if (status.session === undefined) this.#platform.statusChanged(status);
  }

  #recorded(record: LogRecord): void {
    this.#log.append(record);
    this.#view.changed();
    this.#platform.recorded();
  }

  /** Tells the page what is saved: after it came, and whenever that may have changed. */
  async savedChanged(): Promise<void> {
    const messages = await this.#shelf.list();
    this.#platform.post({ type: "saved", messages, rules: [...this.#desks.get().memory.rules] });
  }

  #trace(): null {
    this.#platform.trace();
    return null;
  }

  #clear(): null {
    this.#log.clear();
    this.#marks.clear();
    this.#hops = [];
    this.#view.snapshot();
    this.#platform.recorded();
    return null;
  }

  #memoryOf(key: string): TargetMemory {
    const known = this.#memories.get(key) ?? new TargetMemory(this.#platform.memory, key);
    this.#memories.set(key, known);
    return known;
  }
}
