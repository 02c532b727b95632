import * as l10n from "@vscode/l10n";
import type { JsonObject } from "../model.ts";

/** What App Service and Functions take as the value of a setting and put the secret in the place of (learn.microsoft.com, "Use Key Vault references as app settings"). */
export function appSettingReference(secretUri: string): string {
  return `@Microsoft.KeyVault(SecretUri=${secretUri})`;
}

/** The `properties` of a named value of API Management that takes its value from the vault (apim-facts 1.8). */
export function namedValueFromVault(displayName: string, secretUri: string): JsonObject {
  return { displayName, secret: true, keyVault: { secretIdentifier: secretUri } };
}

/** A name for the secret that Key Vault takes: letters, digits and dashes, 127 at most. */
export function secretNameFor(integration: string): string {
  const plain = integration.replaceAll(/[^A-Za-z0-9-]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 108).replace(/-+$/, "");
  return `${plain === "" ? "signalr" : plain}-connection-string`;
}

/** What is wrong with a secret's name; undefined where it is a good one. */
export function secretNameFault(name: string): string | undefined {
  return /^[A-Za-z0-9-]{1,127}$/.test(name) ? undefined : l10n.t("A secret's name has 1 to 127 letters, digits and dashes.");
}
