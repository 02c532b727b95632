import * as l10n from "@vscode/l10n";
import { protocolVersion } from "../console/protocol.ts";
import type { AnswerRule, Draft, HostMessage, ProblemView, RecordDetail, RequestName, RequestParams, RequestResult, SavedMessage } from "../console/protocol.ts";
import type { Answering } from "./activityBar.ts";
import { Announcer } from "./announcer.ts";
import type { Sending } from "./composer.ts";
import { sameDraft } from "./composerModes.ts";
import { grouped } from "./format.ts";
import { Host, toProblem } from "./host.ts";
import { LogStore } from "./logStore.ts";
import { withRule } from "./savedPanel.ts";
import { sendDraft } from "./sendDraft.ts";
import { firstSession, naming, Sessions } from "./sessions.ts";
import type { SessionView } from "./sessions.ts";
import { stateWord } from "./stateWords.ts";

type Received = Exclude<HostMessage, { type: "result" | "refused" }>;

/** What the model asks of the screen. */
export interface PageView {
  changed(): void;
  /** Rows were cut off above. */
  cutAbove(count: number): void;
  reveal(seq: number): void;
  focusLog(): void;
  /** Puts the caret where what was to be sent cannot be read. */
  markProblem(problem: ProblemView): void;
}

const longestHistory = 50;

/** What the page's parts share, and their wishes carried to the host. */
export class PageModel {
  readonly store = new LogStore();
  readonly sessions = new Sessions();
  /** The requests the host answers: nothing else is shown. */
  offers: ReadonlySet<string> = new Set();
  /** Counts up whenever the store changed. */
  version = 0;
  /** The session in front: what the connect bar and the composer act on. */
  current = firstSession;
  selected: number | undefined;
  detail: RecordDetail | undefined;
  filter: string;
  filterProblem: ProblemView | undefined;
  completion: RequestResult<"completeFilter"> | undefined;
  paused = false;
  draft: Draft = { mode: "invoke", target: "", text: "" };
  /** What was sent, oldest first. */
  history: readonly Draft[] = [];
  sendProblem: ProblemView | undefined;
  /** What the service answered; no row shows it. */
  serviceAnswer: string | undefined;
  saved: { readonly messages: readonly SavedMessage[]; readonly rules: readonly AnswerRule[] } = { messages: [], rules: [] };
  savedShown = false;
  widths: Readonly<Record<string, number>>;
  /** Read out by a screen reader: states and answers, not every message. */
  said = "";

