import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { AnswerRule, CertificatePart, Draft, RecordDetail, RequestParams } from "../console/protocol.ts";
import "./activityBar.ts";
import type { Answering } from "./activityBar.ts";
import "./composer.ts";
import type { Composer, Sending } from "./composer.ts";
import "./connectBar.ts";
import "./detailPane.ts";
import { PageElement } from "./element.ts";
import { emptyLog } from "./emptyLog.ts";
import "./hopStrip.ts";
import "./logBar.ts";
import "./logGrid.ts";
import type { LogGrid } from "./logGrid.ts";
import { PageModel } from "./pageModel.ts";
import "./savedPanel.ts";
import { naming } from "./sessions.ts";
import type { SessionView } from "./sessions.ts";
import "./sessionTabs.ts";
import { nudge, startDrag } from "./splitter.ts";
import type { Drag } from "./splitter.ts";

/** Below this width in pixels the detail stands under the log. */
const narrow = window.matchMedia("(max-width: 899px)");

/** The console's page: lays its parts out and hands their wishes to the model. */
export class ConsoleApp extends PageElement {
  readonly #model = new PageModel({
    changed: () => this.requestUpdate(),
    cutAbove: (count) => this.#grid()?.cutAbove(count),
    reveal: (seq) => this.#grid()?.reveal(seq),
    focusLog: () => this.querySelector<HTMLElement>(".log-scroller")?.focus(),
    markProblem: (problem) => this.querySelector<Composer>("signalr-composer")?.markProblem(problem),
  });

  /** One for good: another one each time would draw the connect bar anew with every batch. */
  readonly #pickCertificate = (part: CertificatePart): Promise<string | null | undefined> => this.#model.ask("pickCertificate", { part });

  override connectedCallback(): void {
    super.connectedCallback();
    narrow.addEventListener("change", () => this.requestUpdate());
    this.#model.start();
  }

  #grid(): LogGrid | null {
    return this.querySelector<LogGrid>("signalr-log");
  }

  protected override render(): TemplateResult {
    const model = this.#model;
    const { front, detail } = model;
    if (front === undefined) return html``;
    const readOnly = front.status.kind === "transcript";
    return html`
      ${readOnly ? html`<p class="read-only">${l10n.t("A transcript, read only: {0}", front.status.title)}</p>` : this.#connection(front)}
      <main class="panes ${detail === undefined ? "" : "with-detail"}"
        @row-select=${(event: CustomEvent<number | null>) => model.select(event.detail ?? undefined)}
        @row-mark=${(event: CustomEvent<RequestParams<"mark">>) => model.mark(event.detail)}
        @row-copy=${(event: CustomEvent<RequestParams<"copy">>) => model.ask("copy", event.detail, l10n.t("Copied"))}>
        ${this.#log(front)} ${detail === undefined ? nothing : this.#detailPane(detail)}
      </main>
      ${readOnly ? nothing : this.#sending(front)}
      <div class="unseen" role="status">${model.said}</div>`;
  }

  #connection({ session, status }: SessionView): TemplateResult {
    const model = this.#model;
    return html`
      <signalr-sessions .sessions=${model.sessions.all} .current=${session} @session=${(event: CustomEvent<number>) => model.show(event.detail)}
        @session-close=${(event: CustomEvent<number>) => model.ask("closeSession", { session: event.detail })}></signalr-sessions>
      <signalr-connect .status=${status} .pickCertificate=${this.#pickCertificate} @connect=${(event: CustomEvent<RequestParams<"connect">>) => model.ask("connect", { ...naming(session), ...event.detail })}
        @disconnect=${() => model.ask("disconnect", naming(session))}></signalr-connect>
      <signalr-hops .status=${status} .explained=${model.offers.has("why")} .traced=${model.offers.has("trace")} @why=${() => model.tryAsk("why", null)} @trace=${() => model.tryAsk("trace", null)}></signalr-hops>`;
  }

  #log({ session, status }: SessionView): TemplateResult {
    const model = this.#model;
    const { size, total, dropped, waiting } = model.store;
    const several = model.sessions.all.length > 1;
    return html`<section class="log" aria-label=${l10n.t("Log")}>
      <signalr-log-bar .filter=${model.filter} .counts=${{ shown: size, total, dropped, waiting }} .paused=${model.paused} .problem=${model.filterProblem} .completion=${model.completion}
        .readOnly=${status.kind === "transcript"} .offers=${model.offers} .sessionTerm=${several ? `connection:${session}` : ""}
        @filter=${(event: CustomEvent<string>) => model.setFilter(event.detail)} @complete=${(event: CustomEvent<RequestParams<"completeFilter">>) => model.complete(event.detail)}
        @pause=${() => model.pause()} @clear=${() => model.clear()} @session-open=${() => model.openSession()} @keep=${(event: CustomEvent<string>) => this.#keep(event.detail)}></signalr-log-bar>
      ${size === 0 ? emptyLog(status, total, () => this.querySelector<HTMLFormElement>(".connect-bar")?.requestSubmit(), () => void model.setFilter("")) : nothing}
      <signalr-log ?hidden=${size === 0} .store=${model.store} .version=${model.version} .selected=${model.selected} .widths=${model.widths} .several=${several}
        @column-width=${(event: CustomEvent<{ name: string; width: number }>) => model.setWidth(event.detail.name, event.detail.width)}></signalr-log>
    </section>`;
  }

  #keep(form: string): void {
    if (form === "compare") void this.#model.ask("compare", null);
    else if (form === "jsonLines" || form === "markdown" || form === "har") void this.#model.ask("export", { format: form });
  }

  #detailPane(detail: RecordDetail): TemplateResult {
    const size = `${narrow.matches ? "height" : "width"}: ${this.#detailSize()}px`;
    return html`<div class="edge" role="separator" tabindex="0" aria-orientation=${narrow.matches ? "horizontal" : "vertical"}
        aria-label=${l10n.t("Size of the record's pane")} aria-valuenow=${this.#detailSize()}
        @pointerdown=${(event: PointerEvent) => startDrag(event, this.#edge())} @keydown=${(event: KeyboardEvent) => nudge(event, this.#edge())}></div>
      <signalr-detail .detail=${detail} .markable=${this.#model.offers.has("mark")} .style=${size}></signalr-detail>`;
  }

  /** The edge between the log and the detail. */
  #edge(): Drag {
    const axis = narrow.matches ? "y" : "x";
    const name = narrow.matches ? "detail-below" : "detail-beside";
    const room = narrow.matches ? window.innerHeight : window.innerWidth;
    return { axis, grow: -1, from: this.#detailSize(), least: 120, most: room * 0.7, changed: (size) => this.#model.setWidth(name, size) };
  }

  #detailSize(): number {
    const { widths } = this.#model;
    return narrow.matches ? (widths["detail-below"] ?? 220) : (widths["detail-beside"] ?? 380);
  }

  #sending({ session, status, activity }: SessionView): TemplateResult {
    const model = this.#model;
    const at = naming(session);
    return html`
      <signalr-activity .activity=${activity} @row-select=${(event: CustomEvent<number>) => model.select(event.detail)}
        @stream-pause=${(event: CustomEvent<{ invocationId: string; paused: boolean }>) => model.tryAsk("pauseStream", { ...at, ...event.detail })}
        @stream-cancel=${(event: CustomEvent<string>) => model.tryAsk("cancelStream", { ...at, invocationId: event.detail })}
        @upload-item=${(event: CustomEvent<{ streamId: string; text: string }>) => model.tryAsk("sendItem", { ...at, ...event.detail })}
        @upload-file=${(event: CustomEvent<string>) => model.tryAsk("sendItemsOfFile", { ...at, streamId: event.detail })}
        @upload-end=${(event: CustomEvent<string>) => model.tryAsk("completeUpload", { ...at, streamId: event.detail })}
        @answer=${(event: CustomEvent<Answering>) => model.answer(event.detail)} @replay-stop=${() => model.tryAsk("stopReplay", at)}></signalr-activity>
      <signalr-composer .draft=${model.draft} .history=${model.history} .status=${status} .problem=${model.sendProblem} .savedShown=${model.savedShown}
        @draft=${(event: CustomEvent<Draft>) => model.drafted(event.detail)} @check=${(event: CustomEvent<Draft>) => model.check(event.detail)}
        @send=${(event: CustomEvent<Sending>) => model.send(event.detail)} @saved=${() => model.toggleSaved()}></signalr-composer>
      ${model.serviceAnswer === undefined ? nothing : html`<p class="service-answer"><bdi>${model.serviceAnswer}</bdi></p>`}
      ${model.savedShown
        ? html`<signalr-saved .messages=${model.saved.messages} .rules=${model.saved.rules} .history=${model.history} .connected=${status.state === "connected"} .offers=${model.offers}
            @use=${(event: CustomEvent<Draft>) => model.drafted(event.detail)}
            @save=${(event: CustomEvent<Omit<RequestParams<"saveMessage">, "draft">>) => model.tryAsk("saveMessage", { ...event.detail, draft: model.draft })}
            @forget=${(event: CustomEvent<RequestParams<"removeMessage">>) => model.tryAsk("removeMessage", event.detail)}
            @rules=${(event: CustomEvent<AnswerRule[]>) => model.tryAsk("setAnswerRules", { rules: event.detail })}
            @replay=${(event: CustomEvent<{ everyMs?: number }>) => model.tryAsk("replay", { ...at, ...event.detail })}></signalr-saved>`
        : nothing}`;
  }
}
customElements.define("signalr-console", ConsoleApp);
