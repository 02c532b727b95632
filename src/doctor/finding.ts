import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { gatewayRefusal } from "./gatewayRefusals.ts";
import type { Cause, Finding, Remedy } from "./model.ts";

/** All is well. @param causes what this would be the reason of, if a client met a symptom it explains */
export function ok(evidence: string, causes: readonly Cause[] = []): Finding {
  return { outcome: "ok", evidence, ...(causes.length > 0 && { causes }) };
}

/** What does not stop a client of this doctor but may stop others, or will later. */
export function warning(evidence: string, cause: Cause, more: Pick<Finding, "remedy"> = {}): Finding {
  return { outcome: "warning", evidence, causes: [cause], ...more };
}

export function failed(evidence: string, cause: Cause, more: Pick<Finding, "remedy"> = {}): Finding {
  return { outcome: "failed", evidence, causes: [cause], ...more };
}

/** Not asked: what it is about is not there, or may not be read. Other probes that need it are not asked either. */
export function skipped(evidence: string): Finding {
  return { outcome: "skipped", evidence };
}

/** A property of a resource, to be changed by hand. @param resource an ARM id, or a path under the instance */
export function setting(text: string, resource: string | undefined, name: string, value?: string): { readonly remedy?: Remedy } {
  return resource === undefined ? {} : { remedy: { kind: "setting", text, resource, setting: name, ...(value !== undefined && { value }) } };
}

/** What stopped a probe as its finding. The problem's own next step goes with its cause: it is advice, and no remedy that could be carried out. */
export function problemFinding(error: unknown): Finding {
  if (!(error instanceof Problem)) {
    const text = error instanceof Error ? error.message : String(error);
    return failed(text, { code: "unexpected", text: l10n.t("The doctor itself failed at this question.") });
  }
  const { code, message, likelyCause, nextStep, requestId } = error.details;
  const evidence = requestId === undefined ? message : l10n.t("{0} (request {1})", message, requestId);
  return failed(evidence, gatewayRefusal(error) ?? { code, text: likelyCause ?? message, ...(nextStep === undefined ? {} : { nextStep }) });
}
