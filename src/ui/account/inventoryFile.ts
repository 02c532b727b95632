import { createHash } from "node:crypto";
import * as vscode from "vscode";
import type { Kept } from "../../azure/inventory.ts";
import { inventoryText, parseInventory } from "../../azure/keptInventory.ts";

/**
 * A file of the extension's own folder: what thousands of resources come to is too much for VS Code's key-value state.
 * @param instanceId where it is about one instance, and not about all that the account sees
 */
export function keptFile(folder: vscode.Uri, accountId: string, instanceId?: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${nameOf(accountId)}${instanceId === undefined ? "" : `-${digest(instanceId.toLowerCase())}`}.json`);
}

function nameOf(accountId: string): string {
  return `inventory-${digest(accountId)}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** What was kept for an account; undefined where there is none that can be read. */
export async function loadInventory(folder: vscode.Uri, accountId: string): Promise<Kept | undefined> {
  return parseInventory(new TextDecoder().decode(await vscode.workspace.fs.readFile(keptFile(folder, accountId))));
}

/** Deletes what was kept of these accounts and their instances, of all of them where none are named. */
export async function forgetInventories(folder: vscode.Uri, accountIds?: readonly string[]): Promise<void> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then((found) => found, () => []);
  const meant = accountIds?.map(nameOf);
  const ours = entries.filter(([name]) => meant?.some((account) => name.startsWith(account)) ?? /^inventory-[0-9a-f]{16}[-.0-9a-f]*json$/.test(name));
  await Promise.all(ours.map(([name]) => vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name))));
}

/** Throws what the file system throws. */
export async function saveInventory(folder: vscode.Uri, accountId: string, kept: Kept): Promise<void> {
  await vscode.workspace.fs.createDirectory(folder);
  await vscode.workspace.fs.writeFile(keptFile(folder, accountId), new TextEncoder().encode(inventoryText(kept)));
}
