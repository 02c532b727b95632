import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { PageElement } from "./element.ts";
import { icon } from "./icon.ts";
import type { IconName } from "./icons.ts";

export interface MenuItem {
  readonly name: string;
  readonly title: string;
}

/** A button that opens a menu. Tells `choose` (name). Arrows, Home and End move, Enter takes, Escape closes. */
export class MenuButton extends PageElement {
  static override properties = { items: { attribute: false }, label: {}, image: { attribute: false }, open: { state: true } };
  declare items: readonly MenuItem[];
  declare label: string;
  /** Icon of the button; without one its label stands on it. */
  declare image: IconName | undefined;
  declare private open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  #show(): void {
    this.open = true;
    void this.updateComplete.then(() => this.#entries()[0]?.focus());
  }

  #hide(): void {
    this.open = false;
    this.querySelector<HTMLElement>("button")?.focus();
  }

  #entries(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  #key(event: KeyboardEvent): void {
    const entries = this.#entries();
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) entries.at(to % entries.length)?.focus();
    else if (event.key === "Escape") this.#hide();
    else return;
    event.preventDefault();
    // Escape has a meaning above as well.
    event.stopPropagation();
  }

  #left(event: FocusEvent): void {
    if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.open = false;
  }

  #choose(name: string): void {
    this.#hide();
    this.tell("choose", name);
  }

  protected override render(): TemplateResult {
    const { open } = this;
    const plain = this.image === undefined;
    return html`<button type="button" class=${plain ? "quiet" : "icon-button"} title=${plain ? nothing : this.label} aria-label=${plain ? nothing : this.label} aria-haspopup="menu" aria-expanded=${open}
        @click=${() => (open ? this.#hide() : this.#show())}>${this.image === undefined ? html`${this.label} ${icon("chevron-down")}` : icon(this.image)}</button>
      ${open
        ? html`<div class="menu" role="menu" aria-label=${this.label} @keydown=${(event: KeyboardEvent) => this.#key(event)} @focusout=${(event: FocusEvent) => this.#left(event)}>
            ${this.items.map(({ name, title }) => html`<button type="button" role="menuitem" tabindex="-1" @click=${() => this.#choose(name)}>${title}</button>`)}</div>`
        : nothing}`;
  }
}
customElements.define("signalr-menu", MenuButton);
