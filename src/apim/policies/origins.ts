import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";

/** Any origin. SignalR clients send credentials, and with credentials browsers refuse it. */
export const anyOrigin = "*";

/**
 * Origins that pages may call from, in the spelling browsers send: scheme, host, and the port where it is not the scheme's own.
 * @throws Problem `corsOriginInvalid`, `corsWildcard`
 */
export function checkOrigins(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(checkOrigin))];
}

function checkOrigin(text: string): string {
  const origin = text.trim();
  if (origin.includes("*")) {
    throw new Problem({
      code: "corsWildcard",
      message: l10n.t('"{0}" cannot be a CORS origin: SignalR clients send credentials, and with credentials each origin has to be listed.', origin),
      nextStep: l10n.t("List the origins of the pages that connect, such as https://app.contoso.com."),
    });
  }
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== url.href.replace(/\/$/, "")) {
    throw new Problem({
      code: "corsOriginInvalid",
      message: l10n.t('"{0}" is not an origin: it is a scheme, a host and perhaps a port, without a path.', origin),
      nextStep: l10n.t("Write it as browsers send it, such as https://app.contoso.com or http://localhost:3000."),
    });
  }
  return url.origin;
}
