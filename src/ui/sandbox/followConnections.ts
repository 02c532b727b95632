import { setTimeout as rest } from "node:timers/promises";
import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { connectionsId } from "../tree/connectionLevels.ts";

/** Keeps the rows of what is connected up to date while the tree is visible; nothing is asked while it is not. */
export function followConnections({ view, accounts, tree }: Pick<Services, "view" | "accounts" | "tree">): vscode.Disposable {
  let following = new AbortController();
  const again = async (): Promise<void> => {
    following.abort();
    const { signal } = (following = new AbortController());
    if (!view.visible) return;
    const account = (await accounts.list()).find(({ live }) => live !== undefined);
    if (account === undefined || signal.aborted) return;
    const changed = (): void => {
      const row = tree.model.known(connectionsId(account));
      if (row !== undefined) tree.model.refresh(row);
    };
    await account.live?.follow(changed, signal, (ms) => rest(ms, undefined, { signal, ref: false }));
  };
  const parts = vscode.Disposable.from(view.onDidChangeVisibility(() => void again()), accounts.onDidChange(() => void again()), { dispose: () => following.abort() });
  void again();
  return parts;
}
