import * as vscode from "vscode";
import { Inventory } from "../../azure/inventory.ts";
import { Cancelled, Problem } from "../../signalr/problem.ts";
import { contextKeys } from "../commands.ts";
import type { Log } from "../log.ts";
import type { SandboxControl } from "../sandbox/control.ts";
import { LiveConnections } from "../sandbox/liveConnections.ts";
import type { Account } from "./account.ts";

/** Remembers that the person signed in here once; before that nothing is asked of VS Code's authentication. */
const signedInKey = "signedIn";
const provider = "microsoft";

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
        if (event.provider.id === provider && this.#state.get(signedInKey) === true) this.#changed.fire();
      }),
    );
  }

  async list(): Promise<readonly Account[]> {
    const accounts = [await this.#sandboxAccount(), await this.#azureAccount(false)].filter((account) => account !== undefined);
    await vscode.commands.executeCommand("setContext", contextKeys.noAccounts, accounts.length === 0);
    return accounts;
  }

  /** Asks VS Code for a Microsoft session, with its own dialogs. Throws `Cancelled` when the person declines, else a Problem. */
  async signIn(): Promise<void> {
    await this.#azureAccount(true);
    await this.#state.update(signedInKey, true);
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
    const known = this.#state.get(signedInKey) === true ? await this.#session(false) : undefined;
    return azureToken(known?.account);
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

  async #azureAccount(ask: boolean): Promise<Account | undefined> {
    if (!ask && this.#state.get(signedInKey) !== true) return undefined;
    const session = await this.#session(ask);
    if (session === undefined) return undefined;
    const { account } = session;
    return this.#keep(`azure ${account.id}`, () => {
      const controlPlane = once(async () => (await import("../features.ts")).azureControlPlane(account));
      const id = `azure:${account.id}`;
      const made: Account = {
        id,
        kind: "azure",
        label: vscode.l10n.t("Azure"),
        description: account.label,
        controlPlane,
        inventory: new Inventory({
          controlPlane,
          store: {
            load: async () => (await import("../features.ts")).loadInventory(this.#folder, id),
            save: async (kept) => (await import("../features.ts")).saveInventory(this.#folder, id, kept),
          },
          changed: () => this.#read.fire(made),
        }),
        entraToken: () => azureToken(account),
      };
      return made;
    });
  }

  async #session(ask: boolean): Promise<vscode.AuthenticationSession | undefined> {
    const { azureSession } = await import("../features.ts");
    try {
      return await azureSession(ask);
    } catch (error) {
      if (ask) throw signInFailed(error);
      this.#log.warn(`No session for Azure: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  #keep(key: string, make: () => Account): Account {
    const account = this.#kept.get(key) ?? make();
    this.#kept.set(key, account);
    return account;
  }
}

async function azureToken(account: vscode.AuthenticationSessionAccountInformation | undefined): Promise<string> {
  const { serviceToken } = await import("../features.ts");
  try {
    return await serviceToken(account);
  } catch (error) {
    throw signInFailed(error);
  }
}

/** VS Code throws a plain error when the person declines, and when its provider cannot sign in at all. */
function signInFailed(error: unknown): Error {
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
