import type { connect } from "../signalr/connection.ts";
import { isCancelled, Problem } from "../signalr/problem.ts";
import * as l10n from "@vscode/l10n";
import { parseArguments } from "./actions.ts";
import { copyText } from "./copyAs.ts";
import { toDetail } from "./detail.ts";
import { FrameLog } from "./frameLog.ts";
import type { LogEntry } from "./frameLog.ts";
import { LogView } from "./logView.ts";
import { ParseProblem } from "./parseProblem.ts";
import { protocolVersion, readPageMessage } from "./protocol.ts";
import type { ConsoleStatus, Draft, HostMessage, ProblemView } from "./protocol.ts";
import { parseRawText } from "./rawText.ts";
import { answer, toProblemView } from "./requests.ts";
import type { Handlers } from "./requests.ts";
import { SessionDesk } from "./sessionDesk.ts";
import type { ConsoleTarget } from "./target.ts";
import { readTranscript, writeTranscript } from "./transcript.ts";

/** What the host needs from the editor it runs in. */
export interface ConsolePlatform {
  post(message: HostMessage): void;
  copy(text: string): Promise<void>;
  /** Shows a transcript the person can keep. */
  keepTranscript(jsonLines: string): Promise<void>;
  /** The state or the target changed: titles may have to. */
  statusChanged(status: ConsoleStatus): void;
  /** Something was recorded. */
  recorded(): void;
  /** The panel's own id, the same over a reload of the window. */
  readonly id: string;
  /** Translations for the page's texts, and the language's BCP 47 tag. */
  readonly l10n: Extract<HostMessage, { type: "init" }>["l10n"];
  readonly language: string;
}

const defaultBudget = 64 * 1024 * 1024;
const historyLength = 50;

/** One console: owns the log and the session, answers its page, and goes on while there is none. */
export class ConsoleHost {
  readonly #platform: ConsolePlatform;
  readonly #log: FrameLog;
  readonly #view: LogView;
  readonly #desk: SessionDesk;
  readonly #handlers: Handlers;
  #draft: Draft = { mode: "invoke", target: "", text: "" };
  #history: Draft[] = [];

  /** @param options.budget bytes the log may take; `options.open` stands in for the network in tests */
  constructor(target: ConsoleTarget, platform: ConsolePlatform, options: { readonly budget?: number; readonly open?: typeof connect } = {}) {
    this.#platform = platform;
    this.#log = new FrameLog(options.budget ?? defaultBudget);
    this.#view = new LogView(this.#log, (batch) => platform.post(batch));
    const events = {
      status: () => this.#statusChanged(),
      record: () => this.#recorded(),
      matched: this.#view.matched.bind(this.#view),
    };
    this.#desk = new SessionDesk(target, this.#log, events, options.open);
    this.#handlers = this.#makeHandlers();
  }

  get target(): ConsoleTarget {
    return this.#desk.target;
  }
  get status(): ConsoleStatus {
    return this.#desk.status;
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
    return writeTranscript({ target: this.target.address, startedAt: records[0]?.time ?? Date.now() }, records);
  }

  /**
   * Puts back what an earlier life of the window had recorded.
   * @throws Problem `transcriptUnreadable`
   */
  restore(jsonLines: string): void {
    this.#desk.restore(readTranscript(jsonLines).records);
    this.#view.changed();
  }

  async dispose(): Promise<void> {
    this.#view.close();
    await this.#desk.disconnect();
  }

  #welcome(filter: string): void {
    const { id, l10n, language } = this.#platform;
    this.#platform.post({ type: "init", version: protocolVersion, id, l10n, language, draft: this.#draft, history: this.#history });
    this.#platform.post({ type: "status", status: this.status });
    try {
      this.#view.filter(filter);
    } catch (error) {
      // A remembered filter that cannot be read shows everything; the page asks again and gets the reason then.
      if (!(error instanceof ParseProblem)) throw error;
      this.#view.filter("");
    }
    this.#view.snapshot();
  }

  #statusChanged(): void {
    const { status } = this;
    this.#platform.post({ type: "status", status });
    this.#platform.statusChanged(status);
  }

  #recorded(): void {
    this.#view.changed();
    this.#platform.recorded();
  }

  #makeHandlers(): Handlers {
    return {
      connect: async ({ address, userId }) => {
        try {
          await this.#desk.connect(address, userId);
        } catch (error) {
          if (!isCancelled(error)) throw error;
        }
        return null;
      },
      disconnect: async () => {
        await this.#desk.disconnect();
        return null;
      },
      invoke: async ({ target, arguments: text }) => {
        const args = this.#readCall({ mode: "invoke", target, text });
        const { error, roundTripMs } = await this.#desk.session.invoke(target, args);
        return { ms: roundTripMs, ...(error !== undefined && { error }) };
      },
      send: async ({ target, arguments: text }) => {
        await this.#desk.session.send(target, this.#readCall({ mode: "send", target, text }));
        return null;
      },
      sendText: async ({ text }) => {
        const bytes = parseRawText(text);
        this.#remember({ mode: "rawText", target: "", text });
        const { session } = this.#desk;
        await session.sendRaw(bytes, false);
        return { waiting: session.waiting };
      },
      check,
      keepDraft: (draft) => {
        this.#draft = draft;
        return null;
      },
      filter: ({ text }) => {
        this.#view.filter(text);
        return null;
      },
      pause: ({ paused }) => {
        this.#view.pause(paused);
        return null;
      },
      clear: () => {
        this.#log.clear();
        this.#view.snapshot();
        this.#platform.recorded();
        return null;
      },
      detail: ({ seq }) => {
        const entry = this.#log.get(seq);
        return entry === undefined ? null : toDetail(entry);
      },
      copy: async ({ seq, form }) => {
        await this.#platform.copy(copyText(this.#entry(seq), form));
        return null;
      },
      export: async () => {
        await this.#platform.keepTranscript(this.transcript());
        return null;
      },
    };
  }

  #entry(seq: number): LogEntry {
    const entry = this.#log.get(seq);
    if (entry !== undefined) return entry;
    throw new Problem({ code: "recordDropped", message: l10n.t("This record is no longer kept.") });
  }

  #readCall(draft: Draft): readonly unknown[] {
    const args = parseCall(draft);
    this.#remember(draft);
    return args;
  }

  #remember(draft: Draft): void {
    const same = (other: Draft): boolean => other.mode === draft.mode && other.target === draft.target && other.text === draft.text;
    this.#history = [...this.#history.filter((entry) => !same(entry)), draft].slice(-historyLength);
    this.#draft = draft;
  }
}

/** The arguments of a call as typed in the composer. */
function parseCall({ target, text }: Draft): readonly unknown[] {
  if (target.trim() !== "") return parseArguments(text);
  throw new Problem({ code: "usageTarget", message: l10n.t("The method's name is missing."), nextStep: l10n.t("Name the hub method to call, as in broadcastMessage.") });
}

function check(draft: Draft): ProblemView | null {
  try {
    if (draft.mode === "rawText") parseRawText(draft.text);
    else parseArguments(draft.text);
    return null;
  } catch (error) {
    return toProblemView(error);
  }
}
