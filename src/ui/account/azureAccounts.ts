import * as vscode from "vscode";
import { Inventory } from "../../azure/inventory.ts";
import type { Tenant } from "../../azure/tenants.ts";
import { Cancelled, Problem, isCancelled } from "../../signalr/problem.ts";
import type { Log } from "../log.ts";
import type { Account } from "./account.ts";
import type { ConfiguredCloud } from "./configuredCloud.ts";
import type { Identity } from "./controlPlanes.ts";
import { once } from "./once.ts";

export interface AzureAccountsOptions {
  /** Where what an account sees is kept. */
  readonly folder: vscode.Uri;
  readonly log: Log;
  /** There are other accounts or tenants to list. */
  changed(): void;
  /** What an account sees, or how old that is, has changed. */
  read(account: Account): void;
}

/**
 * The Azure of those who have signed in: a row for each account, and one for each further tenant it is a member or a guest of. Which tenants
 * there are is read behind the first look, so that an account's own resources come no later for it.
 */
export class AzureAccounts implements vscode.Disposable {
  readonly #options: AzureAccountsOptions;
  /** Kept while what they stand for is the same, and with them their control planes. */
  readonly #kept = new Map<string, Account>();
  readonly #tenants = new Map<string, readonly Tenant[]>();

  constructor(options: AzureAccountsOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly Account[]> {
    const { azureSessions, configuredCloud } = await import("../features.ts");
    let configured: ConfiguredCloud;
    try {
      configured = await configuredCloud();
    } catch (error) {
      return [unreachable(error)];
    }
    const sessions = await azureSessions(configured).catch((error: unknown) => {
      this.#options.log.warn(`No session for Azure: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    });
    return sessions.flatMap((session) => {
      const { account } = session;
      const tenants = this.#tenants.get(keyOf(configured, { account }));
      if (tenants === undefined) void this.#readTenants(configured, session);
      return [{ account }, ...(tenants ?? []).map((tenant) => ({ account, tenant }))].map((identity) => this.#account(configured, identity));
    });
  }

  /** Has VS Code ask who signs in, with its own dialogs; with `another`, also where someone has. Throws `Cancelled` when the person declines, else a Problem. */
  async signIn(another: boolean): Promise<void> {
    const { askForSession, configuredCloud } = await import("../features.ts");
    await asking(async () => askForSession(await configuredCloud(), another));
  }

  /** The token for the data plane of whoever signs in. Throws as `signIn`. */
  async entraToken(): Promise<string> {
    const { configuredCloud, serviceToken } = await import("../features.ts");
    return asking(async () => serviceToken(await configuredCloud(), undefined));
  }

  /** The next look waits for a new reading, also of the tenants. */
  invalidate(): void {
    this.#tenants.clear();
    for (const { inventory } of this.#kept.values()) inventory.invalidate();
  }

  /** Another cloud: nothing that was seen is of use. */
  forget(): void {
    this.dispose();
    this.#kept.clear();
    this.#tenants.clear();
  }

  dispose(): void {
    for (const { inventory } of this.#kept.values()) inventory.dispose();
  }

  async #readTenants(configured: ConfiguredCloud, session: vscode.AuthenticationSession): Promise<void> {
    const key = keyOf(configured, session);
    // Until they are there, and where they cannot be read, the account is shown without them.
    this.#tenants.set(key, []);
    try {
      const tenants = await (await import("../features.ts")).otherTenants(configured, session);
      if (tenants.length === 0) return;
      this.#tenants.set(key, tenants);
      this.#options.changed();
    } catch (error) {
      if (!isCancelled(error)) this.#options.log.warn(`The tenants of an account could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #account(configured: ConfiguredCloud, identity: Identity): Account {
    const { account, tenant } = identity;
    const key = keyOf(configured, identity);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const controlPlane = once(async () => (await import("../features.ts")).azureControlPlane(configured, identity));
    const { folder } = this.#options;
    const made: Account = {
      id: `azure:${account.id}${tenant === undefined ? "" : `:${tenant.id}`}`,
      kind: "azure",
      label: vscode.l10n.t("Azure"),
      description: tenant === undefined ? account.label : `${account.label} · ${tenant.name}`,
      controlPlane,
      inventory: new Inventory({
        controlPlane,
        store: {
          load: async () => (await import("../features.ts")).loadInventory(folder, key),
          save: async (kept) => (await import("../features.ts")).saveInventory(folder, key, kept),
        },
        changed: () => this.#options.read(made),
      }),
      entraToken: async () => {
        const { serviceToken } = await import("../features.ts");
        return asking(async () => serviceToken(configured, identity));
      },
      signIn: async () => {
        const { signInAs } = await import("../features.ts");
        await asking(async () => signInAs(configured, identity));
      },
    };
    this.#kept.set(key, made);
    return made;
  }
}

function keyOf({ cloud }: ConfiguredCloud, { account, tenant }: Pick<Identity, "account" | "tenant">): string {
  return `azure:${cloud.name === "AzureCloud" ? "" : `${cloud.resourceManager}:`}${account.id}${tenant === undefined ? "" : `:${tenant.id}`}`;
}

/** Stands in the place of accounts while the configured cloud cannot be reached, so that its row says why. */
function unreachable(error: unknown): Account {
  const controlPlane = (): Promise<never> => Promise.reject(error);
  return { id: "azure", kind: "azure", label: vscode.l10n.t("Azure"), description: vscode.l10n.t("not reachable"), controlPlane, inventory: new Inventory({ controlPlane, keepMs: 0 }), entraToken: controlPlane };
}

/** VS Code throws a plain error when the person declines, and when its provider cannot sign in at all. */
async function asking<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Problem) throw error;
    const said = error instanceof Error ? error.message : String(error);
    if (/cancel|did not consent/i.test(said)) throw new Cancelled();
    throw new Problem({ code: "signInFailed", message: vscode.l10n.t("Signing in did not work: {0}", said), nextStep: vscode.l10n.t("Try again; the log of VS Code's “Microsoft Authentication” has the details.") }, { cause: error });
  }
}
