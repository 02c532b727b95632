import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { ConsoleStatus, HopView } from "../console/protocol.ts";
import { stateWord } from "./connectBar.ts";
import { PageElement } from "./element.ts";
import { duration } from "./format.ts";
import { icon } from "./icon.ts";
import { problemBox } from "./problemBox.ts";
import "./jsonTree.ts";

/** The hops of the current session in words, each with its detail on click, and why it failed. */
export class HopStrip extends PageElement {
  static override properties = { status: { attribute: false }, opened: { state: true } };
  declare status: ConsoleStatus;
  /** Index of the hop whose detail is shown. */
  declare private opened: number | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { hops } = this.status;
    if (changed.has("status") && this.opened !== undefined && this.opened >= hops.length) this.opened = undefined;
  }

  protected override render(): TemplateResult {
    const { hops, state, problem } = this.status;
    const hop = this.opened === undefined ? undefined : hops[this.opened];
    return html`
      ${hops.length === 0 ? nothing : html`<ol class="hops" aria-label=${l10n.t("Hops")}>
        ${hops.map((each, index) => html`<li>${this.#button(each, index)}${icon("arrow-small-right")}</li>`)}
        <li class="hop-end">${stateWord(state)}</li>
      </ol>`}
      ${hop === undefined ? nothing : this.#detail(hop)}
      ${problem === undefined ? nothing : problemBox(problem)}`;
  }

  #button(hop: HopView, index: number): TemplateResult {
    const failed = hop.problem !== undefined;
    const open = this.opened === index;
    return html`<button class="hop ${failed ? "failed" : ""}" aria-expanded=${open} aria-controls="hop-detail"
      title=${l10n.t("Show what this hop did")} @click=${() => (this.opened = open ? undefined : index)}>
      ${failed ? icon("error") : nothing}<span>${hop.kind}</span>
      <span class="hop-status">${failed ? (hop.status ?? l10n.t("failed")) : (hop.status ?? l10n.t("ok"))}</span>
      <span class="hop-ms">${duration(hop.ms)}</span></button>`;
  }

  #detail(hop: HopView): TemplateResult {
    const members = { url: hop.url, ...(hop.status !== undefined && { status: hop.status }), ms: Math.round(hop.ms * 10) / 10, ...hop.details };
    return html`<section id="hop-detail" class="hop-detail" aria-label=${l10n.t("Hop {0}", hop.kind)}>
      <signalr-json id="hop-json" .value=${members} .label=${l10n.t("What the hop did")}></signalr-json>
    </section>`;
  }
}
customElements.define("signalr-hops", HopStrip);
