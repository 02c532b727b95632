import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { AnswerRule, Draft, Place, SavedMessage } from "../console/protocol.ts";
import { modes } from "./composerModes.ts";
import { PageElement } from "./element.ts";
import { ticked, typed } from "./fields.ts";
import { icon } from "./icon.ts";

/**
 * Messages kept for later, answer rules, what was sent lately, and replay. Tells `use` (Draft), `save` ({name, place}), `forget` ({name, place}),
 * `rules` (all of them), `replay` ({everyMs?}).
 */
export class SavedPanel extends PageElement {
  static override properties = { messages: { attribute: false }, rules: { attribute: false }, history: { attribute: false }, connected: { type: Boolean }, offers: { attribute: false }, name: { state: true }, place: { state: true }, rule: { state: true }, pace: { state: true } };
  declare messages: readonly SavedMessage[];
  declare rules: readonly AnswerRule[];
  /** Oldest first. */
  declare history: readonly Draft[];
  declare connected: boolean;
  declare offers: ReadonlySet<string>;
  declare private name: string;
  declare private place: Place;
  declare private rule: AnswerRule;
  /** Milliseconds between two records of a replay; empty for the transcript's own pace. */
  declare private pace: string;

  constructor() {
    super();
    this.name = "";
    this.place = "workspace";
    this.rule = noRule;
    this.pace = "";
  }

  #save(event: Event): void {
    event.preventDefault();
    if (this.name.trim() === "") return;
    this.tell("save", { name: this.name.trim(), place: this.place });
    this.name = "";
  }

  #addRule(event: Event): void {
    event.preventDefault();
    if (this.rule.target.trim() === "") return;
    this.tell("rules", withRule(this.rules, this.rule));
    this.rule = noRule;
  }

  #replay(event: Event): void {
    event.preventDefault();
    const everyMs = Number(this.pace);
    this.tell("replay", this.pace.trim() === "" || !Number.isInteger(everyMs) || everyMs < 0 ? {} : { everyMs });
  }

  protected override render(): TemplateResult {
    return html`<section class="saved" aria-label=${l10n.t("Saved messages, rules and replay")}>
      ${this.offers.has("saveMessage") ? this.#messages() : nothing} ${this.#recent()} ${this.#rules()} ${this.offers.has("replay") ? this.#replaying() : nothing}
    </section>`;
  }

  #messages(): TemplateResult {
    return html`<div class="saved-part"><h2>${l10n.t("Saved messages")}</h2>
      ${this.messages.length === 0 ? html`<p class="hint">${l10n.t("None yet. Save what the composer holds under a name.")}</p>` : nothing}
      <ul>${this.messages.map((message) => this.#message(message))}</ul>
      <form @submit=${(event: Event) => this.#save(event)}>
        <input aria-label=${l10n.t("Name of the message")} placeholder=${l10n.t("name")} .value=${this.name} spellcheck="false" autocomplete="off" @input=${(event: Event) => (this.name = typed(event))}>
        <select aria-label=${l10n.t("Where it is kept")} @change=${(event: Event) => (this.place = typed(event) === "user" ? "user" : "workspace")}>
          <option value="workspace" ?selected=${this.place === "workspace"}>${l10n.t("in the workspace")}</option><option value="user" ?selected=${this.place === "user"}>${l10n.t("for me")}</option></select>
        <button class="quiet">${l10n.t("Save Message")}</button></form></div>`;
  }

  #recent(): TemplateResult {
    const recent = this.history.toReversed().slice(0, 8);
    return html`<div class="saved-part"><h2>${l10n.t("Sent lately")}</h2>
      ${recent.length === 0 ? html`<p class="hint">${l10n.t("Nothing yet.")}</p>` : nothing}
      <ul>${recent.map((draft) => html`<li><button class="link" @click=${() => this.tell("use", draft)}><bdi>${draftWords(draft)}</bdi></button></li>`)}</ul>
      <p class="hint">${l10n.t("Texts may hold {0}.", "{{user}}, {{now}}, {{uuid}}")}</p></div>`;
  }

  #rules(): TemplateResult {
    return html`<div class="saved-part"><h2>${l10n.t("Answers to the hub")}</h2>
      <ul>${this.rules.map((rule) => this.#rule(rule))}</ul>
      <form @submit=${(event: Event) => this.#addRule(event)}>
        <input aria-label=${l10n.t("Client method")} placeholder=${l10n.t("method")} .value=${this.rule.target} spellcheck="false" autocomplete="off" @input=${(event: Event) => (this.rule = { ...this.rule, target: typed(event) })}>
        <input aria-label=${l10n.t("Its answer")} placeholder=${l10n.t("JSON value, or an error's words")} .value=${this.rule.text} spellcheck="false" autocomplete="off" @input=${(event: Event) => (this.rule = { ...this.rule, text: typed(event) })}>
        <label class="tick"><input type="checkbox" .checked=${this.rule.failed} @change=${(event: Event) => (this.rule = { ...this.rule, failed: ticked(event) })}><span>${l10n.t("as an error")}</span></label>
        <button class="quiet">${l10n.t("Add Answer")}</button></form></div>`;
  }

  #replaying(): TemplateResult {
    return html`<div class="saved-part"><h2>${l10n.t("Replay")}</h2>
      <form @submit=${(event: Event) => this.#replay(event)}>
        <input aria-label=${l10n.t("Milliseconds between two messages")} placeholder=${l10n.t("original pace, or ms between messages")} inputmode="numeric" .value=${this.pace} autocomplete="off" @input=${(event: Event) => (this.pace = typed(event))}>
        <button class="quiet" ?disabled=${!this.connected} title=${this.connected ? l10n.t("Send again what was sent in a transcript") : l10n.t("Connect first")}>${l10n.t("Replay a Transcript…")}</button></form></div>`;
  }

  #message({ name, place, draft }: SavedMessage): TemplateResult {
    const remove = l10n.t("Delete {0}", name);
    return html`<li><button class="link" title=${draftWords(draft)} @click=${() => this.tell("use", draft)}><bdi>${name}</bdi></button>
      <span class="hint">${place === "user" ? l10n.t("for me") : l10n.t("in the workspace")}</span>
      <button class="icon-button" title=${remove} aria-label=${remove} @click=${() => this.tell("forget", { name, place })}>${icon("trash")}</button></li>`;
  }

  #rule(rule: AnswerRule): TemplateResult {
    const remove = l10n.t("Delete the answer of {0}", rule.target);
    const words = rule.failed ? l10n.t("{0} fails: {1}", rule.target, rule.text) : `${rule.target} → ${rule.text === "" ? l10n.t("no value") : rule.text}`;
    return html`<li><bdi class="rule">${words}</bdi>
      <button class="icon-button" title=${remove} aria-label=${remove} @click=${() => this.tell("rules", this.rules.filter((other) => other !== rule))}>${icon("trash")}</button></li>`;
  }
}
customElements.define("signalr-saved", SavedPanel);

const noRule: AnswerRule = { target: "", text: "", failed: false };

/** The rules with this one; a method has one answer, whatever its case. */
export function withRule(rules: readonly AnswerRule[], rule: AnswerRule): AnswerRule[] {
  const target = rule.target.trim();
  return [...rules.filter((other) => other.target.toLowerCase() !== target.toLowerCase()), { ...rule, target }];
}

/** A draft on one line. */
function draftWords(draft: Draft): string {
  const title = modes({ choices: undefined, serves: true }).find(([name]) => name === draft.mode)?.[1] ?? draft.mode;
  return [title, draft.target, draft.text].filter((part) => part !== "").join(" ");
}
