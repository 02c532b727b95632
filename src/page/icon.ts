import { html } from "lit";
import type { TemplateResult } from "lit";

/** An icon of the editor's own font; words beside it or a label on its button say what it means. */
export function icon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}