  readonly #view: PageView;
  readonly #host = new Host((message) => {
    this.#receive(message);
    this.#view.changed();
  });
  readonly #announcer = new Announcer((text) => {
    this.said = text;
    this.#view.changed();
  });
  #id = "";
  #resyncing = false;

  constructor(view: PageView) {
    this.#view = view;
    const { state } = this.#host;
    this.filter = state?.filter ?? "";
    this.widths = state?.widths ?? {};
    this.selected = state?.selected;
  }

  start(): void {
    this.#host.post({ type: "ready", version: protocolVersion, filter: this.filter });
  }

  /** The session in front; undefined until the host has spoken. */
  get front(): SessionView | undefined {
    return this.sessions.get(this.current);
  }

  #receive(message: Received): void {
    switch (message.type) {
      case "init":
        l10n.config({ contents: message.l10n });
        this.#id = message.id;
        this.draft = message.draft;
        this.history = message.history;
        this.offers = new Set(message.offers);
        // The host shows everything where a remembered filter cannot be read; asking again brings the reason.
        if (this.filter !== "") void this.setFilter(this.filter);
        return;
      case "status": {
        const before = this.sessions.get(message.status.session ?? firstSession);
        this.sessions.takeStatus(message.status);
        if (before !== undefined && before.status.state !== message.status.state) this.#announcer.announce(stateWord(message.status.state));
        this.#keep();
        return;
      }
      case "sessionClosed":
        this.sessions.remove(message.session);
        if (this.current === message.session) this.current = firstSession;
        return;
      case "activity": {
        const asked = this.sessions.get(message.activity.session ?? firstSession)?.activity.asked.length ?? 0;
        this.sessions.takeActivity(message.activity);
        const question = message.activity.asked.at(-1);
        if (question !== undefined && message.activity.asked.length > asked) this.#announcer.announce(l10n.t("The hub asks {0}", question.target));
        return;
      }
      case "saved":
        this.saved = message;
        return;
      case "batch":
      default:
        this.#take(message);
    }
  }

  #take(batch: Extract<Received, { type: "batch" }>): void {
    const taken = this.store.apply(batch);
    if (taken === undefined) {
      // Once is enough: everything until the snapshot is refused as well.
      if (!this.#resyncing) this.#host.post({ type: "resync" });
      this.#resyncing = true;
      return;
    }
    this.#resyncing = false;
    if (taken.cut > 0 && !taken.anew) this.#view.cutAbove(taken.cut);
    this.version++;
    this.#host.post({ type: "ack", generation: batch.generation, sequence: batch.sequence });
    const { selected } = this;
    const isNew = selected !== undefined && this.detail?.row.seq !== selected && this.store.indexOf(selected) >= 0;
    if (isNew || batch.updates.some(({ seq }) => seq === selected) || batch.marks?.some(({ seq }) => seq === selected) === true) void this.#showDetail();
  }

  /** Asks the host; what comes of it is said to a screen reader. */
  async ask<Name extends RequestName>(name: Name, params: RequestParams<Name>, done?: string): Promise<RequestResult<Name> | undefined> {
    try {
      const result = await this.#host.request(name, params);
      if (done !== undefined) this.#announcer.announce(done);
      return result;
    } catch (error) {
      const problem = toProblem(error);
      this.#announcer.announce(problem.message);
      return undefined;
    }
  }

  /** As `ask`, for what the composer's line shows when it fails. */
  async tryAsk<Name extends RequestName>(name: Name, params: RequestParams<Name>): Promise<boolean> {
    try {
      await this.#host.request(name, params);
      this.sendProblem = undefined;
      return true;
    } catch (error) {
      this.sendProblem = toProblem(error);
      return false;
    } finally {
      this.#view.changed();
    }
  }

  async setFilter(text: string): Promise<void> {
    this.filter = text;
    this.#keep();
    this.#view.changed();
    let problem: ProblemView | undefined;
    try {
      await this.#host.request("filter", { text });
    } catch (error) {
      problem = toProblem(error);
    }
    if (this.filter !== text) return;
    this.filterProblem = problem;
    if (problem === undefined) this.#announcer.announce(l10n.t("{0} of {1}", grouped(this.store.size), grouped(this.store.total)));
    this.#view.changed();
  }

  async complete(params: RequestParams<"completeFilter">): Promise<void> {
    if (!this.offers.has("completeFilter")) return;
    this.completion = await this.ask("completeFilter", params);
    this.#view.changed();
  }

  select(seq: number | undefined): void {
    this.selected = seq;
    this.#keep();
    if (seq === undefined) {
      this.detail = undefined;
      this.#view.focusLog();
    } else void this.#showDetail();
    this.#view.changed();
  }

  async #showDetail(): Promise<void> {
    const seq = this.selected;
    if (seq === undefined) return;
    const detail = await this.ask("detail", { seq });
    if (this.selected !== seq) return;
    this.detail = detail ?? undefined;
    this.#view.reveal(seq);
    this.#view.changed();
  }

  /** Marks a row with a note, or takes its mark away. */
  mark(params: RequestParams<"mark">): void {
    if (this.offers.has("mark")) void this.ask("mark", params, params.mark === undefined ? l10n.t("Mark taken away") : l10n.t("Marked"));
  }

  drafted(draft: Draft): void {
    this.draft = draft;
    this.sendProblem = undefined;
    this.serviceAnswer = undefined;
    void this.ask("keepDraft", draft);
    this.#view.changed();
  }

  async check(draft: Draft): Promise<void> {
    const problem = await this.ask("check", draft);
    if (draft === this.draft) this.sendProblem = problem ?? undefined;
    this.#view.changed();
  }

  async send(sending: Sending): Promise<void> {
    const { draft } = sending;
    this.sendProblem = undefined;
    this.serviceAnswer = undefined;
    this.history = [...this.history.filter((other) => !sameDraft(other, draft)), draft].slice(-longestHistory);
    this.#view.changed();
    try {
      const { said, problem, answer } = await sendDraft(this.#host, this.current, sending);
      this.sendProblem = problem;
      this.serviceAnswer = answer;
      if (said !== undefined) this.#announcer.announce(said);
    } catch (error) {
      this.sendProblem = toProblem(error);
      this.#view.markProblem(this.sendProblem);
    }
    this.#view.changed();
  }

  async answer({ invocationId, target, text, failed, always }: Answering): Promise<void> {
    const answered = await this.tryAsk("answer", { ...naming(this.current), invocationId, text, failed });
    if (answered && always) await this.ask("setAnswerRules", { rules: withRule(this.saved.rules, { target, text, failed }) });
  }

  async openSession(): Promise<void> {
    const opened = await this.ask("openSession", null);
    if (opened !== undefined) this.show(opened.session);
  }

  /** Brings a session to the front. */
  show(session: number): void {
    this.current = session;
    this.sendProblem = undefined;
    this.#view.changed();
  }

  pause(): void {
    this.paused = !this.paused;
    void this.ask("pause", { paused: this.paused });
    this.#view.changed();
  }

  clear(): void {
    this.select(undefined);
    void this.ask("clear", null);
  }

  toggleSaved(): void {
    this.savedShown = !this.savedShown;
    this.#view.changed();
  }

  setWidth(name: string, width: number): void {
    this.widths = { ...this.widths, [name]: width };
    this.#keep();
    this.#view.changed();
  }

  #keep(): void {
    const status = this.sessions.get(firstSession)?.status;
    if (status === undefined || this.#id === "") return;
    const { kind, key, title, address } = status;
    const { filter, widths, selected } = this;
    this.#host.keep({ id: this.#id, kind, key, title, address, filter, widths, ...(selected !== undefined && { selected }) });
  }
}
