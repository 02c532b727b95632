import * as vscode from "vscode";
import { Inventory } from "../../azure/inventory.ts";
import { Problem } from "../../signalr/problem.ts";
import { stateKeys } from "../commands.ts";
import type { Log } from "../log.ts";
import { accountRowOf } from "../tree/find.ts";
import { isTreeNode } from "../tree/nodes.ts";
import type { Account } from "./account.ts";
import { askTenant } from "./askTenant.ts";
import { azureControlPlane, environmentControlPlane, environmentToken } from "./controlPlanes.ts";
import { guestTenants, people, providerOf } from "./identity.ts";
import type { Identity, NamedIdentity } from "./identity.ts";
import { forgetInventories, loadInventory, saveInventory } from "./inventoryFile.ts";
import { once } from "./once.ts";
import { agreeToSendToken, serviceToken } from "./serviceToken.ts";
import { askIdentity, asking, knownIdentities } from "./sessions.ts";

const guestTenantsKey = "guestTenants";
const defaultCloud = "AzureCloud";

export interface AzureAccountsOptions {
  readonly state: vscode.Memento;
  /** Where what an account sees is kept. */
  readonly folder: vscode.Uri;
  readonly log: Log;
  /** There are other accounts to list. */
  readonly changed: () => void;
  /** What an account sees, or how old that is, has changed. */
  readonly read: (account: Account) => void;
}

/** The Azure of those who signed in here: a row for each, and one for each tenant they chose to be a guest of; or that of what the machine has. */
export class AzureAccounts implements vscode.Disposable {
  readonly #options: AzureAccountsOptions;
  /** Kept while what they stand for is the same, and with them their control planes. */
  readonly #kept = new Map<string, { readonly account: Account; readonly identity: Identity | undefined }>();
  readonly #listener: vscode.Disposable;
  /** Ids of those that were listed last. */
  #listed = "";

