import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ProblemView } from "../console/protocol.ts";
import { PageElement } from "./element.ts";
import { grouped } from "./format.ts";
import { icon } from "./icon.ts";

/** Counts of the log, as the bar shows them. */
export interface LogCounts {
  readonly shown: number;
  readonly total: number;
  readonly dropped: number;
  readonly waiting: number;
}

/** Filter, counts and what can be done with the whole log. Tells `filter` (text), `pause`, `clear`, `export`. */
export class LogBar extends PageElement {
  static override properties = { filter: {}, counts: { attribute: false }, paused: { type: Boolean }, problem: { attribute: false } };
  declare filter: string;
  declare counts: LogCounts;
  declare paused: boolean;
  declare problem: ProblemView | undefined;

  protected override render(): TemplateResult {
    const bad = this.problem !== undefined;
    return html`<div class="log-bar">
      <label class="field grow"><span>${l10n.t("Filter")}</span>
        <input class="filter" type="search" .value=${this.filter} spellcheck="false" autocomplete="off" placeholder="kind:invocation target:broadcast -kind:ping /regex/"
          aria-invalid=${bad} aria-describedby=${bad ? "filter-problem" : nothing}
          @input=${(event: InputEvent) => event.target instanceof HTMLInputElement && this.tell("filter", event.target.value)}></label>
      <span class="counts">${this.#counts()}</span>
      <div role="toolbar" class="tools" aria-label=${l10n.t("Log")}>
        ${this.#tool("pause", this.paused ? "debug-continue" : "debug-pause", this.paused ? l10n.t("Continue showing new messages") : l10n.t("Pause: keep new messages back"), this.paused)}
        ${this.#tool("clear", "clear-all", l10n.t("Clear the log"))} ${this.#tool("export", "export", l10n.t("Export the transcript"))}
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

  #tool(name: string, image: string, title: string, pressed?: boolean): TemplateResult {
    return html`<button class="icon-button" title=${title} aria-label=${title} aria-pressed=${pressed ?? nothing} @click=${() => this.tell(name, undefined)}>${icon(image)}</button>`;
  }
}
customElements.define("signalr-log-bar", LogBar);
