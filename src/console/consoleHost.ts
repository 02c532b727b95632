import type { connect } from "../signalr/connection.ts";
import { isCancelled, Problem } from "../signalr/problem.ts";
import * as l10n from "@vscode/l10n";
import { Composer } from "./composer.ts";
import { copyText } from "./copyAs.ts";
import { Desks } from "./desks.ts";
import { toDetail } from "./detail.ts";
import { compareTranscripts } from "./compare.ts";
import { completeFilter, targetsOf } from "./filterCompletion.ts";
import { FrameLog } from "./frameLog.ts";
import type { LogEntry } from "./frameLog.ts";
import { toHar } from "./har.ts";
import type { TimedHop } from "./har.ts";
import { LogView } from "./logView.ts";
import { toMarkdown } from "./markdown.ts";
import { Marks } from "./marks.ts";
import { MessageShelf } from "./messageShelf.ts";
import { ParseProblem } from "./parseProblem.ts";
import type { ConsolePlatform, KeptForm } from "./platform.ts";
import { protocolVersion, readPageMessage } from "./protocol.ts";
import type { ConsoleStatus } from "./protocol.ts";
import type { LogRecord } from "./record.ts";
import { answer } from "./requests.ts";
import type { Handlers } from "./requests.ts";
import { matchesIn } from "./roundTrips.ts";
import { sendingHandlers } from "./sending.ts";
import type { SessionDesk } from "./sessionDesk.ts";
import type { ConsoleTarget } from "./target.ts";
import { TargetMemory } from "./targetMemory.ts";
import { readTranscript, writeTranscript } from "./transcript.ts";

/** A filter's completion looks for methods in the newest records of about so many bytes. */
const completedBytes = 512 * 1024;

/** Hops whose details a HAR gets. */
const keptHops = 1000;

const defaultBudget = 64 * 1024 * 1024;

/** One console: owns the log and the sessions, answers its page, and goes on while there is none. */
export class ConsoleHost {
  readonly #platform: ConsolePlatform;
  readonly #log: FrameLog;
  readonly #marks = new Marks();
  #hops: readonly TimedHop[] = [];
  readonly #view: LogView;
  readonly #desks: Desks;
  readonly #composer: Composer;
  readonly #shelf: MessageShelf;
  readonly #handlers: Partial<Handlers>;
  readonly #memories = new Map<string, TargetMemory>();

  /** @param options.budget bytes the log may take; `options.open` stands in for the network in tests */
  constructor(target: ConsoleTarget, platform: ConsolePlatform, options: { readonly budget?: number; readonly open?: typeof connect } = {}) {
    this.#platform = platform;
    this.#log = new FrameLog(options.budget ?? defaultBudget);
    this.#view = new LogView(this.#log, this.#marks, (batch) => platform.post(batch));
    this.#composer = new Composer(platform.memory);
    this.#shelf = new MessageShelf(platform.messages);
    const parts = { target, memoryOf: (key: string) => this.#memoryOf(key), network: () => platform.network(), open: options.open };
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
    const records = [...this.#log.newest(limit)];
    return writeTranscript({ target: this.target.address, startedAt: records[0]?.time ?? Date.now() }, records, (seq) => this.#marks.get(seq));
  }

  /**
   * Puts back what an earlier life of the window had recorded.
   * @throws Problem `transcriptUnreadable`
   */
  restore(jsonLines: string): void {
    const { records, marks } = readTranscript(jsonLines);
    for (const record of records) this.#log.append(record);
    for (const match of matchesIn(records)) this.#log.match(match);
    for (const [seq, note] of marks) this.#marks.set(seq, note);
    // A file that was opened has no sessions to connect.
    if (this.target.kind !== "transcript") this.#desks.restored(records);
    this.#view.changed();
  }

  async dispose(): Promise<void> {
    this.#view.close();
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
      ...sendingHandlers({ desks: this.#desks, composer: this.#composer, platform: this.#platform, saved: () => this.savedChanged() }),
      connect: async ({ session, address, userId, choices }) => {
        try {
          const desk = this.#desks.get(session);
          await desk.connect(address, userId, choices ?? desk.choices);
        } catch (error) {
          if (!isCancelled(error)) throw error;
        }
        return null;
      },
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
        const form = asked?.format ?? "jsonLines";
        await this.#platform.keepTranscript(this.#kept(form), form);
        return null;
      },
      compare: async () => {
        const other = await this.#platform.pickFile("transcript");
        if (other !== undefined) await this.#platform.keepTranscript(compareTranscripts(readTranscript(other), readTranscript(this.transcript())), "markdown");
        return null;
      },
    };
  }

  #kept(form: KeptForm): string {
    if (form === "har") return toHar(this.#hops);
    if (form === "jsonLines") return this.transcript();
    const entries = this.#log.slice(0, Number.POSITIVE_INFINITY);
    return toMarkdown({ target: this.target.address, startedAt: entries[0]?.record.time ?? Date.now() }, entries, (seq) => this.#marks.get(seq));
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
