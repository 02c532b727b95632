import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { Row } from "../console/protocol.ts";
import { columns, directionIcons, directionWord } from "./columns.ts";
import type { Column } from "./columns.ts";
import { PageElement } from "./element.ts";
import { icon } from "./icon.ts";
import type { LogStore } from "./logStore.ts";
import { drawnHeight, drawnTop, isInView, pixelsPerPixel, rowsInView, scrollToShow } from "./rowWindow.ts";
import type { Viewport } from "./rowWindow.ts";
import { firstSession } from "./sessions.ts";
import { startDrag } from "./splitter.ts";

/** Height of a row in pixels at the editor's default font size; larger fonts get larger rows. */
const leastRowHeight = 22;

/**
 * The log: only the rows in view are in the document. Follows the newest row until the person scrolls or selects;
 * tells `row-select` (seq, or undefined), `row-copy` ({seq, form}), `row-mark` ({seq, mark?}) and `column-width` ({name, width}).
 */
export class LogGrid extends PageElement {
  static override properties = {
    store: { attribute: false },
    version: { attribute: false },
    selected: { attribute: false },
    widths: { attribute: false },
    several: { type: Boolean },
    following: { state: true },
    atEnd: { state: true },
  };
  declare store: LogStore;
  /** Changes whenever the store did. */
  declare version: number;
  declare selected: number | undefined;
  declare widths: Readonly<Record<string, number>>;
  /** Whether rows of several sessions stand among one another, so that each has to say its own. */
  declare several: boolean;
  declare private following: boolean;
  /** Whether the newest row is in view. */
  declare private atEnd: boolean;

  #rowHeight = leastRowHeight;
  readonly #resized = new ResizeObserver(() => this.#resize());
  /** Height of the scroller in pixels before it was last resized. */
  #height = 0;
  /** Where we scrolled to last; scrolling that ends elsewhere was the person's. */
  #scrolledTo = -1;
  /** Where that was, as `Viewport` has it. */
  #place = 0;
  /** Rows there were when the list was last drawn. */
  #count = 0;

  constructor() {
    super();
    this.following = true;
    this.atEnd = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  /** Rows were cut off above: what is on the screen stays where it is. */
  cutAbove(count: number): void {
    const scroller = this.#scroller();
    if (scroller === null || this.following) return;
    const { scrollTop } = this.#viewport(scroller, this.#count);
    this.#count = this.store.size;
    this.#scrollTo(scroller, Math.max(0, scrollTop - count * this.#rowHeight));
  }

  /** Brings a row into view, as when its other half was asked for. */
  reveal(seq: number): void {
    const index = this.store.indexOf(seq);
    if (index < 0) return;
    this.following = false;
    this.#show(index);
  }

  /** A selected row that was in view stays in view: the detail beside or below takes room from the rows. */
  #resize(): void {
    const scroller = this.#scroller();
    if (scroller === null) return;
    const index = this.selected === undefined ? -1 : this.store.indexOf(this.selected);
    const wasInView = isInView({ ...this.#viewport(scroller), height: this.#height }, index);
    this.#height = scroller.clientHeight;
    if (wasInView && !this.following) this.#show(index);
    this.requestUpdate();
  }

  #show(index: number): void {
    const scroller = this.#scroller();
    if (scroller !== null) this.#scrollTo(scroller, scrollToShow(this.#viewport(scroller), index));
  }

  /** @param scrollTop as `Viewport` has it */
  #scrollTo(scroller: HTMLElement, scrollTop: number): void {
    scroller.scrollTop = scrollTop / pixelsPerPixel(this.#shape(scroller));
    this.#place = scrollTop;
  }

  protected override firstUpdated(): void {
    const size = Number.parseFloat(getComputedStyle(this).fontSize);
    this.#rowHeight = Math.max(leastRowHeight, Math.ceil(size * 1.6));
    this.style.setProperty("--row-height", `${this.#rowHeight}px`);
    const scroller = this.#scroller();
    if (scroller !== null) this.#resized.observe(scroller);
    this.requestUpdate();
  }

  /** A list too long to be drawn as high as it is gets a new scale with each row: what is on the screen stays there. */
  protected override willUpdate(): void {
    const scroller = this.#scroller();
    const before = this.#count;
    this.#count = this.store.size;
    if (scroller === null || this.following || before === this.#count || pixelsPerPixel(this.#shape(scroller)) === 1) return;
    this.#scrollTo(scroller, this.#viewport(scroller, before).scrollTop);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("widths")) {
      for (const { name } of columns) this.style.setProperty(`--column-${name}`, columnWidth(this.widths[name]));
    }
    if (changed.has("several")) this.style.setProperty("--session-room", this.several ? "4ch" : "0ch");
    if (this.following) this.#toEnd();
    this.atEnd = this.#endInView();
  }

  #viewport({ scrollTop, clientHeight }: HTMLElement, count = this.store.size): Viewport {
    const shape = this.#shape({ clientHeight }, count);
    const pixels = pixelsPerPixel(shape);
    // Browsers round what they are told: where it was that, it is the place that was meant.
    const isPlace = pixels > 1 && Math.abs(scrollTop - this.#place / pixels) <= 1;
    return { ...shape, scrollTop: isPlace ? this.#place : scrollTop * pixels };
  }

  #shape({ clientHeight }: Pick<HTMLElement, "clientHeight">, count = this.store.size): Omit<Viewport, "scrollTop"> {
    return { height: clientHeight, rowHeight: this.#rowHeight, count };
  }

  #scroller(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".log-scroller");
  }

  #toEnd(): void {
    const scroller = this.#scroller();
    if (scroller === null) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#scrolledTo = scroller.scrollTop;
  }

