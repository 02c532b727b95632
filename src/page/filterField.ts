import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { RequestResult } from "../console/protocol.ts";
import { PageElement } from "./element.ts";

type Completion = RequestResult<"completeFilter">;

/**
 * The filter with what could stand at its caret. Tells `filter` (text) and `complete` ({text, caret}): what the host offers comes back as `completion`.
 * Down and Up choose, Enter or Tab takes, Escape closes.
 */
export class FilterField extends PageElement {
  static override properties = { filter: {}, bad: { type: Boolean }, completion: { attribute: false }, active: { state: true } };
  declare filter: string;
  declare bad: boolean;
  declare completion: Completion | undefined;
  /** Index of the choice that Enter takes; undefined where none is pointed at. */
  declare private active: number | undefined;

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (!changed.has("completion")) return;
    this.active = undefined;
    // The answer may come when the person has already gone on.
    if (this.#field() !== document.activeElement) this.completion = undefined;
  }

  #field(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input");
  }

  #ask(): void {
    const field = this.#field();
    if (field !== null) this.tell("complete", { text: field.value, caret: field.selectionStart ?? field.value.length });
  }

  #typed(): void {
    const field = this.#field();
    if (field === null) return;
    this.tell("filter", field.value);
    this.#ask();
  }

  #take(index: number): void {
    const field = this.#field();
    const choice = this.completion?.choices[index];
    if (field === null || choice === undefined || this.completion === undefined) return;
    field.setRangeText(choice.insert, this.completion.from, field.selectionStart ?? field.value.length, "end");
    field.focus();
    this.completion = undefined;
    this.tell("filter", field.value);
    // A key has values to choose from at once; what is whole has nothing more to offer.
    if (choice.insert.endsWith(":")) this.#ask();
  }

  #key(event: KeyboardEvent): void {
    const count = this.completion?.choices.length ?? 0;
    if (count === 0) {
      if (event.key === "ArrowDown" || (event.key === " " && event.ctrlKey)) {
        this.#ask();
        event.preventDefault();
      }
      return;
    }
    if (event.key === "ArrowDown") this.active = ((this.active ?? -1) + 1) % count;
    else if (event.key === "ArrowUp") this.active = ((this.active ?? 0) - 1 + count) % count;
    else if (event.key === "Escape") this.completion = undefined;
    else if ((event.key === "Enter" || event.key === "Tab") && this.active !== undefined) this.#take(this.active);
    else return;
    event.preventDefault();
  }

  protected override updated(): void {
    this.querySelector(".completion [aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const choices = this.completion?.choices ?? [];
    const open = choices.length > 0;
    return html`<label class="field"><span>${l10n.t("Filter")}</span>
        <input class="filter" role="combobox" .value=${this.filter} spellcheck="false" autocomplete="off" placeholder="kind:invocation target:broadcast -kind:ping /regex/"
          aria-autocomplete="list" aria-expanded=${open} aria-controls=${open ? "filter-choices" : nothing} aria-activedescendant=${this.active === undefined ? nothing : `filter-choice-${this.active}`}
          aria-invalid=${this.bad} aria-describedby=${this.bad ? "filter-problem" : nothing}
          @input=${() => this.#typed()} @keydown=${(event: KeyboardEvent) => this.#key(event)} @blur=${() => (this.completion = undefined)}></label>
      ${open
        ? html`<ul id="filter-choices" class="completion" role="listbox" aria-label=${l10n.t("Filter choices")}>
            ${choices.map(({ insert, says }, index) => html`<li id="filter-choice-${index}" role="option" aria-selected=${index === this.active}
              @pointerdown=${(event: Event) => this.#pointed(event, index)}><bdi class="insert">${insert}</bdi> <span class="hint">${says}</span></li>`)}</ul>`
        : nothing}`;
  }

  /** Before the field would lose the focus and the choices with it. */
  #pointed(event: Event, index: number): void {
    event.preventDefault();
    this.#take(index);
  }
}
customElements.define("signalr-filter", FilterField);
