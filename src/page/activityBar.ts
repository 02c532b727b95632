import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Activity } from "../console/protocol.ts";
import { PageElement } from "./element.ts";
import { ticked, typed } from "./fields.ts";
import { grouped } from "./format.ts";
import { icon } from "./icon.ts";
import type { IconName } from "./icons.ts";

/** An answer to a question of the hub; `always` answers the method like this from now on. */
export interface Answering {
  readonly invocationId: string;
  readonly target: string;
  readonly text: string;
  readonly failed: boolean;
  readonly always: boolean;
}

/**
 * What is under way and waits: streams, uploads, questions of the hub, a replay. Tells `stream-pause` ({invocationId, paused}), `stream-cancel`,
 * `upload-item` ({streamId, text}), `upload-file`, `upload-end` (ids), `answer` (Answering), `replay-stop`, `row-select` (seq).
 */
export class ActivityBar extends PageElement {
  static override properties = { activity: { attribute: false }, always: { state: true } };
  declare activity: Activity;
  /** Invocation ids whose answer becomes a rule. */
  declare private always: ReadonlySet<string>;

  constructor() {
    super();
    this.always = new Set();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { asked, streams, uploads, replay } = this.activity;
    if (asked.length + streams.length + uploads.length === 0 && replay === undefined) return nothing;
    return html`<section class="activity" aria-label=${l10n.t("Under way")}>
      ${asked.map((question) => this.#question(question))} ${streams.map((stream) => this.#stream(stream))} ${uploads.map((upload) => this.#upload(upload))}
      ${replay === undefined ? nothing : html`<div class="task">${icon("debug-rerun")}<span class="task-words">${l10n.t("Replaying: {0} of {1} sent", grouped(replay.sent), grouped(replay.total))}</span>
        ${this.#button("debug-stop", l10n.t("Stop the replay"), () => this.tell("replay-stop", undefined))}</div>`}
    </section>`;
  }

  #question({ invocationId, target, arguments: args, seq }: Activity["asked"][number]): TemplateResult {
    const answer = (event: Event, failed: boolean): void => {
      const field = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest(".task")?.querySelector("input.answer") : undefined;
      const text = field instanceof HTMLInputElement ? field.value : "";
      this.tell("answer", { invocationId, target, text, failed, always: this.always.has(invocationId) } satisfies Answering);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && !event.isComposing) answer(event, false);
    };
    const tick = (event: Event): void => {
      const others = [...this.always].filter((id) => id !== invocationId);
      this.always = new Set(ticked(event) ? [...others, invocationId] : others);
    };
    return html`<div class="task question">${icon("question")}
      <button class="link task-words" title=${l10n.t("Show the question")} @click=${() => this.tell("row-select", seq)}><bdi>${l10n.t("The hub asks {0}", `${target}(${args})`)}</bdi></button>
      <input class="answer" aria-label=${l10n.t("Answer to {0}", target)} placeholder=${l10n.t("JSON value, or an error's words")} spellcheck="false" autocomplete="off" @keydown=${key}>
      <button class="primary" @click=${(event: Event) => answer(event, false)}>${l10n.t("Answer")}</button>
      <button class="quiet" @click=${(event: Event) => answer(event, true)}>${l10n.t("Answer with Error")}</button>
      <label class="tick"><input type="checkbox" .checked=${this.always.has(invocationId)} @change=${tick}><span>${l10n.t("Always")}</span></label></div>`;
  }

  #stream({ invocationId, target, items, paused }: Activity["streams"][number]): TemplateResult {
    const title = paused ? l10n.t("Show further items of {0}", target) : l10n.t("Hold back further items of {0}", target);
    return html`<div class="task">${icon("arrow-swap")}<span class="task-words"><bdi>${l10n.t("{0} streams: {1} items", target, grouped(items))}</bdi>${paused ? html` · ${l10n.t("paused")}` : nothing}</span>
      ${this.#button(paused ? "debug-continue" : "debug-pause", title, () => this.tell("stream-pause", { invocationId, paused: !paused }), paused)}
      ${this.#button("debug-stop", l10n.t("Cancel the stream {0}", target), () => this.tell("stream-cancel", invocationId))}</div>`;
  }

  #upload({ streamId, target, items }: Activity["uploads"][number]): TemplateResult {
    const send = (field: EventTarget | null | undefined): void => {
      if (!(field instanceof HTMLInputElement)) return;
      this.tell("upload-item", { streamId, text: field.value });
      field.value = "";
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && !event.isComposing && typed(event) !== "") send(event.target);
    };
    return html`<div class="task">${icon("cloud-upload")}<span class="task-words"><bdi>${l10n.t("Upload to {0}: {1} items", target, grouped(items))}</bdi></span>
      <input class="item" aria-label=${l10n.t("Next item for {0}", target)} placeholder=${l10n.t("next item as JSON (Enter sends)")} spellcheck="false" autocomplete="off" @keydown=${key}>
      ${this.#button("file", l10n.t("Send the lines of a file to {0}", target), () => this.tell("upload-file", streamId))}
      ${this.#button("check", l10n.t("End the upload to {0}", target), () => this.tell("upload-end", streamId))}</div>`;
  }

  #button(image: IconName, title: string, act: () => void, pressed?: boolean): TemplateResult {
    return html`<button class="icon-button" title=${title} aria-label=${title} aria-pressed=${pressed ?? nothing} @click=${act}>${icon(image)}</button>`;
  }
}
customElements.define("signalr-activity", ActivityBar);
