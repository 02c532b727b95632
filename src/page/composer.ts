import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Draft, ProblemView } from "../console/protocol.ts";
import { PageElement } from "./element.ts";
import { icon } from "./icon.ts";

/** Pause in typing after which the text is checked: shorter would complain about every unfinished value. */
const checkAfterMs = 400;

/**
 * Where messages are written. Tells `draft` (what was typed), `check` (is asked for after a pause) and `send`.
 * The problem, where there is one, is shown below and its place marked by the caret on sending.
 */
export class Composer extends PageElement {
  static override properties = { draft: { attribute: false }, history: { attribute: false }, connected: { type: Boolean }, problem: { attribute: false } };
  declare draft: Draft;
  /** Oldest first. */
  declare history: readonly Draft[];
  declare connected: boolean;
  declare problem: ProblemView | undefined;
  /** How far back in the history the draft stands; 0 is what the person types. */
  #back = 0;
  #typed: Draft | undefined;
  #timer: number | undefined;

  /** Puts the caret where reading stopped. */
  markProblem(problem: ProblemView): void {
    const field = this.querySelector<HTMLTextAreaElement>("textarea");
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

  #send(): void {
    window.clearTimeout(this.#timer);
    if (!this.connected) return;
    this.#back = 0;
    this.tell("send", this.draft);
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
    const taken =
      (event.key === "Enter" && !event.shiftKey && (this.#send(), true)) ||
      (event.key === "ArrowUp" && isPlain && !field.value.slice(0, caret).includes("\n") && this.#recall(1)) ||
      (event.key === "ArrowDown" && isPlain && !field.value.slice(caret).includes("\n") && this.#recall(-1));
    if (taken) event.preventDefault();
  }

  #insertSeparator(): void {
    const field = this.querySelector<HTMLTextAreaElement>("textarea");
    if (field === null) return;
    field.setRangeText("␞", field.selectionStart, field.selectionEnd, "end");
    this.#change({ text: field.value });
    field.focus();
  }

  protected override render(): TemplateResult {
    const { mode, target, text } = this.draft;
    const isRaw = mode === "rawText";
    const bad = this.problem !== undefined;
    return html`<div class="composer" @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      <label class="field"><span>${l10n.t("Mode")}</span>
        <select class="mode" .value=${mode} @change=${(event: Event) => this.#modeChosen(event)}>
          ${modes().map(([name, title]) => html`<option value=${name} ?selected=${name === mode}>${title}</option>`)}
        </select></label>
      ${isRaw ? nothing : html`<label class="field target-field"><span>${l10n.t("Target")}</span>
        <input class="target" .value=${target} placeholder="broadcastMessage" spellcheck="false" autocomplete="off"
          @input=${(event: InputEvent) => event.target instanceof HTMLInputElement && this.#change({ target: event.target.value })}></label>`}
      <label class="field grow"><span>${isRaw ? l10n.t("Text") : l10n.t("Arguments")}</span>
        <textarea class="text" rows="1" .value=${text} spellcheck="false" placeholder=${isRaw ? '{"type":6}␞' : '[ "ann", "hello" ]'}
          aria-invalid=${bad} aria-describedby=${bad ? "composer-problem" : nothing}
          @input=${(event: InputEvent) => event.target instanceof HTMLTextAreaElement && this.#change({ text: event.target.value })}></textarea></label>
      ${isRaw ? html`<button class="quiet" title=${l10n.t("Insert a record separator (0x1E)")} @click=${() => this.#insertSeparator()}>${l10n.t("Insert RS")}</button>` : nothing}
      <button class="primary send" ?disabled=${!this.connected} title=${this.connected ? l10n.t("Send (Enter)") : l10n.t("Connect first")} @click=${() => this.#send()}>${l10n.t("Send")}</button>
    </div>
    ${this.problem === undefined ? nothing : html`<p id="composer-problem" class="field-problem" role="alert">${icon("warning")} <bdi>${this.problem.message}</bdi> <bdi>${this.problem.nextStep}</bdi></p>`}`;
  }

  #modeChosen(event: Event): void {
    const chosen = event.target instanceof HTMLSelectElement ? event.target.value : "";
    const mode = modes().find(([name]) => name === chosen)?.[0];
    if (mode !== undefined) this.#change({ mode });
  }
}
customElements.define("signalr-composer", Composer);

function modes(): readonly (readonly [Draft["mode"], string])[] {
  return [["invoke", l10n.t("Invoke")], ["send", l10n.t("Send, no answer")], ["rawText", l10n.t("Raw text")]];
}
