import * as vscode from "vscode";
import { contextKeys, stateKeys } from "../commands.ts";
import type { Log } from "../log.ts";
import type { SandboxControl } from "../sandbox/control.ts";
import type { Account } from "./account.ts";
import type { AzureAccounts } from "./azureAccounts.ts";

/** Where control planes come from: the sandbox while it runs, and Azure once someone has signed in. */
export class Accounts implements vscode.Disposable {
  readonly #context: Pick<vscode.ExtensionContext, "globalState" | "globalStorageUri">;
  readonly #sandbox: SandboxControl;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #read = new vscode.EventEmitter<Account>();
  readonly #listeners: vscode.Disposable;
  #azure: AzureAccounts | undefined;
  /** Kept while it is the same sandbox, and with it its control plane. */
  #local: { readonly token: string; readonly account: Account } | undefined;
  readonly onDidChange = this.#changed.event;
  /** What an account sees, or how old that is, has changed. */
  readonly onDidRead = this.#read.event;

  constructor(context: Pick<vscode.ExtensionContext, "globalState" | "globalStorageUri">, sandbox: SandboxControl, log: Log) {
    this.#context = context;
    this.#sandbox = sandbox;
    this.#log = log;
    this.#listeners = vscode.Disposable.from(
      sandbox.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("signalrApim.azure")) this.#changed.fire();
      }),
    );
  }

  async list(): Promise<readonly Account[]> {
    const local = await this.#localAccount();
    const accounts = [...(local === undefined ? [] : [local]), ...(this.#usesAzure() ? await (await this.azure()).list() : [])];
    await vscode.commands.executeCommand("setContext", contextKeys.noAccounts, accounts.length === 0);
    return accounts;
  }

  /** Those of Azure, and signing in and out of it. */
  async azure(): Promise<AzureAccounts> {
    const { AzureAccounts: Made } = await import("../features.ts");
    const { globalState: state, globalStorageUri: folder } = this.#context;
    return (this.#azure ??= new Made({ state, folder, log: this.#log, changed: () => this.#changed.fire(), read: (account) => this.#read.fire(account) }));
  }

  /**
   * The person's token for the data plane of the SignalR Service at `serviceUrl`, which is secret: the sandbox's own for its service, else
   * that of who sees the service. Throws `Cancelled` when the person declines, else a Problem.
   */
  async entraToken(serviceUrl: string): Promise<string> {
    const url = new URL(serviceUrl);
    const line = await this.#sandbox.running();
    if (line !== undefined && new URL(line.serviceEndpoint).origin === url.origin) return line.armToken;
    return (await this.azure()).entraToken(url);
  }

  /** The next look at any account waits for a new reading. */
  invalidate(): void {
    this.#local?.account.inventory.invalidate();
    this.#azure?.invalidate();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#local?.account.inventory.dispose();
    this.#azure?.dispose();
    this.#changed.dispose();
    this.#read.dispose();
  }

  #usesAzure(): boolean {
    return this.#context.globalState.get(stateKeys.signedIn) !== undefined || vscode.workspace.getConfiguration().get("signalrApim.azure.credential") === "environment";
  }

  async #localAccount(): Promise<Account | undefined> {
    const line = await this.#sandbox.running();
    if (line === undefined) return undefined;
    const { sandboxAccount } = await import("../features.ts");
    if (this.#local?.token !== line.armToken) this.#local = { token: line.armToken, account: sandboxAccount(line) };
    return this.#local.account;
  }
}
