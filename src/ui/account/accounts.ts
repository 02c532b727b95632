import * as vscode from "vscode";
import { Inventory } from "../../azure/inventory.ts";
import type { Kept } from "../../azure/inventory.ts";
import { Cancelled, Problem, isCancelled } from "../../signalr/problem.ts";
import { contextKeys } from "../commands.ts";
import type { Log } from "../log.ts";
import type { SandboxControl } from "../sandbox/control.ts";
import { LiveConnections } from "../sandbox/liveConnections.ts";
import type { Account } from "./account.ts";
import type { GuestTenant, Identity } from "./identity.ts";
import { guestTenants, providerOf } from "./identity.ts";

/** Remembers that the person signed in here once; before that nothing is asked of VS Code's authentication. */
const signedInKey = "signedIn";
const guestTenantsKey = "guestTenants";
/** Of the machine, not of a folder: a folder of someone else's must not say where tokens go. */
const settings = { cloud: "signalrApim.azure.cloud", credential: "signalrApim.azure.credential" } as const;

/** Where control planes come from: the sandbox while it runs, and Azure once someone has signed in. */
export class Accounts implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #folder: vscode.Uri;
  readonly #sandbox: SandboxControl;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  /** Accounts are kept while what they stand for is the same, and with them their control planes. */
  readonly #kept = new Map<string, Account>();
  readonly onDidChange = this.#changed.event;
  readonly #read = new vscode.EventEmitter<Account>();
  /** What an account sees, or how old that is, has changed. */
  readonly onDidRead = this.#read.event;

  constructor({ globalState, globalStorageUri }: Pick<vscode.ExtensionContext, "globalState" | "globalStorageUri">, sandbox: SandboxControl, log: Log) {
    this.#state = globalState;
    this.#folder = globalStorageUri;
    this.#sandbox = sandbox;
    this.#log = log;
    this.#listeners = vscode.Disposable.from(
      sandbox.onDidChange(() => this.#changed.fire()),
      vscode.authentication.onDidChangeSessions((event) => {
        if (event.provider.id === providerOf(cloudName()) && this.#signedIn()) this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (Object.values(settings).some((setting) => event.affectsConfiguration(setting))) this.#changed.fire();
      }),
    );
  }

  async list(): Promise<readonly Account[]> {
    const accounts = [await this.#sandboxAccount(), ...(await this.#azureAccounts())].filter((account) => account !== undefined);
    await vscode.commands.executeCommand("setContext", contextKeys.noAccounts, accounts.length === 0);
    return accounts;
  }

  /** Asks VS Code for a Microsoft session, with its own dialogs. Throws `Cancelled` when the person declines, else a Problem. */
  async signIn(): Promise<void> {
    const { askIdentity } = await import("../features.ts");
    await askIdentity(cloudName()).catch((error: unknown) => {
      throw signInFailed(error);
    });
    await this.#state.update(signedInKey, true);
    this.#changed.fire();
  }

  /** Shows what someone sees as a guest of another tenant. Throws as `signIn`. */
  async signInToTenant(): Promise<void> {
    if (!this.#signedIn()) await this.signIn();
    const { askTenant } = await import("../features.ts");
    const tenant = await askTenant(cloudName(), await this.#identities()).catch((error: unknown) => {
      throw signInFailed(error);
    });
    const others = this.#guestTenants().filter(({ accountId, tenantId }) => accountId !== tenant.accountId || tenantId !== tenant.tenantId);
    await this.#state.update(guestTenantsKey, [...others, tenant]);
    this.#changed.fire();
  }

  /** Forgets who was signed in and what they saw. VS Code keeps its session, which other extensions use. */
  async signOut(): Promise<void> {
    await this.#state.update(signedInKey, undefined);
    await this.#state.update(guestTenantsKey, undefined);
    for (const [key, { kind, inventory }] of this.#kept) {
      if (kind !== "azure") continue;
      inventory.dispose();
      this.#kept.delete(key);
    }
    await (await import("../features.ts")).forgetInventories(this.#folder);
    this.#changed.fire();
  }

  /**
   * The person's token for the data plane of the SignalR Service at `serviceUrl`, which is secret: the sandbox's own for its service, else
   * that of the Microsoft session. Throws `Cancelled` when the person declines, else a Problem.
   */
  async entraToken(serviceUrl: string): Promise<string> {
    const url = new URL(serviceUrl);
    const line = await this.#sandbox.running();
    if (line !== undefined && new URL(line.serviceEndpoint).origin === url.origin) return line.armToken;
    await (await import("../features.ts")).agreeToSendToken(url);
    const [known] = this.#signedIn() ? await this.#identities() : [];
    return azureToken(cloudName(), known);
  }

  /** The next look at any account waits for a new reading. */
  invalidate(): void {
    for (const { inventory } of this.#kept.values()) inventory.invalidate();
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const { inventory } of this.#kept.values()) inventory.dispose();
    this.#changed.dispose();
    this.#read.dispose();
  }

  async #sandboxAccount(): Promise<Account | undefined> {
    const line = await this.#sandbox.running();
    if (line === undefined) return undefined;
    return this.#keep(`sandbox ${line.armToken}`, () => {
      const { host } = new URL(line.armEndpoint);
      const controlPlane = once(async () => (await import("../features.ts")).sandboxControlPlane(line));
      return {
        id: "sandbox",
        kind: "sandbox",
        label: vscode.l10n.t("Sandbox"),
        description: vscode.l10n.t("running · {0}", host),
        controlPlane,
        // It is near, and changes under one's hands.
        inventory: new Inventory({ controlPlane, keepMs: 0 }),
        entraToken: () => Promise.resolve(line.armToken),
        live: new LiveConnections(async (signal) => (await import("../features.ts")).readConnections(line, signal)),
      };
    });
  }

  async #azureAccounts(): Promise<readonly Account[]> {
    const cloud = cloudName();
    if (vscode.workspace.getConfiguration().get(settings.credential) === "environment") return [this.#environmentAccount(cloud)];
    if (!this.#signedIn()) return [];
    const guests = this.#guestTenants();
    return (await this.#identities()).flatMap(({ account }) => [
      this.#identityAccount(cloud, { account }, vscode.l10n.t("Azure")),
      ...guests.filter(({ accountId }) => accountId === account.id).map(({ tenantId, name }) => this.#identityAccount(cloud, { account, tenantId }, name)),
    ]);
  }

  #identityAccount(cloud: string, identity: Identity, label: string): Account {
    const { account, tenantId } = identity;
    const id = ["azure", ...(cloud === defaultCloud ? [] : [cloud]), account.id, ...(tenantId === undefined ? [] : [tenantId])].join(":");
    return this.#azureAccount(id, label, account.label, async () => (await import("../features.ts")).azureControlPlane(cloud, identity), () => azureToken(cloud, identity));
  }

  #environmentAccount(cloud: string): Account {
    const description = vscode.l10n.t("signed in by the environment or Azure CLI");
    return this.#azureAccount(`azure:${cloud}:environment`, vscode.l10n.t("Azure"), description, async () => (await import("../features.ts")).environmentControlPlane(cloud), async () => (await import("../features.ts")).environmentToken(cloud));
  }

  #azureAccount(id: string, label: string, description: string, connect: Account["controlPlane"], entraToken: Account["entraToken"]): Account {
    return this.#keep(id, () => {
      const controlPlane = once(connect);
      const store = {
        load: async () => (await import("../features.ts")).loadInventory(this.#folder, id),
        save: async (kept: Kept) => (await import("../features.ts")).saveInventory(this.#folder, id, kept),
      };
      const made: Account = { id, kind: "azure", label, description, controlPlane, entraToken, inventory: new Inventory({ controlPlane, store, changed: () => this.#read.fire(made) }) };
      return made;
    });
  }

  async #identities(): Promise<readonly Identity[]> {
    const { knownIdentities } = await import("../features.ts");
    return knownIdentities(cloudName()).catch((error: unknown) => {
      this.#log.warn(`No session for Azure: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    });
  }

  #signedIn(): boolean {
    return this.#state.get(signedInKey) === true;
  }

  #guestTenants(): readonly GuestTenant[] {
    return guestTenants(this.#state.get(guestTenantsKey));
  }

  #keep(key: string, make: () => Account): Account {
    const account = this.#kept.get(key) ?? make();
    this.#kept.set(key, account);
    return account;
  }
}

const defaultCloud = "AzureCloud";

function cloudName(): string {
  return vscode.workspace.getConfiguration().get<string>(settings.cloud)?.trim() || defaultCloud;
}

async function azureToken(cloud: string, identity: Identity | undefined): Promise<string> {
  const { serviceToken } = await import("../features.ts");
  try {
    return await serviceToken(cloud, identity);
  } catch (error) {
    throw signInFailed(error);
  }
}

/** VS Code throws a plain error when the person declines, and when its provider cannot sign in at all. */
function signInFailed(error: unknown): Error {
  if (error instanceof Problem || isCancelled(error)) return error instanceof Problem ? error : new Cancelled();
  const said = error instanceof Error ? error.message : String(error);
  if (/cancel|did not consent/i.test(said)) return new Cancelled();
  return new Problem({ code: "signInFailed", message: vscode.l10n.t("Signing in did not work: {0}", said), nextStep: vscode.l10n.t("Try again; the log of VS Code's “Microsoft Authentication” has the details.") }, { cause: error });
}

/** Makes it on the first call; a failure is forgotten, so that the next call tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
