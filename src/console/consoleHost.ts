import type { connect } from "../signalr/connection.ts";
import { Problem } from "../signalr/problem.ts";
import * as l10n from "@vscode/l10n";
import { Composer } from "./composer.ts";
import { copyText } from "./copyAs.ts";
import { Desks } from "./desks.ts";
import { toDetail } from "./detail.ts";
import { completeFilter, targetsOf } from "./filterCompletion.ts";
import { FrameLog } from "./frameLog.ts";
import type { LogEntry } from "./frameLog.ts";
import type { TimedHop } from "./har.ts";
import { Keeper } from "./keeper.ts";
import { LogView } from "./logView.ts";
import { Marks } from "./marks.ts";
import { MessageShelf } from "./messageShelf.ts";
import { ParseProblem } from "./parseProblem.ts";
import type { ConsolePlatform, KeptForm } from "./platform.ts";
import { protocolVersion, readPageMessage } from "./protocol.ts";
import type { ConnectChoices, ConsoleStatus, RequestName } from "./protocol.ts";
import type { LogRecord } from "./record.ts";
import { answer, unlessCancelled } from "./requests.ts";
import type { Handlers } from "./requests.ts";
import { TranscriptTrips } from "./roundTrips.ts";
import { sendingHandlers } from "./sending.ts";
import type { SessionDesk } from "./sessionDesk.ts";
import { sessionNetwork } from "./sessionNetwork.ts";
import type { ConsoleTarget } from "./target.ts";
import { TargetMemory } from "./targetMemory.ts";
import type { Transcript } from "./transcript.ts";
import { inSlices } from "./work.ts";
import type { Pace, Work } from "./work.ts";

/** A filter's completion looks for methods in the newest records of about so many bytes. */
const completedBytes = 512 * 1024;

/** Hops whose details a HAR gets. */
const keptHops = 1000;

/** What may be asked while an earlier log is still being put back; whatever else is asked waits for it, and keeps its order. */
const looking: ReadonlySet<RequestName> = new Set(["filter", "completeFilter", "pause", "detail", "copy", "check", "keepDraft"]);

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
    const parts = { target, memoryOf: (key: string) => this.#memoryOf(key), network: (choices: ConnectChoices) => sessionNetwork(choices, platform.network(), (file, refused) => platform.passphrase(file, refused)), open: options.open };
    this.#desks = new Desks(parts, {
      status: (desk) => this.#statusChanged(desk),
      activity: (desk) => platform.post({ type: "activity", activity: desk.activity }),
      hold: (session, invocationId, held) => this.#view.hold(session, invocationId, held),
      record: (record) => this.#recorded(record),
      hop: (hop) => void (this.#hops = [...this.#hops, hop].slice(-keptHops)),
      matched: (match) => {
        this.#log.match(match);
        this.#view.matched(match);
      },
    });
    const handlers = this.#makeHandlers();
    this.#handlers = target.kind === "transcript" ? onlyReading(handlers) : handlers;
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
        if (!looking.has(message.name)) await this.#restored;
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
    if (transcript !== undefined) await inSlices(this.#restoring(transcript), pace);
    this.#view.changed();
  }

  *#restoring({ records, marks }: Transcript): Work<void> {
    const trips = new TranscriptTrips();
    const frames = new Map<number, number>();
    for (const record of records) {
      const { seq, session = 1, frame = 0 } = record;
      this.#log.append(record);
      const match = trips.see(record);
      if (match !== undefined) this.#log.match(match);
      const note = marks.get(seq);
      if (note !== undefined) this.#marks.set(seq, note);
      frames.set(session, Math.max(frames.get(session) ?? 0, frame));
      yield record.data?.length ?? 0;
    }
    // A file that was opened has no sessions to connect.
    if (this.target.kind !== "transcript") this.#desks.restored(records.at(-1)?.seq ?? 0, frames);
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

  #statusChanged(desk: SessionDesk): void {
    const { status } = desk;
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

  #memoryOf(key: string): TargetMemory {
    const known = this.#memories.get(key) ?? new TargetMemory(this.#platform.memory, key);
    this.#memories.set(key, known);
    return known;
  }

  #makeHandlers(): Handlers {
    return {
      ...sendingHandlers({ desks: this.#desks, composer: this.#composer, platform: this.#platform, keeper: this.#keeper, saved: () => this.savedChanged() }),
      connect: async ({ session, address, userId, choices }) => {
        const desk = this.#desks.get(session);
        await unlessCancelled(() => desk.connect(address, userId, choices ?? desk.choices));
        return null;
      },
      pickCertificate: async ({ part }) => (await this.#platform.pickCertificate(part)) ?? null,
      disconnect: async (which) => {
        await this.#desks.get(which?.session).disconnect();
        return null;
      },
      openSession: () => {
        const session = this.#desks.add();
        this.#statusChanged(this.#desks.get(session));
        return { session };
      },
      closeSession: async ({ session }) => {
        await this.#desks.remove(session);
        this.#platform.post({ type: "sessionClosed", session });
        return null;
      },
      pauseStream: ({ session, invocationId, paused }) => {
        this.#desks.get(session).exchanges.pauseStream(invocationId, paused);
        return null;
      },
      filter: ({ text }) => {
        this.#view.filter(text);
        return null;
      },
      saveMessage: async ({ name, place, draft }) => {
        await this.#shelf.save(name.trim(), place, draft);
        await this.savedChanged();
        return null;
      },
      removeMessage: async ({ name, place }) => {
        await this.#shelf.remove(name, place);
        await this.savedChanged();
        return null;
      },
      completeFilter: ({ text, caret }) => completeFilter(text, caret, { targets: targetsOf(this.#log.newest(completedBytes)), sessions: this.#desks.numbers }),
      mark: ({ seq, mark }) => {
        this.#marks.set(this.#entry(seq).record.seq, mark);
        this.#marks.forgetBefore(this.#log.oldest ?? 0);
        this.#view.marked(seq);
        this.#platform.recorded();
        return null;
      },
      pause: ({ paused }) => {
        this.#view.pause(paused);
        return null;
      },
      clear: () => {
        this.#log.clear();
        this.#marks.clear();
        this.#hops = [];
        this.#view.snapshot();
        this.#platform.recorded();
        return null;
      },
      detail: ({ seq }) => {
        const entry = this.#log.get(seq);
        return entry === undefined ? null : toDetail(entry, this.#marks.get(seq));
      },
      copy: async ({ seq, form }) => {
        await this.#platform.copy(copyText(this.#entry(seq), form));
        return null;
      },
      export: async (asked) => {
        await this.keep(asked?.format ?? "jsonLines");
        return null;
      },
      why: () => {
        this.#platform.examine();
        return null;
      },
      compare: async () => {
        await this.compare();
        return null;
      },
    };
  }

  #entry(seq: number): LogEntry {
    const entry = this.#log.get(seq);
    if (entry !== undefined) return entry;
    throw new Problem({ code: "recordDropped", message: l10n.t("This record is no longer kept.") });
  }
}

/** What can be asked of a transcript that was opened again. */
function onlyReading({ filter, completeFilter: complete, pause, detail, copy, mark, export: keep, compare }: Handlers): Partial<Handlers> {
  return { filter, completeFilter: complete, pause, detail, copy, mark, export: keep, compare };
}
