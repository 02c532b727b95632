import * as l10n from "@vscode/l10n";
import { appSettingReference, namedValueFromVault, secretNameFault, secretNameFor } from "../apim/appSettings/keyVaultReference.ts";
import { sameId } from "../apim/paths.ts";
import type { Vault } from "../azure/vaults.ts";
import { Problem } from "../signalr/problem.ts";
import type { Context } from "./context.ts";
import { UsageProblem } from "./exit.ts";
import type { Target } from "./target.ts";

interface VaultOptions {
  readonly to: string;
  readonly auth: "key" | "entra";
  readonly integration: string;
  readonly vault?: string;
  readonly secret?: string;
}

/** @throws UsageProblem before anything is sent */
export function checkVaultOptions({ to, auth, vault, secret }: VaultOptions): void {
  const meant = to === "key-vault";
  if (meant && vault === undefined) {
    throw new UsageProblem({ code: "usageVaultMissing", message: l10n.t("--to key-vault needs --vault: the vault to write to.") });
  }
  if (!meant && (vault !== undefined || secret !== undefined)) {
    throw new UsageProblem({ code: "usageConflict", message: l10n.t("--vault and --secret say where in a Key Vault; --to {0} writes to none.", to), nextStep: l10n.t("Leave them out, or choose --to key-vault.") });
  }
  if (meant && auth === "entra") {
    throw new UsageProblem({ code: "usageConflict", message: l10n.t("A connection string without a key is no secret."), nextStep: l10n.t("Put it into the app's settings as it is, or choose --auth key.") });
  }
  const fault = secret === undefined ? undefined : secretNameFault(secret);
  if (fault !== undefined) throw new UsageProblem({ code: "usageSecretName", message: fault });
}

/** @param wanted name or resource id. @throws Problem `vaultNotFound`, UsageProblem where the name is that of several; Cancelled */
export async function vaultNamed({ plane }: Target, wanted: string, { signal }: Context): Promise<Vault> {
  const vaults = await plane.vaults((await plane.subscriptions(signal)).map(({ id }) => id), signal);
  const [vault, other] = vaults.filter(({ id, name }) => sameId(wanted, wanted.startsWith("/") ? id : name));
  if (vault === undefined) {
    throw new Problem({
      code: "vaultNotFound",
      message: l10n.t('There is no key vault "{0}" here.', wanted),
      nextStep: vaults.length === 0 ? l10n.t("Create one, or ask for the role Key Vault Contributor on one.") : l10n.t("There are: {0}.", vaults.map(({ name }) => name).join(", ")),
    });
  }
  if (other !== undefined) throw new UsageProblem({ code: "usageVaultAmbiguous", message: l10n.t('Several key vaults have the name "{0}".', wanted), nextStep: l10n.t("Give its resource id.") });
  return vault;
}

/** Writes the secret and says what refers to it. @param given `value` is secret */
export async function putIntoVault({ plane }: Target, vault: Vault, given: VaultOptions & { readonly value: string }, { out, signal }: Context): Promise<void> {
  const name = given.secret ?? secretNameFor(given.integration);
  const { secretUri } = await plane.putSecret(vault, name, given.value, signal);
  const reference = appSettingReference(secretUri);
  out.add({ to: "key-vault", secretUri, reference, namedValue: namedValueFromVault(name, secretUri) });
  out.text(reference);
}
