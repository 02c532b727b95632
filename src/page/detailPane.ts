import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { CopyForm, RecordDetail } from "../console/protocol.ts";
import { directionIcons, directionWord } from "./columns.ts";
import { PageElement } from "./element.ts";
import { typed } from "./fields.ts";
import { clock, duration, grouped } from "./format.ts";
import { hexLines } from "./hexLines.ts";
import { icon } from "./icon.ts";
import { visibleText } from "./visibleText.ts";
import "./jsonTree.ts";
import "./menuButton.ts";

/** The raw view in hexadecimal shows this many bytes: nobody reads more, and drawing them takes time. */
const shownBytes = 16 * 1024;

/** One record, decoded above and raw below. Tells `row-select`, `row-copy` ({seq, form}) and `row-mark` ({seq, mark?}). */
export class DetailPane extends PageElement {
  static override properties = { detail: { attribute: false }, markable: { type: Boolean }, raw: { state: true } };
  declare detail: RecordDetail;
  declare markable: boolean;
  declare private raw: "text" | "hex";

  constructor() {
    super();
    this.raw = "text";
  }

  protected override render(): TemplateResult {
    const { row, members, cut } = this.detail;
    return html`<section class="detail" aria-label=${l10n.t("Record {0}", row.seq)}>
      <header class="detail-header">
        ${icon(directionIcons[row.direction])}
        <h2><span>${row.kind}</span>${row.target === undefined ? nothing : html` <bdi class="detail-target">${row.target}</bdi>`}</h2>
        <button class="icon-button" title=${l10n.t("Close")} aria-label=${l10n.t("Close the record")} @click=${() => this.tell("row-select", undefined)}>${icon("close")}</button>
      </header>
      <p class="facts">${this.#facts()}</p>
      <div class="detail-actions" role="toolbar" aria-label=${l10n.t("Record")}>
        ${this.#copy("json", l10n.t("Copy as JSON"))}
        <signalr-menu .label=${l10n.t("Copy")} .items=${this.#copies()} @choose=${(event: CustomEvent<CopyForm>) => this.tell("row-copy", { seq: row.seq, form: event.detail })}></signalr-menu>
        ${this.markable && row.mark === undefined ? html`<button class="link" @click=${() => this.tell("row-mark", { seq: row.seq, mark: "" })}>${icon("bookmark")} ${l10n.t("Mark")}</button>` : nothing}
        ${row.other === undefined ? nothing : html`<button class="link" @click=${() => this.tell("row-select", row.other)}>${icon("link")} ${l10n.t("Matched #{0}", row.other)}</button>`}
      </div>
      ${row.mark === undefined ? nothing : this.#note(row.mark)}
      ${cut ? html`<p class="note">${l10n.t("This record is large: only its beginning is shown. Copying gives all of it.")}</p>` : nothing}
      ${Object.keys(members).length === 0
        ? nothing
        : html`<h3>${l10n.t("Decoded")}</h3><signalr-json id="detail-json" .value=${members} .label=${l10n.t("Decoded members")}></signalr-json>`}
      ${this.detail.hex === undefined ? nothing : this.#rawView()}
    </section>`;
  }

  #facts(): string {
    const { row, frame } = this.detail;
    const facts = [
      directionWord(row.direction),
      clock(row.time),
      `#${row.seq}`,
      frame === undefined ? undefined : l10n.t("frame {0}", frame),
      row.bytes === undefined ? undefined : l10n.t("{0} bytes", grouped(row.bytes)),
      row.roundTripMs === undefined ? undefined : l10n.t("round trip {0}", duration(row.roundTripMs)),
    ];
    return facts.filter((fact) => fact !== undefined).join(" · ");
  }

  #copy(form: CopyForm, title: string): TemplateResult {
    return html`<button class="quiet" @click=${() => this.tell("row-copy", { seq: this.detail.row.seq, form })}>${title}</button>`;
  }

  #copies(): readonly { readonly name: CopyForm; readonly title: string }[] {
    const titles: Readonly<Record<CopyForm, string>> = {
      row: l10n.t("Copy row"), json: l10n.t("Copy as JSON"), raw: l10n.t("Copy raw"), curl: l10n.t("Copy as curl"),
      javascript: l10n.t("Copy as JavaScript"), csharp: l10n.t("Copy as C#"),
    };
    const forms = this.detail.forms ?? ["row", "json"];
    return forms.map((name) => ({ name, title: titles[name] }));
  }

  #note(mark: string): TemplateResult {
    const { seq } = this.detail.row;
    const remove = l10n.t("Take the mark away");
    return html`<label class="field mark-field">${icon("bookmark")}<input aria-label=${l10n.t("Note")} .value=${mark} placeholder=${l10n.t("a note, if you like")} autocomplete="off"
        @change=${(event: Event) => this.tell("row-mark", { seq, mark: typed(event) })}>
      <button class="icon-button" title=${remove} aria-label=${remove} @click=${() => this.tell("row-mark", { seq })}>${icon("trash")}</button></label>`;
  }

  #rawView(): TemplateResult {
    const { text } = this.detail;
    const shown = text === undefined ? "hex" : this.raw;
    const choice = (name: "text" | "hex", title: string): TemplateResult =>
      html`<button role="radio" aria-checked=${shown === name} ?disabled=${name === "text" && text === undefined} @click=${() => (this.raw = name)}>${title}</button>`;
    return html`<div class="raw-header">
        <h3>${l10n.t("Raw")}</h3>
        <div class="choice" role="radiogroup" aria-label=${l10n.t("Raw view")}>${choice("text", l10n.t("Text"))}${choice("hex", l10n.t("Hex"))}</div>
      </div>
      <pre class="raw ${shown}" tabindex="0" aria-label=${l10n.t("Raw record")}>${shown === "text" ? this.#text(text ?? "") : this.#hex()}</pre>`;
  }

  #text(text: string): TemplateResult {
    const separator = this.detail.terminated && !this.detail.cut ? badge("RS", "\u001e") : nothing;
    const parts = visibleText(text).map((part) => (part.badge === undefined ? html`<bdi>${part.text}</bdi>` : badge(part.badge, part.text)));
    return html`${parts}${separator}`;
  }

  #hex(): string {
    const { hex, terminated, cut } = this.detail;
    const all = (hex ?? "") + (terminated && !cut ? "1e" : "");
    const lines = hexLines(all.slice(0, shownBytes * 2));
    return all.length > shownBytes * 2 ? `${lines}\n…` : lines;
  }
}

/** A character nobody would see, as a word; fonts lack its symbol. */
function badge(name: string, character: string): TemplateResult {
  const code = `0x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  const title = name === "RS" ? l10n.t("Record separator, byte {0}", code) : l10n.t("Character {0}", code);
  return html`<span class="badge" title=${title}>${name}</span>`;
}
customElements.define("signalr-detail", DetailPane);
