import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { JsonObject } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";
import type { ArmClients } from "./armClients.ts";
import { isDenied } from "./denied.ts";
import { directCall } from "./directCall.ts";
import { isObject, textIn } from "./rawAnswers.ts";
import { batchesOf, graphPages } from "./resourceGraph.ts";
import { parseArmId } from "./resources.ts";

/** A Key Vault. */
export interface Vault {
  /** Full ARM id. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** A secret of a vault, without its value, which Resource Manager never gives out. */
export interface VaultSecret {
  readonly name: string;
  /** Where its present version is read, whichever that is: what refers to it gets the new value after a change. */
  readonly secretUri: string;
}

/** OpenAPI of Microsoft.KeyVault, stable 2023-07-01: `Secrets_CreateOrUpdate`, `Secrets_Get`, `Vaults_ListBySubscription`. */
const version = "api-version=2023-07-01";

const query = `Resources
| where type =~ 'microsoft.keyvault/vaults'
| project id, name, type, location
| order by id asc`;

const secretSchema = v.object({ name: v.string(), properties: v.object({ secretUri: v.pipe(v.string(), v.url()) }) });

/** The vaults of some subscriptions, by their names; those of a subscription that may not be read are left out. @throws Problem; Cancelled */
export async function findVaults(clients: ArmClients, subscriptionIds: readonly string[], signal: AbortSignal | undefined): Promise<readonly Vault[]> {
  const found = await Promise.all(batchesOf(subscriptionIds).map((batch) => searched(clients, batch, signal)));
  return found.flat().map(vaultFrom).toSorted((a, b) => a.name.localeCompare(b.name));
}

async function searched(clients: ArmClients, batch: readonly string[], signal: AbortSignal | undefined): Promise<readonly JsonObject[]> {
  try {
    const rows: JsonObject[] = [];
    for await (const page of graphPages(clients, query, batch, signal)) rows.push(...page);
    return rows;
  } catch (error) {
    if (!isDenied(error)) throw error;
    return (await Promise.all(batch.map((id) => listed(clients, id, signal)))).flat();
  }
}

async function listed(clients: ArmClients, subscriptionId: string, signal: AbortSignal | undefined): Promise<readonly JsonObject[]> {
  const resource = `/subscriptions/${subscriptionId}`;
  const rows: JsonObject[] = [];
  let url = `${resource}/providers/Microsoft.KeyVault/vaults?${version}`;
  try {
    while (url !== "") {
      const page = await directCall(clients, { method: "GET", url }, { action: l10n.t("list the key vaults"), resource }, signal);
      rows.push(...(Array.isArray(page["value"]) ? page["value"].filter(isObject) : []));
      url = textIn(page, "nextLink");
    }
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  return rows;
}

function vaultFrom(row: JsonObject): Vault {
  const id = textIn(row, "id");
  const { resourceGroup, name } = parseArmId(id);
  return { id, name, resourceGroup, location: textIn(row, "location") };
}

/** The secret of that name; undefined where there is none. @throws Problem; Cancelled */
export async function readSecret(clients: ArmClients, vault: Vault, name: string, signal: AbortSignal | undefined): Promise<VaultSecret | undefined> {
  try {
    return secretFrom(await directCall(clients, { method: "GET", url: urlOf(vault, name) }, { action: l10n.t("read the secret {0} of {1}", name, vault.name), resource: vault.id }, signal), vault);
  } catch (error) {
    if (error instanceof Problem && error.details.status === 404) return undefined;
    throw error;
  }
}

/**
 * Writes a secret, or a new version of it, through Resource Manager: that needs a right on the vault as a resource, and neither the vault's
 * network to be open to this computer nor a token for its own host.
 * @param value secret
 * @throws Problem `secretDeleted` where the name is that of a deleted secret which can still be recovered, or as ARM refused; Cancelled
 */
export async function writeSecret(clients: ArmClients, vault: Vault, name: string, value: string, signal: AbortSignal | undefined): Promise<VaultSecret> {
  const call = { action: l10n.t("write the secret {0} of {1}", name, vault.name), resource: vault.id };
  try {
    return secretFrom(await directCall(clients, { method: "PUT", url: urlOf(vault, name), body: { properties: { value, contentType: "text/plain" } } }, call, signal), vault);
  } catch (error) {
    throw error instanceof Problem ? advised(error, vault) : error;
  }
}

function urlOf(vault: Vault, name: string): string {
  return `${vault.id}/secrets/${encodeURIComponent(name)}?${version}`;
}

function secretFrom(answer: JsonObject, vault: Vault): VaultSecret {
  const read = v.safeParse(secretSchema, answer);
  if (!read.success) {
    throw new Problem({ code: "answerUnreadable", message: l10n.t("Key Vault answered in a form that is not known: {0}.", read.issues.map((issue) => v.getDotPath(issue) ?? issue.message).join(", ")), resource: vault.id });
  }
  return { name: read.output.name, secretUri: read.output.properties.secretUri };
}

function advised(problem: Problem, { name }: Vault): Problem {
  const { status } = problem.details;
  if (status === 409) {
    return new Problem({ ...problem.details, code: "secretDeleted", likelyCause: l10n.t("A secret of this name was deleted and can still be recovered, which keeps its name taken."), nextStep: l10n.t("Take another name, or recover or purge the deleted one in {0}.", name) }, { cause: problem });
  }
  return status === 403
    ? new Problem({ ...problem.details, nextStep: l10n.t("Ask for the role Key Vault Contributor on {0}, or let someone who has it write the secret. A new role takes some minutes.", name) }, { cause: problem })
    : problem;
}
