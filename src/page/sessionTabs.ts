import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { PageElement } from "./element.ts";
import { icon } from "./icon.ts";
import { firstSession } from "./sessions.ts";
import type { SessionView } from "./sessions.ts";
import { stateIcon, stateWord } from "./stateWords.ts";

/** One tab a session; only shown with several. Tells `session` (number), `session-open`, `session-close` (number). */
export class SessionTabs extends PageElement {
  static override properties = { sessions: { attribute: false }, current: { type: Number } };
  declare sessions: readonly SessionView[];
  declare current: number;

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = this.sessions.findIndex(({ session }) => session === this.current);
    const next = step === undefined ? undefined : this.sessions[at + step];
    if (next !== undefined) {
      event.preventDefault();
      this.tell("session", next.session);
      void this.updateComplete.then(() => this.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus());
    } else if (event.key === "Delete" && this.current !== firstSession) this.tell("session-close", this.current);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.sessions.length < 2) return nothing;
    return html`<div class="sessions"><div role="tablist" aria-label=${l10n.t("Sessions")} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
        ${this.sessions.map((view) => this.#tab(view))}</div>
      ${this.current === firstSession
        ? nothing
        : html`<button class="link" @click=${() => this.tell("session-close", this.current)}>${icon("close")} ${l10n.t("Close session {0}", this.current)}</button>`}
    </div>`;
  }

  #tab({ session, status }: SessionView): TemplateResult {
    const selected = session === this.current;
    return html`<button role="tab" aria-selected=${selected} tabindex=${selected ? 0 : -1} class="session-tab ${status.state}" @click=${() => this.tell("session", session)}
      >${icon(stateIcon(status.state))} <span>${sessionTitle(session, status.userId)}</span><span class="unseen">${stateWord(status.state)}</span></button>`;
  }
}
customElements.define("signalr-sessions", SessionTabs);

function sessionTitle(session: number, userId: string): string {
  return userId === "" ? l10n.t("Session {0}", session) : `${session} · ${userId}`;
}
