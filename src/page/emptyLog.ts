import * as l10n from "@vscode/l10n";
import { html } from "lit";
import type { TemplateResult } from "lit";
import type { ConsoleStatus } from "../console/protocol.ts";
import { isOpen } from "./stateWords.ts";

/** What an empty log says, with the one thing to do next. */
export function emptyLog(status: ConsoleStatus, total: number, connect: () => void, clearFilter: () => void): TemplateResult {
  if (total > 0) {
    return html`<div class="empty"><p>${l10n.t("No message passes the filter.")}</p><button class="primary" @click=${clearFilter}>${l10n.t("Clear Filter")}</button></div>`;
  }
  if (isOpen(status.state)) {
    return html`<div class="empty"><p>${l10n.t("Nothing yet: messages show up here as they come.")}</p></div>`;
  }
  if (status.kind === "transcript") return html`<div class="empty"><p>${l10n.t("This transcript holds no messages.")}</p></div>`;
  return html`<div class="empty">
    <p>${l10n.t("Connect, and every hop and message shows up here: one row each, raw beside decoded.")}</p>
    <button class="primary" @click=${connect}>${l10n.t("Connect")}</button>
  </div>`;
}
