import * as vscode from "vscode";
import { Inventory } from "../../azure/inventory.ts";
import { contextKeys } from "../commands.ts";
import type { Log } from "../log.ts";
import type { SandboxControl } from "../sandbox/control.ts";
import { LiveConnections } from "../sandbox/liveConnections.ts";
import type { Account } from "./account.ts";
import { AzureAccounts } from "./azureAccounts.ts";
import { once } from "./once.ts";

/** Remembers that the person signed in here once; before that nothing is asked of VS Code's authentication. */
const signedInKey = "signedIn";
const providers: ReadonlySet<string> = new Set(["microsoft", "microsoft-sovereign-cloud"]);

/** Where control planes come from: the sandbox while it runs, and Azure once someone has signed in. */
export class Accounts implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #sandbox: SandboxControl;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  readonly #azure: AzureAccounts;
  #sandboxKept: { readonly token: string; readonly account: Account } | undefined;
  readonly onDidChange = this.#changed.event;
  readonly #read = new vscode.EventEmitter<Account>();
  /** What an account sees, or how old that is, has changed. */
  readonly onDidRead = this.#read.event;

  constructor({ globalState, globalStorageUri }: Pick<vscode.ExtensionContext, "globalState" | "globalStorageUri">, sandbox: SandboxControl, log: Log) {
    this.#state = globalState;
    this.#sandbox = sandbox;
    this.#azure = new AzureAccounts({ folder: globalStorageUri, log, changed: () => this.#changed.fire(), read: (account) => this.#read.fire(account) });
    this.#listeners = vscode.Disposable.from(
      sandbox.onDidChange(() => this.#changed.fire()),
      vscode.authentication.onDidChangeSessions((event) => {
        if (providers.has(event.provider.id) && this.#signedIn) this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!this.#signedIn || !(event.affectsConfiguration("signalrApim.azure") || event.affectsConfiguration("microsoft-sovereign-cloud"))) return;
        this.#azure.forget();
        this.#changed.fire();
      }),
    );
  }

  async list(): Promise<readonly Account[]> {
    const sandbox = await this.#sandboxAccount();
    const accounts = [...(sandbox === undefined ? [] : [sandbox]), ...(this.#signedIn ? await this.#azure.list() : [])];
    await vscode.commands.executeCommand("setContext", contextKeys.noAccounts, accounts.length === 0);
    return accounts;
  }

  /**
   * Asks VS Code for a Microsoft session, with its own dialogs: of one account anew, else of whoever it is; where someone has signed in,
   * that may be somebody else beside them. Throws `Cancelled` when the person declines, else a Problem.
   */
  async signIn(account?: Account): Promise<void> {
    if (account?.signIn === undefined) await this.#azure.signIn(this.#signedIn && (await this.#azure.list()).length > 0);
    else await account.signIn();
    await this.#state.update(signedInKey, true);
    this.#azure.invalidate();
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
    const [known] = this.#signedIn ? await this.#azure.list() : [];
    return known === undefined ? this.#azure.entraToken() : known.entraToken();
  }

  /** The next look at any account waits for a new reading. */
  invalidate(): void {
    this.#sandboxKept?.account.inventory.invalidate();
    this.#azure.invalidate();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#sandboxKept?.account.inventory.dispose();
    this.#azure.dispose();
    this.#changed.dispose();
    this.#read.dispose();
  }

  get #signedIn(): boolean {
    return this.#state.get(signedInKey) === true;
  }

  async #sandboxAccount(): Promise<Account | undefined> {
    const line = await this.#sandbox.running();
    if (line === undefined) return undefined;
    if (this.#sandboxKept?.token === line.armToken) return this.#sandboxKept.account;
    const { host } = new URL(line.armEndpoint);
    const controlPlane = once(async () => (await import("../features.ts")).sandboxControlPlane(line));
    const account: Account = {
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
    this.#sandboxKept = { token: line.armToken, account };
    return account;
  }
}
