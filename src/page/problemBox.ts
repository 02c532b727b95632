import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ProblemView } from "../console/protocol.ts";
import { icon } from "./icon.ts";

/** What went wrong, why most likely, and what to do. @param action a button that goes on from there */
export function problemBox(problem: ProblemView, action: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div class="problem" role="alert">
    ${icon("error")}
    <div>
      <p class="problem-message"><bdi>${problem.message}</bdi></p>
      ${line(l10n.t("Most likely:"), problem.likelyCause)} ${line(l10n.t("What to do:"), problem.nextStep)}
      ${line(l10n.t("Where:"), problem.resource)} ${line(l10n.t("Request id:"), problem.requestId)}
      ${action}
    </div>
  </div>`;
}

function line(title: string, text: string | undefined): TemplateResult | typeof nothing {
  return text === undefined || text === "" ? nothing : html`<p><span class="term">${title}</span> <bdi>${text}</bdi></p>`;
}
