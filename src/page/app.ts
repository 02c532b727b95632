import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { protocolVersion } from "../console/protocol.ts";
import type { ConsoleStatus, Draft, HostMessage, ProblemView, RecordDetail, RequestName, RequestParams } from "../console/protocol.ts";
import "./composer.ts";
import type { Composer } from "./composer.ts";
import { stateWord } from "./connectBar.ts";
import "./detailPane.ts";
import { PageElement } from "./element.ts";
import { duration } from "./format.ts";
import { Host, toProblem } from "./host.ts";
import "./hopStrip.ts";
import { emptyLog } from "./emptyLog.ts";
import "./logBar.ts";
import "./logGrid.ts";
import type { LogGrid } from "./logGrid.ts";
import { LogStore } from "./logStore.ts";
import { nudge, startDrag } from "./splitter.ts";
import type { Drag } from "./splitter.ts";

type Received = Exclude<HostMessage, { type: "result" | "refused" }>;

const longestHistory = 50;

/** Below this width in pixels the detail stands under the log. */
const narrow = window.matchMedia("(max-width: 899px)");

/** The console's page: holds what the parts share and carries their wishes to the host. */
export class ConsoleApp extends PageElement {
  static override properties = {
    status: { state: true }, version: { state: true }, selected: { state: true }, detail: { state: true }, filter: { state: true },
    filterProblem: { state: true }, sendProblem: { state: true }, paused: { state: true }, widths: { state: true }, said: { state: true }, history: { state: true },
  };
  declare private status: ConsoleStatus | undefined;
  declare private version: number;
  declare private selected: number | undefined;
  declare private detail: RecordDetail | undefined;
  declare private filter: string;
  declare private filterProblem: ProblemView | undefined;
  declare private sendProblem: ProblemView | undefined;
  declare private paused: boolean;
  declare private widths: Readonly<Record<string, number>>;
  /** Read out by a screen reader: states and answers, not every message. */
  declare private said: string;
  /** What was sent, oldest first. */
  declare private history: readonly Draft[];

  readonly #store = new LogStore();
  readonly #host = new Host((message) => this.#receive(message));
  #id = "";
  #draft: Draft = { mode: "invoke", target: "", text: "" };
  #resyncing = false;

  constructor() {
    super();
    const state = this.#host.state;
    this.version = 0;
    this.filter = state?.filter ?? "";
    this.widths = state?.widths ?? {};
    this.selected = state?.selected;
    this.paused = false;
    this.said = "";
    this.history = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    narrow.addEventListener("change", () => this.requestUpdate());
    this.#host.post({ type: "ready", version: protocolVersion, filter: this.filter });
  }