  #scrolled(): void {
    this.atEnd = this.#endInView();
    if (this.#scroller()?.scrollTop === this.#scrolledTo) return;
    this.requestUpdate();
    // Reaching the end by hand follows again, unless a selected row would be carried away.
    this.following = this.atEnd && (this.following || this.selected === undefined);
  }

  #endInView(): boolean {
    const scroller = this.#scroller();
    return scroller === null || scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < this.#rowHeight / 2;
  }

  #select(index: number): void {
    const row = this.store.at(Math.min(Math.max(0, index), this.store.size - 1));
    if (row === undefined) return;
    this.following = false;
    this.#show(this.store.indexOf(row.seq));
    this.tell("row-select", row.seq);
  }

  #key(event: KeyboardEvent): void {
    const current = this.selected === undefined ? -1 : this.store.indexOf(this.selected);
    const page = Math.max(1, Math.floor((this.#scroller()?.clientHeight ?? 0) / this.#rowHeight) - 1);
    const start = current < 0 ? this.store.size : current;
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: start - 1, ArrowDown: current < 0 ? this.store.size - 1 : current + 1,
      PageUp: start - page, PageDown: start + page, Home: 0, End: this.store.size - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) this.#select(move);
    else if (event.key === "Escape") this.tell("row-select", undefined);
    else if (event.key.toLowerCase() === "c" && (event.ctrlKey || event.metaKey) && current >= 0) this.tell("row-copy", { seq: this.selected, form: "row" });
    else if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && current >= 0) this.#mark(current);
    else return;
    event.preventDefault();
  }

  #mark(index: number): void {
    const row = this.store.at(index);
    if (row !== undefined) this.tell("row-mark", { seq: row.seq, ...(row.mark === undefined && { mark: "" }) });
  }

  #latest(): void {
    this.following = true;
    this.#scroller()?.focus();
  }

  protected override render(): TemplateResult {
    const scroller = this.#scroller();
    const { first, end, top } = this.#drawn(scroller);
    const height = `height: ${drawnHeight({ rowHeight: this.#rowHeight, count: this.store.size })}px`;
    const active = this.selected === undefined || this.store.indexOf(this.selected) < 0 ? nothing : `row-${this.selected}`;
    return html`
      <div class="log-scroller" role="grid" tabindex="0" aria-label=${l10n.t("Messages")} aria-readonly="true"
        aria-rowcount=${this.store.size + 1} aria-colcount=${columns.length} aria-activedescendant=${active}
        @keydown=${(event: KeyboardEvent) => this.#key(event)} @scroll=${() => this.#scrolled()}>
        <div class="log-header" role="row" aria-rowindex="1">${columns.map((column) => this.#header(column))}</div>
        <div class="log-rows" role="rowgroup" .style=${height}>
          <div class="log-window" role="presentation" .style=${`top: ${top}px`}>${Array.from({ length: end - first }, (_, at) => this.#row(first + at))}</div></div>
      </div>
      ${this.following || this.atEnd
        ? nothing
        : html`<button class="latest link" @click=${() => this.#latest()}>${icon("arrow-down")} ${l10n.t("Jump to latest")}</button>`}`;
  }

  /** While the newest row is followed, the end will be in view once the list has grown. */
  #drawn(scroller: HTMLElement | null): ReturnType<typeof rowsInView> & { readonly top: number } {
    if (scroller === null) return { first: 0, end: 0, top: 0 };
    const now = this.#viewport(scroller);
    const viewport = this.following ? { ...now, scrollTop: Math.max(0, (now.count + 1) * now.rowHeight - now.height) } : now;
    const rows = rowsInView(viewport);
    return { ...rows, top: drawnTop(viewport, rows.first) };
  }

  #header(column: Column): TemplateResult {
    const changed = (width: number): void => this.tell("column-width", { name: column.name, width });
    const drag = (event: PointerEvent): void => {
      const from = event.currentTarget instanceof HTMLElement ? (event.currentTarget.parentElement?.offsetWidth ?? 0) : 0;
      startDrag(event, { axis: "x", grow: 1, from, least: 24, most: 800, changed });
    };
    return html`<span role="columnheader" class="cell ${column.name} ${column.alignRight ? "right" : ""}" aria-label=${column.title() === "" ? l10n.t("Direction") : nothing}>
      <span class="cell-text">${column.title()}</span>
      ${column.name === "summary" ? nothing : html`<span class="grip" @pointerdown=${drag} @dblclick=${() => changed(0)}></span>`}
    </span>`;
  }

  #row(index: number): TemplateResult | typeof nothing {
    const row = this.store.at(index);
    if (row === undefined) return nothing;
    const before = this.store.at(index - 1);
    const selected = row.seq === this.selected;
    const names = `row ${row.direction} ${row.failed ? "failed" : ""} ${selected ? "selected" : ""}`;
    return html`<div id="row-${row.seq}" role="row" class=${names} aria-rowindex=${index + 2} aria-selected=${selected} @mousedown=${(event: MouseEvent) => event.button === 0 && this.#select(index)}>
      ${columns.map((column) => this.#cell(column, row, before))}
    </div>`;
  }

  #cell(column: Column, row: Row, before: Row | undefined): TemplateResult {
    const text = column.text(row, before);
    if (column.name === "direction") {
      const word = directionWord(row.direction);
      return html`<span role="gridcell" class="cell direction" title=${word}>${icon(directionIcons[row.direction])}<span class="unseen">${word}</span></span>`;
    }
    if (column.name === "time") {
      return html`<span role="gridcell" class="cell time" title=${text}>${text.slice(0, wholeSeconds)}<span class="fraction">${text.slice(wholeSeconds)}</span></span>`;
    }
    // Where the pane has no room for a column of targets, the target stands before the summary.
    const target = column.name === "summary" && row.target !== undefined ? html`<bdi class="beside-summary">${row.target}</bdi>` : nothing;
    const failed = column.name === "kind" && row.failed ? html`${icon("error")}<span class="unseen">${l10n.t("failed")}</span> ` : nothing;
    const session = column.name !== "kind" || !this.several ? nothing : sessionBadge(row.session ?? firstSession);
    const mark = column.name !== "summary" || row.mark === undefined ? nothing : html`<span class="mark">${icon("bookmark")}<span class="unseen">${l10n.t("marked")}</span> <bdi>${row.mark}</bdi></span> `;
    return html`<span role="gridcell" class="cell ${column.name} ${column.alignRight ? "right" : ""}" title=${text.length > 12 ? text : nothing}
      >${session}${failed}${mark}${target}<bdi class="cell-text">${text}</bdi></span>`;
  }
}
customElements.define("signalr-log", LogGrid);

function sessionBadge(session: number): TemplateResult {
  return html`<span class="session-number" title=${l10n.t("Session {0}", session)}>${session}</span> `;
}

/** Of `12:01:07.218`, what stays where there is little room. */
const wholeSeconds = 8;

/** A person's own width in pixels, kept within the pane; empty where the style sheet decides. */
function columnWidth(width: number | undefined): string {
  return width === undefined || width === 0 ? "" : `min(${width}px, 40cqw)`;
}
