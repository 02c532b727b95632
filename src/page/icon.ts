import { html } from "lit";
import type { TemplateResult } from "lit";
import type { IconName } from "./icons.ts";

/** An icon of the editor's own font; words beside it or a label on its button say what it means. */
export function icon(name: IconName): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}
