import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ProblemView, RequestResult } from "../console/protocol.ts";
import { PageElement } from "./element.ts";
import "./filterField.ts";
import { hasTerm, toggleTerm } from "./filterToggles.ts";
import { grouped } from "./format.ts";
import { icon } from "./icon.ts";
import type { IconName } from "./icons.ts";
import "./menuButton.ts";
import type { MenuItem } from "./menuButton.ts";

/** Counts of the log, as the bar shows them. */
export interface LogCounts {
  readonly shown: number;
  readonly total: number;
  readonly dropped: number;
  readonly waiting: number;
}

/** Filter, counts and what can be done with the whole log. Tells `filter` (text), `complete`, `pause`, `clear`, `keep` (a format, or `compare`), `session-open`. */
export class LogBar extends PageElement {
  static override properties = { filter: {}, counts: { attribute: false }, paused: { type: Boolean }, readOnly: { type: Boolean }, problem: { attribute: false }, completion: { attribute: false }, offers: { attribute: false }, sessionTerm: {} };
  declare filter: string;
  declare counts: LogCounts;
  declare paused: boolean;
  /** A transcript that was opened: nothing comes, and nothing can be cleared. */
  declare readOnly: boolean;
  declare problem: ProblemView | undefined;
  declare completion: RequestResult<"completeFilter"> | undefined;
  declare offers: ReadonlySet<string>;
  /** The filter's term for the session in front; empty where there is only one. */
  declare sessionTerm: string;

  protected override render(): TemplateResult {
    return html`<div class="log-bar">
      <signalr-filter class="grow" .filter=${this.filter} .bad=${this.problem !== undefined} .completion=${this.completion}></signalr-filter>
      <div role="toolbar" class="tools" aria-label=${l10n.t("Filter")}>
        ${this.#toggle("error:yes", "error", l10n.t("Errors only"))} ${this.#toggle("-kind:ping", "bell-slash", l10n.t("Hide pings"))}
        ${this.sessionTerm === "" ? nothing : this.#toggle(this.sessionTerm, "person", l10n.t("This session only"))}
      </div>
      <span class="counts">${this.#counts()}</span>
      <div role="toolbar" class="tools" aria-label=${l10n.t("Log")}>
        ${this.readOnly
          ? nothing
          : html`${this.#tool("pause", this.paused ? "debug-continue" : "debug-pause", this.paused ? l10n.t("Continue showing new messages") : l10n.t("Pause: keep new messages back"), this.paused)}
            ${this.#tool("clear", "clear-all", l10n.t("Clear the log"))}
            ${this.offers.has("openSession") ? this.#tool("session-open", "split-horizontal", l10n.t("Open another session beside this one")) : nothing}`}
        <signalr-menu .image=${"export" satisfies IconName} .label=${l10n.t("Keep or compare the log")} .items=${this.#keeps()} @choose=${(event: CustomEvent<string>) => this.tell("keep", event.detail)}></signalr-menu>
      </div>
    </div>
    ${this.problem === undefined ? nothing : html`<p id="filter-problem" class="field-problem" role="alert">${icon("warning")} ${this.problem.message} ${this.problem.nextStep}</p>`}`;
  }

  #counts(): TemplateResult {
    const { shown, total, dropped, waiting } = this.counts;
    return html`<span>${l10n.t("{0} of {1}", grouped(shown), grouped(total))}</span>
      ${dropped === 0 ? nothing : html`<span class="dropped" title=${l10n.t("The oldest messages were dropped to keep the log within its memory.")}>${l10n.t("{0} dropped", grouped(dropped))}</span>`}
      ${waiting === 0 ? nothing : html`<span class="waiting">${l10n.t("{0} waiting", grouped(waiting))}</span>`}`;
  }

  #keeps(): MenuItem[] {
    return [
      { name: "jsonLines", title: l10n.t("Export the transcript (JSON Lines)") },
      { name: "markdown", title: l10n.t("Export as Markdown") },
      { name: "har", title: l10n.t("Export the HTTP hops as HAR") },
      { name: "compare", title: l10n.t("Compare with another transcript…") },
    ];
  }

  #toggle(term: string, image: IconName, title: string): TemplateResult {
    return html`<button class="icon-button" title="${title} (${term})" aria-label=${title} aria-pressed=${hasTerm(this.filter, term)} @click=${() => this.tell("filter", toggleTerm(this.filter, term))}>${icon(image)}</button>`;
  }

  #tool(name: string, image: IconName, title: string, pressed?: boolean): TemplateResult {
    return html`<button class="icon-button" title=${title} aria-label=${title} aria-pressed=${pressed ?? nothing} @click=${() => this.tell(name, undefined)}>${icon(image)}</button>`;
  }
}
customElements.define("signalr-log-bar", LogBar);
