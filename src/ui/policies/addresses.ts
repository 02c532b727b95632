import type * as vscode from "vscode";
import * as v from "valibot";
import type { PolicyAddress } from "./address.ts";

const schema = v.object({ account: v.string(), instance: v.string(), resource: v.string(), webSocket: v.boolean() });
const key = (uri: vscode.Uri): string => `policies.address ${uri.toString()}`;

/** Which policy each document is, kept over a reload of the window. */
export class Addresses {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  async remember(uri: vscode.Uri, address: PolicyAddress): Promise<void> {
    await this.#state.update(key(uri), address);
  }

  /** Undefined for a document that was never opened from a row or a command. */
  of(uri: vscode.Uri): PolicyAddress | undefined {
    const read = v.safeParse(schema, this.#state.get(key(uri)));
    return read.success ? read.output : undefined;
  }
}
