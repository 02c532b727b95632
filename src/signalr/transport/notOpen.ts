import * as l10n from "@vscode/l10n";
import { Problem } from "../problem.ts";

/** There is nothing to send on. @param url redacted */
export function notOpen(url: string, cause?: Error): Problem {
  return new Problem({
    code: "connectionClosed",
    message: l10n.t("The connection is closed, so nothing can be sent."),
    resource: url,
    nextStep: l10n.t("Connect again."),
  }, { cause });
}