  #receive(message: Received): void {
    switch (message.type) {
      case "init":
        l10n.config({ contents: message.l10n });
        this.#id = message.id;
        this.#draft = message.draft;
        this.history = message.history;
        // The host shows everything where a remembered filter cannot be read; asking again brings the reason.
        if (this.filter !== "") void this.#setFilter(this.filter);
        return;
      case "status":
        if (this.status?.state !== message.status.state) this.said = stateWord(message.status.state);
        this.status = message.status;
        this.#keep();
        return;
      case "batch":
        this.#take(message);
        return;
      default:
    }
  }

  #take(batch: Extract<Received, { type: "batch" }>): void {
    const taken = this.#store.apply(batch);
    if (taken === undefined) {
      // Once is enough: everything until the snapshot is refused as well.
      if (!this.#resyncing) this.#host.post({ type: "resync" });
      this.#resyncing = true;
      return;
    }
    this.#resyncing = false;
    if (taken.cut > 0 && !taken.anew) this.querySelector<LogGrid>("signalr-log")?.cutAbove(taken.cut);
    this.version++;
    this.#host.post({ type: "ack", generation: batch.generation, sequence: batch.sequence });
    const isNew = this.selected !== undefined && this.detail?.row.seq !== this.selected && this.#store.indexOf(this.selected) >= 0;
    if (isNew || batch.updates.some(({ seq }) => seq === this.selected)) void this.#showDetail();
  }

  /** Asks the host; what comes of it is said to a screen reader. */
  async #ask<Name extends RequestName>(name: Name, params: RequestParams<Name>, done?: string): Promise<void> {
    try {
      await this.#host.request(name, params);
      if (done !== undefined) this.said = done;
    } catch (error) {
      this.said = toProblem(error).message;
    }
  }

  async #setFilter(text: string): Promise<void> {
    this.filter = text;
    this.#keep();
    try {
      await this.#host.request("filter", { text });
      if (this.filter === text) this.filterProblem = undefined;
    } catch (error) {
      if (this.filter === text) this.filterProblem = toProblem(error);
    }
  }

  #select(seq: number | undefined): void {
    this.selected = seq;
    this.#keep();
    if (seq === undefined) {
      this.detail = undefined;
      this.querySelector<HTMLElement>(".log-scroller")?.focus();
    } else void this.#showDetail();
  }

  async #showDetail(): Promise<void> {
    const seq = this.selected;
    if (seq === undefined) return;
    const detail = await this.#host.request("detail", { seq });
    if (this.selected !== seq) return;
    this.detail = detail ?? undefined;
    this.querySelector<LogGrid>("signalr-log")?.reveal(seq);
  }

  async #check(draft: Draft): Promise<void> {
    const problem = await this.#host.request("check", draft);
    if (draft === this.#draft) this.sendProblem = problem ?? undefined;
  }

  async #send(draft: Draft): Promise<void> {
    const composer = this.querySelector<Composer>("signalr-composer");
    this.sendProblem = undefined;
    const { mode, target, text } = draft;
    const same = (other: Draft): boolean => other.mode === mode && other.target === target && other.text === text;
    this.history = [...this.history.filter((other) => !same(other)), draft].slice(-longestHistory);
    try {
      if (mode === "rawText") {
        const { waiting } = await this.#host.request("sendText", { text });
        if (waiting > 0) this.sendProblem = unfinished(waiting);
      }
      else if (mode === "send") await this.#host.request("send", { target, arguments: text });
      else {
        const { error, ms } = await this.#host.request("invoke", { target, arguments: text });
        this.said = error === undefined ? l10n.t("{0} answered in {1}", target, duration(ms)) : l10n.t("{0} failed: {1}", target, error);
      }
    } catch (error) {
      this.sendProblem = toProblem(error);
      composer?.markProblem(this.sendProblem);
    }
  }

  #keep(): void {
    if (this.status === undefined || this.#id === "") return;
    const { kind, key, title, address } = this.status;
    const { filter, widths, selected } = this;
    this.#host.keep({ id: this.#id, kind, key, title, address, filter, widths, ...(selected !== undefined && { selected }) });
  }

  #width(name: string, width: number): void {
    this.widths = { ...this.widths, [name]: width };
    this.#keep();
  }

  /** The edge between the log and the detail. */
  #edge(): Drag {
    const axis = narrow.matches ? "y" : "x";
    const name = narrow.matches ? "detail-below" : "detail-beside";
    const room = narrow.matches ? window.innerHeight : window.innerWidth;
    return { axis, grow: -1, from: this.#detailSize(), least: 120, most: room * 0.7, changed: (size) => this.#width(name, size) };
  }

  #detailSize(): number {
    return narrow.matches ? (this.widths["detail-below"] ?? 220) : (this.widths["detail-beside"] ?? 380);
  }

  protected override render(): TemplateResult {
    const { status } = this;
    if (status === undefined) return html``;
    return html`
      <signalr-connect .status=${status} @connect=${(event: CustomEvent<RequestParams<"connect">>) => this.#connect(event.detail)}
        @disconnect=${() => this.#ask("disconnect", null)}></signalr-connect>
      <signalr-hops .status=${status}></signalr-hops>
      <main class="panes ${this.detail === undefined ? "" : "with-detail"}"
        @row-select=${(event: CustomEvent<number | null>) => this.#select(event.detail ?? undefined)}
        @row-copy=${(event: CustomEvent<RequestParams<"copy">>) => this.#ask("copy", event.detail, l10n.t("Copied"))}>
        ${this.#log(status)} ${this.detail === undefined ? nothing : this.#detailPane(this.detail)}
      </main>
      <signalr-composer .draft=${this.#draft} .history=${this.history} .connected=${status.state === "connected"} .problem=${this.sendProblem}
        @draft=${(event: CustomEvent<Draft>) => this.#drafted(event.detail)} @check=${(event: CustomEvent<Draft>) => this.#check(event.detail)}
        @send=${(event: CustomEvent<Draft>) => this.#send(event.detail)}></signalr-composer>
      <div class="unseen" role="status">${this.said}</div>`;
  }

  #connect(choices: RequestParams<"connect">): void {
    // Why it failed comes with the status, for the hop strip.
    void this.#ask("connect", choices);
  }

  #drafted(draft: Draft): void {
    this.#draft = draft;
    this.sendProblem = undefined;
    void this.#ask("keepDraft", draft);
  }

  #log(status: ConsoleStatus): TemplateResult {
    const { size, total, dropped, waiting } = this.#store;
    return html`<section class="log" aria-label=${l10n.t("Log")}>
      <signalr-log-bar .filter=${this.filter} .counts=${{ shown: size, total, dropped, waiting }} .paused=${this.paused} .problem=${this.filterProblem}
        @filter=${(event: CustomEvent<string>) => this.#setFilter(event.detail)} @pause=${() => this.#pause()}
        @clear=${() => this.#clear()} @export=${() => this.#ask("export", null)}></signalr-log-bar>
      ${size === 0 ? emptyLog(status, total, () => this.#connectNow(), () => void this.#setFilter("")) : nothing}
      <signalr-log ?hidden=${size === 0} .store=${this.#store} .version=${this.version} .selected=${this.selected} .widths=${this.widths}
        @column-width=${(event: CustomEvent<{ name: string; width: number }>) => this.#width(event.detail.name, event.detail.width)}></signalr-log>
    </section>`;
  }

  #connectNow(): void {
    this.querySelector<HTMLFormElement>(".connect-bar")?.requestSubmit();
  }

  #pause(): void {
    this.paused = !this.paused;
    void this.#ask("pause", { paused: this.paused });
  }

  #clear(): void {
    this.#select(undefined);
    void this.#ask("clear", null);
  }

  #detailPane(detail: RecordDetail): TemplateResult {
    const size = `${narrow.matches ? "height" : "width"}: ${this.#detailSize()}px`;
    return html`<div class="edge" role="separator" tabindex="0" aria-orientation=${narrow.matches ? "horizontal" : "vertical"}
        aria-label=${l10n.t("Size of the record's pane")} aria-valuenow=${this.#detailSize()}
        @pointerdown=${(event: PointerEvent) => startDrag(event, this.#edge())} @keydown=${(event: KeyboardEvent) => nudge(event, this.#edge())}></div>
      <signalr-detail .detail=${detail} .style=${size}></signalr-detail>`;
  }
}
customElements.define("signalr-console", ConsoleApp);

/** Not an error, but the commonest reason why nothing comes back. */
function unfinished(waiting: number): ProblemView {
  return {
    code: "recordUnfinished",
    message: l10n.t("Sent. The server waits for the end of the record ({0} bytes so far).", waiting),
    nextStep: l10n.t("End it with a record separator: Insert RS."),
  };
}