  constructor(options: AzureAccountsOptions) {
    this.#options = options;
    this.#listener = vscode.authentication.onDidChangeSessions(({ provider: { id } }) => {
      if (id === providerOf(cloudName()) && this.#people().length > 0) void this.#sessionsChanged();
    });
  }

  async list(): Promise<readonly Account[]> {
    const accounts = await this.#accounts();
    this.#listed = accounts.map(({ id }) => id).join(" ");
    return accounts;
  }

  async #accounts(): Promise<readonly Account[]> {
    const cloud = cloudName();
    if (ofMachine()) return [this.#environmentAccount(cloud)];
    try {
      return (await this.#identities()).map((identity) => this.#identityAccount(cloud, identity));
    } catch (error) {
      this.#options.log.warn(`No account of Azure: ${error instanceof Error ? error.message : String(error)}`);
      return [unreachable(error)];
    }
  }

  /**
   * Asks VS Code for a Microsoft session, with its own dialogs: anew of whom a row of the tree stands for, else of whoever it is, beside those
   * who are there. Throws `Cancelled` when the person declines, else a Problem.
   */
  async signIn(from?: unknown): Promise<void> {
    refuseOfMachine();
    const row = isTreeNode(from) ? from : undefined;
    const id = accountRowOf(row)?.id;
    const wanted = this.#kept.get(id ?? "")?.identity;
    const refused = row?.kind === "message" && row.problem?.details.status === 401;
    const { account } = await asking(() => askIdentity(cloudName(), wanted, refused));
    // What was declined once is asked again.
    if (id !== undefined) this.#drop(id);
    await this.#options.state.update(stateKeys.signedIn, [...this.#people().filter((each) => each !== account.id), account.id]);
    this.#again();
  }

  /** Shows what someone sees as a guest of another tenant. Throws as `signIn`. */
  async signInToTenant(): Promise<void> {
    refuseOfMachine();
    if ((await this.#own()).length === 0) await this.signIn();
    const tenant = await asking(async () => askTenant(cloudName(), await this.#own(), this.#guests()));
    await this.#options.state.update(guestTenantsKey, [...this.#guests(), tenant]);
    this.#again();
  }

  /** Forgets who was signed in and what they saw: whom a row of the tree stands for, else everyone. VS Code keeps its session, which other extensions use. */
  async signOut(from?: unknown): Promise<void> {
    const { state, folder, changed } = this.#options;
    const id = accountRowOf(isTreeNode(from) ? from : undefined)?.id;
    const identity = this.#kept.get(id ?? "")?.identity;
    const stays = ({ accountId, tenantId }: { readonly accountId: string; readonly tenantId?: string }): boolean =>
      identity !== undefined && (accountId !== identity.account.id || (identity.tenantId !== undefined && tenantId !== identity.tenantId));
    const left = this.#people().filter((accountId) => stays({ accountId }));
    const guests = this.#guests().filter(stays);
    await state.update(stateKeys.signedIn, left.length === 0 ? undefined : left);
    await state.update(guestTenantsKey, guests.length === 0 ? undefined : guests);
    const gone = [...this.#kept].filter(([, { identity: of }]) => of !== undefined && !stays({ accountId: of.account.id, ...(of.tenantId !== undefined && { tenantId: of.tenantId }) })).map(([key]) => key);
    for (const key of gone) this.#drop(key);
    await forgetInventories(folder, identity === undefined ? undefined : gone);
    changed();
  }

  /** The token for the data plane of the service at `url`, which is secret. Throws as `signIn`. */
  async entraToken(url: URL): Promise<string> {
    await agreeToSendToken(url);
    const accounts = ofMachine() || this.#people().length > 0 ? await this.list() : [];
    const sees = ({ inventory }: Account): boolean => inventory.seen?.services.some(({ endpoint }) => URL.parse(endpoint)?.origin === url.origin) === true;
    const account = accounts.find(sees) ?? accounts[0];
    return account === undefined ? asking(() => serviceToken(cloudName(), undefined)) : account.entraToken();
  }

  invalidate(): void {
    for (const { account } of this.#kept.values()) account.inventory.invalidate();
  }

  dispose(): void {
    this.#listener.dispose();
    for (const { account } of this.#kept.values()) account.inventory.dispose();
  }

  /** A session that was merely renewed changes nothing of what is shown, unless it was missing. */
  async #sessionsChanged(): Promise<void> {
    const before = this.#listed;
    await this.list();
    if ([...this.#kept.values()].some(({ account }) => account.inventory.problem !== undefined)) this.#again();
    else if (this.#listed !== before) this.#options.changed();
  }

  #again(): void {
    this.invalidate();
    this.#options.changed();
  }

  #people(): readonly string[] {
    return people(this.#options.state.get(stateKeys.signedIn));
  }

  #guests(): ReturnType<typeof guestTenants> {
    return guestTenants(this.#options.state.get(guestTenantsKey));
  }

  async #own(): Promise<readonly NamedIdentity[]> {
    const signedIn = this.#people();
    return signedIn.length === 0 ? [] : (await asking(() => knownIdentities(cloudName(), signedIn))).map((account) => ({ account, name: vscode.l10n.t("Azure") }));
  }

  /** Everyone in their own tenant, each followed by those they are a guest of. */
  async #identities(): Promise<readonly NamedIdentity[]> {
    const guests = this.#guests();
    return (await this.#own()).flatMap((own) => [own, ...guests.filter(({ accountId }) => accountId === own.account.id).map(({ tenantId, name }) => ({ account: own.account, tenantId, name }))]);
  }

  #identityAccount(cloud: string, { name, ...identity }: NamedIdentity): Account {
    const { account, tenantId } = identity;
    const id = ["azure", ...(cloud === defaultCloud ? [] : [cloud]), account.id, ...(tenantId === undefined ? [] : [tenantId])].join(":");
    return this.#keep({ id, label: name, description: account.label, controlPlane: () => azureControlPlane(cloud, identity), entraToken: () => asking(() => serviceToken(cloud, identity)) }, identity);
  }

  #environmentAccount(cloud: string): Account {
    return this.#keep({ id: `azure:${cloud}:environment`, label: vscode.l10n.t("Azure"), description: vscode.l10n.t("signed in by the environment or Azure CLI"), controlPlane: () => environmentControlPlane(cloud), entraToken: () => environmentToken(cloud) });
  }

  #keep({ controlPlane: connect, ...parts }: Pick<Account, "id" | "label" | "description" | "controlPlane" | "entraToken">, identity?: Identity): Account {
    const known = this.#kept.get(parts.id);
    if (known !== undefined) return known.account;
    const { folder, read } = this.#options;
    const controlPlane = once(connect);
    const store = { load: () => loadInventory(folder, parts.id), save: (kept: Parameters<typeof saveInventory>[2]) => saveInventory(folder, parts.id, kept) };
    const account: Account = { ...parts, kind: "azure", controlPlane, inventory: new Inventory({ controlPlane, store, changed: () => read(account) }) };
    this.#kept.set(parts.id, { account, identity });
    return account;
  }

  #drop(id: string): void {
    this.#kept.get(id)?.account.inventory.dispose();
    this.#kept.delete(id);
  }
}

function cloudName(): string {
  return vscode.workspace.getConfiguration().get<string>("signalrApim.azure.cloud")?.trim() || defaultCloud;
}

function ofMachine(): boolean {
  return vscode.workspace.getConfiguration().get("signalrApim.azure.credential") === "environment";
}

function refuseOfMachine(): void {
  if (!ofMachine()) return;
  throw new Problem({
    code: "credentialOfMachine",
    message: vscode.l10n.t("Azure is reached with what this machine has, not with VS Code's accounts."),
    nextStep: vscode.l10n.t("Set “signalrApim.azure.credential” to vscode to sign in here, or sign in the machine, for example with: az login."),
  });
}

/** Stands in the place of accounts while nobody can say who there is, so that its row tells why. */
function unreachable(error: unknown): Account {
  const controlPlane = (): Promise<never> =>
    asking(() => {
      throw error;
    });
  return { id: "azure", kind: "azure", label: vscode.l10n.t("Azure"), description: vscode.l10n.t("not reachable"), controlPlane, inventory: new Inventory({ controlPlane, keepMs: 0 }), entraToken: controlPlane };
}
