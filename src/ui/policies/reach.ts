import * as vscode from "vscode";
import { textOf } from "../../apim/compare.ts";
import type { Instance } from "../../apim/model.ts";
import { apiIdOf } from "../../apim/paths.ts";
import type { ControlPlane } from "../../azure/controlPlane.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";
import type { Accounts } from "../account/accounts.ts";
import type { PolicyAddress } from "./address.ts";
import { scopeOf } from "./address.ts";

/** A policy as it is on its instance. */
export interface ServerPolicy {
  readonly text: string;
  readonly etag: string;
}

interface Reached {
  readonly account: Account;
  readonly controlPlane: ControlPlane;
  readonly instance: Instance;
}

/** The way from a document to its policy on the instance, also where only the document's address is left. */
export class PolicyReach {
  readonly #accounts: Accounts;
  readonly #instances = new Map<string, Promise<Instance>>();
  readonly #preflights = new Map<string, Promise<readonly string[]>>();

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  async read(address: PolicyAddress, signal?: AbortSignal): Promise<ServerPolicy | undefined> {
    const { controlPlane, instance } = await this.#reach(address);
    const policy = await controlPlane.rawPolicy(instance, address.resource, signal);
    return policy === undefined ? undefined : { text: textOf(policy, "value"), etag: policy.etag ?? "" };
  }

  /** Writes; with an ETag only if unchanged since. Named values stay the names they are in the document. */
  async write(address: PolicyAddress, text: string, etag: string | undefined): Promise<void> {
    const { controlPlane, instance } = await this.#reach(address);
    await controlPlane.put(instance, { path: address.resource, properties: { format: "rawxml", value: text }, ...(etag !== undefined && { etag }) });
  }

  /** Deletes it, only if unchanged since `etag`. */
  async delete(address: PolicyAddress, etag: string, signal: AbortSignal): Promise<void> {
    const { controlPlane, instance } = await this.#reach(address);
    await controlPlane.remove(instance, { path: address.resource, etag }, signal);
  }

  /** URL templates of the API's OPTIONS operations; empty where they cannot be read, which keeps nobody from editing. */
  async preflights(address: PolicyAddress): Promise<readonly string[]> {
    const api = apiIdOf(address.resource);
    if (api === undefined || address.webSocket || scopeOf(address) !== "api") return [];
    const key = `${address.account} ${address.instance} ${api}`;
    const known = this.#preflights.get(key) ?? this.#readPreflights(address, api);
    this.#preflights.set(key, known);
    return known;
  }

  async reached(address: PolicyAddress): Promise<Pick<Reached, "account" | "instance">> {
    return this.#reach(address);
  }

  async #readPreflights(address: PolicyAddress, api: string): Promise<readonly string[]> {
    try {
      const { controlPlane, instance } = await this.#reach(address);
      const { operations } = await controlPlane.api(instance, api);
      return operations.filter((operation) => textOf(operation, "method").toUpperCase() === "OPTIONS").map((operation) => textOf(operation, "urlTemplate"));
    } catch {
      return [];
    }
  }

  async #reach({ account: id, instance }: PolicyAddress): Promise<Reached> {
    const account = (await this.#accounts.list()).find((each) => each.id === id);
    if (account === undefined) {
      const sandbox = id === "sandbox";
      throw new Problem({
        code: "accountGone",
        message: sandbox ? vscode.l10n.t("The sandbox that this policy is on is not running.") : vscode.l10n.t("The account that this policy was opened with is not signed in."),
        resource: instance,
        nextStep: sandbox ? vscode.l10n.t("Start the sandbox, then try again.") : vscode.l10n.t("Sign in, then try again."),
      });
    }
    const controlPlane = await account.controlPlane();
    const key = `${id} ${instance}`;
    const known = this.#instances.get(key) ?? controlPlane.instance(instance);
    this.#instances.set(key, known);
    known.catch(() => this.#instances.delete(key));
    return { account, controlPlane, instance: await known };
  }
}
