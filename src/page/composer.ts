import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { serviceOperations } from "../console/protocol.ts";
import type { ConsoleStatus, Draft, ProblemView } from "../console/protocol.ts";
import { modes, operationShape } from "./composerModes.ts";
import { PageElement } from "./element.ts";
import { typed } from "./fields.ts";
import { icon } from "./icon.ts";

/** Pause in typing after which the text is checked: shorter would complain about every unfinished value. */
const checkAfterMs = 400;

/** What is sent, and whether by the second button: an upload then stays open for items by hand, and a client result is an error. */
export interface Sending {
  readonly draft: Draft;
  readonly second: boolean;
}

/**
 * Where messages are written. Tells `draft` (what was typed), `check` (is asked for after a pause), `send` ({draft, second}) and `saved` (show or hide).
 * The problem, where there is one, is shown below and its place marked by the caret on sending.
 */
export class Composer extends PageElement {
  static override properties = { draft: { attribute: false }, history: { attribute: false }, status: { attribute: false }, problem: { attribute: false }, savedShown: { type: Boolean } };
  declare draft: Draft;
  /** Oldest first. */
  declare history: readonly Draft[];
  declare status: ConsoleStatus;
  declare problem: ProblemView | undefined;
  declare savedShown: boolean;
  /** How far back in the history the draft stands; 0 is what the person types. */
  #back = 0;
  #typed: Draft | undefined;
  #timer: number | undefined;

  protected override willUpdate(): void {
    // What was written before may be of no use here: a call on a bare connection.
    const usable = modes(this.status);
    const first = usable[0];
    if (first !== undefined && !usable.some(([name]) => name === this.draft.mode)) this.draft = { ...this.draft, mode: first[0] };
  }

  /** Puts the caret where reading stopped. */
  markProblem(problem: ProblemView): void {
    const field = this.querySelector<HTMLTextAreaElement>("textarea.text");
    if (problem.code === "usageTarget") this.querySelector<HTMLInputElement>(".target")?.focus();
    else if (problem.offset !== undefined && field !== null) {
      field.focus();
      field.setSelectionRange(problem.offset, Math.min(field.value.length, problem.offset + 1));
    }
  }

