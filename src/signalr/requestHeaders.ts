import { validateHeaderName, validateHeaderValue } from "node:http";
import * as l10n from "@vscode/l10n";
import { Problem } from "./problem.ts";

/** The headers of every hop: ours, then the person's in their place, then the token's, which a redirect may have replaced. */
export function requestHeaders(userAgent: string, given: Readonly<Record<string, string>>, accessToken: string | undefined, own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const headers = new Map<string, [name: string, value: string]>();
  const token = accessToken === undefined || accessToken === "" ? {} : { authorization: `Bearer ${accessToken}` };
  for (const [name, value] of Object.entries({ "user-agent": userAgent, ...own })) {
    headers.set(name.toLowerCase(), [name, value]);
  }
  for (const [name, value] of [...Object.entries(given), ...Object.entries(token)]) {
    headers.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(headers.values());
}

/**
 * Refuses a header that HTTP cannot carry before anything is sent; its value is not repeated.
 * @throws Problem `invalidHeader`
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw new Problem({
        code: "invalidHeader",
        message: l10n.t("The header {0} cannot be sent: its name or value has characters HTTP does not allow.", `"${name}"`),
        nextStep: l10n.t("Take out line breaks, spaces in the name and letters outside Latin-1."),
      });
    }
  }
}
