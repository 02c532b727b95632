import * as l10n from "@vscode/l10n";
import { decodeToken } from "./token.ts";

/** What a token says, as the detail of a hop that carried or gave it; never the token itself. */
export function tokenDetails(token: string | undefined): { readonly token?: unknown } {
  if (token === undefined || token === "") {
    return {};
  }
  try {
    const { header, claims, expiresAt } = decodeToken(token);
    return { token: { header, claims, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }) } };
  } catch {
    // Apps may use tokens of any other kind, and a date may lie beyond what can be written.
    return { token: l10n.t("not a JSON Web Token") };
  }
}