  #change(part: Partial<Draft>): void {
    this.#back = 0;
    this.#set({ ...this.draft, ...part });
  }

  #set(draft: Draft): void {
    this.draft = draft;
    this.tell("draft", draft);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.tell("check", draft), checkAfterMs);
  }

  /** The service side needs no connection of this session. */
  #ready(): boolean {
    return this.draft.mode === "service" || this.status.state === "connected";
  }

  #send(second = false): void {
    window.clearTimeout(this.#timer);
    if (!this.#ready()) return;
    this.#back = 0;
    this.tell("send", { draft: this.draft, second });
  }

  #recall(step: number): boolean {
    const back = this.#back + step;
    if (back < 0 || back > this.history.length) return false;
    if (this.#back === 0) this.#typed = this.draft;
    this.#back = back;
    const draft = back === 0 ? this.#typed : this.history[this.history.length - back];
    if (draft !== undefined) this.#set(draft);
    return true;
  }

  #key(event: KeyboardEvent): void {
    const field = event.target;
    if (event.isComposing || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    const caret = field.selectionStart ?? 0;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    // The items of an upload are lines: there, Enter begins the next one.
    const sends = event.key === "Enter" && !event.shiftKey && (!field.classList.contains("items") || event.ctrlKey || event.metaKey);
    const taken =
      (sends && (this.#send(), true)) ||
      (event.key === "ArrowUp" && isPlain && !field.value.slice(0, caret).includes("\n") && this.#recall(1)) ||
      (event.key === "ArrowDown" && isPlain && !field.value.slice(caret).includes("\n") && this.#recall(-1));
    if (taken) event.preventDefault();
  }

  #insert(text: string): void {
    const field = this.querySelector<HTMLTextAreaElement>("textarea.text");
    if (field === null) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    this.#change({ text: field.value });
    field.focus();
  }

  protected override render(): TemplateResult {
    const { mode } = this.draft;
    const ready = this.#ready();
    const saved = l10n.t("Saved messages, rules and replay");
    return html`<div class="composer" @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      <label class="field"><span>${l10n.t("Mode")}</span>
        <select class="mode" .value=${mode} @change=${(event: Event) => this.#modeChosen(event)}>
          ${modes(this.status).map(([name, title]) => html`<option value=${name} ?selected=${name === mode}>${title}</option>`)}
        </select></label>
      ${mode === "service" ? this.#service() : mode === "rawText" || mode === "rawHex" ? this.#raw() : mode === "clientResult" ? this.#result() : this.#call()}
      <button class="primary send" ?disabled=${!ready} title=${ready ? l10n.t("Send (Enter)") : l10n.t("Connect first")} @click=${() => this.#send()}>${l10n.t("Send")}</button>
      ${mode === "upload" ? this.#second(l10n.t("Send, Keep Open"), l10n.t("Send these items and leave the stream open for more")) : nothing}
      ${mode === "clientResult" ? this.#second(l10n.t("Send as Error"), l10n.t("Answer with an error: the result is its words")) : nothing}
      <button class="icon-button saved-button" title=${saved} aria-label=${saved} aria-expanded=${this.savedShown} @click=${() => this.tell("saved", undefined)}>${icon("list-unordered")}</button>
    </div>
    ${this.problem === undefined ? nothing : html`<p id="composer-problem" class="field-problem" role="alert">${icon("warning")} <bdi>${this.problem.message}</bdi> <bdi>${this.problem.nextStep}</bdi></p>`}`;
  }

  #call(): TemplateResult {
    return html`${this.#input("target", l10n.t("Target"), "broadcastMessage")} ${this.#text(l10n.t("Arguments"), '[ "ann", "hello" ]')}
      ${this.draft.mode === "upload"
        ? html`<label class="field grow"><span>${l10n.t("Items")}</span>
            <textarea class="items" rows="1" .value=${this.draft.items ?? ""} spellcheck="false" placeholder=${l10n.t("one JSON value a line")}
              @input=${(event: Event) => this.#change({ items: typed(event) })}></textarea></label>`
        : nothing}`;
  }

  #second(title: string, says: string): TemplateResult {
    return html`<button class="quiet" ?disabled=${!this.#ready()} title=${says} @click=${() => this.#send(true)}>${title}</button>`;
  }

  #result(): TemplateResult {
    return html`${this.#input("target", l10n.t("Asked method"), l10n.t("the first that waits"))} ${this.#text(l10n.t("Result"), "42")}`;
  }

  #raw(): TemplateResult {
    if (this.draft.mode === "rawHex") return this.#text(l10n.t("Bytes"), "02 91 06");
    return html`${this.#text(l10n.t("Text"), '{"type":6}␞')}
      ${this.status.choices?.bare === true
        ? html`<button class="quiet" title=${l10n.t("Insert the request every SignalR connection begins with")} @click=${() => this.#insert('{"protocol":"json","version":1}␞')}>${l10n.t("Insert Handshake")}</button>`
        : nothing}
      <button class="quiet" title=${l10n.t("Insert a record separator (0x1E)")} @click=${() => this.#insert("␞")}>${l10n.t("Insert RS")}</button>`;
  }

  #service(): TemplateResult {
    const operation = this.draft.operation ?? "sendToAll";
    const { name, hasGroup, sends } = operationShape(operation);
    return html`<label class="field"><span>${l10n.t("Operation")}</span>
        <select class="operation" .value=${operation} @change=${(event: Event) => this.#operationChosen(event)}>
          ${serviceOperations.map((each) => html`<option value=${each} ?selected=${each === operation}>${operationShape(each).title}</option>`)}
        </select></label>
      ${name === undefined ? nothing : this.#input("name", name, "")}
      ${hasGroup ? this.#input("group", l10n.t("Group"), "") : nothing}
      ${sends ? this.#call() : html`<span class="grow"></span>`}`;
  }

  #input(field: "target" | "name" | "group", title: string, placeholder: string): TemplateResult {
    return html`<label class="field target-field"><span>${title}</span>
      <input class=${field} .value=${this.draft[field] ?? ""} placeholder=${placeholder} spellcheck="false" autocomplete="off"
        @input=${(event: Event) => this.#change({ [field]: typed(event) })}></label>`;
  }

  #text(title: string, placeholder: string): TemplateResult {
    const bad = this.problem !== undefined;
    return html`<label class="field grow"><span>${title}</span>
      <textarea class="text" rows="1" .value=${this.draft.text} spellcheck="false" placeholder=${placeholder}
        aria-invalid=${bad} aria-describedby=${bad ? "composer-problem" : nothing}
        @input=${(event: Event) => this.#change({ text: typed(event) })}></textarea></label>`;
  }

  #modeChosen(event: Event): void {
    const mode = modes(this.status).find(([name]) => name === typed(event))?.[0];
    if (mode !== undefined) this.#change({ mode });
  }

  #operationChosen(event: Event): void {
    const operation = serviceOperations.find((name) => name === typed(event));
    if (operation !== undefined) this.#change({ operation });
  }
}
customElements.define("signalr-composer", Composer);
