import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { ConsoleStatus } from "../console/protocol.ts";
import { PageElement } from "./element.ts";
import { duration, remaining } from "./format.ts";
import { hopStops } from "./hopStops.ts";
import type { HopStop } from "./hopStops.ts";
import { icon } from "./icon.ts";
import { problemBox } from "./problemBox.ts";
import "./jsonTree.ts";
import { stateWord } from "./stateWords.ts";

/** The hops of the current session in words, each with its detail on click, and why it failed. */
export class HopStrip extends PageElement {
  static override properties = { status: { attribute: false }, explained: { type: Boolean }, traced: { type: Boolean }, opened: { state: true } };
  declare status: ConsoleStatus;
  /** Whether there is a doctor to ask why; then `why` is told. */
  declare explained: boolean;
  /** Whether the gateway tells what its policies did; then `trace` is told. */
  declare traced: boolean;
  /** Index of the stop whose detail is shown. */
  declare private opened: number | undefined;
  #stops: readonly HopStop[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("status")) return;
    this.#stops = hopStops(this.status.hops);
    if (this.opened !== undefined && this.opened >= this.#stops.length) this.opened = undefined;
  }

  protected override render(): TemplateResult {
    const { state, problem, reconnecting } = this.status;
    const stop = this.opened === undefined ? undefined : this.#stops[this.opened];
    return html`
      ${this.#stops.length === 0 && reconnecting === undefined ? nothing : html`<ol class="hops" aria-label=${l10n.t("Hops")}>
        ${this.#stops.map((each, index) => html`<li>${this.#button(each, index)}${icon("arrow-small-right")}</li>`)}
        <li class="hop-end">${stateWord(state)}${reconnecting === undefined ? nothing : html`: <bdi>${reconnecting.reason}</bdi>`}</li>
        ${this.traced ? html`<li>${this.#trace()}</li>` : nothing}
      </ol>`}
      ${stop === undefined ? nothing : detail(stop)}
      ${problem === undefined ? nothing : problemBox(problem, this.explained ? this.#why() : nothing)}`;
  }

  #why(): TemplateResult {
    return html`<button class="quiet why" title=${l10n.t("Run the doctor on what this console connects to")} @click=${() => this.tell("why", null)}>${icon("pulse")} ${l10n.t("Why?")}</button>`;
  }

  #trace(): TemplateResult {
    return html`<button class="hop trace" title=${l10n.t("Show what the gateway's policies did with the last requests")} @click=${() => this.tell("trace", null)}>${icon("list-tree")} ${l10n.t("Gateway Trace")}</button>`;
  }

  #button(stop: HopStop, index: number): TemplateResult {
    const open = this.opened === index;
    const failed = stop.type === "hop" && stop.hop.problem !== undefined;
    return html`<button class="hop ${failed ? "failed" : ""}" aria-expanded=${open} aria-controls=${open ? "hop-detail" : nothing}
      title=${stop.type === "hop" ? l10n.t("Show what this hop did") : l10n.t("Show what the token says")} @click=${() => (this.opened = open ? undefined : index)}>
      ${failed ? icon("error") : nothing}${stop.type === "hop" ? hopWords(stop.hop) : tokenWords(stop)}</button>`;
  }
}
customElements.define("signalr-hops", HopStrip);

function hopWords({ kind, status, problem, ms }: Extract<HopStop, { type: "hop" }>["hop"]): TemplateResult {
  return html`<span>${kind}</span>
    <span class="hop-status">${status ?? (problem === undefined ? l10n.t("ok") : l10n.t("failed"))}</span>
    ${kind === "redirect" ? nothing : html`<span class="hop-ms">${duration(ms)}</span>`}`;
}

function tokenWords({ expiresAt }: Extract<HopStop, { type: "token" }>): TemplateResult {
  const left = expiresAt === undefined ? undefined : expiresAt - Date.now();
  return html`${icon("key")}<span>${l10n.t("token")}</span>
    ${left === undefined ? nothing : html`<span class="hop-ms">${left > 0 ? l10n.t("{0} left", remaining(left)) : l10n.t("expired")}</span>`}`;
}

function detail(stop: HopStop): TemplateResult {
  const isHop = stop.type === "hop";
  const value = isHop
    ? { url: stop.hop.url, ...(stop.hop.status !== undefined && { status: stop.hop.status }), ms: Math.round(stop.hop.ms * 10) / 10, ...stop.hop.details }
    : stop.details;
  return html`<section id="hop-detail" class="hop-detail" aria-label=${isHop ? l10n.t("Hop {0}", stop.hop.kind) : l10n.t("Token")}>
    <signalr-json id="hop-json" .value=${value} .label=${isHop ? l10n.t("What the hop did") : l10n.t("What the token says")}></signalr-json>
  </section>`;
}
