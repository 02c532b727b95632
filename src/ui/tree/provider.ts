import * as vscode from "vscode";
import type { Diagnosis } from "../../doctor/model.ts";
import { commands } from "../commands.ts";
import type { CommandId } from "../commands.ts";
import { TreeModel } from "./model.ts";
import type { TreeModelOptions } from "./model.ts";
import type { IntegrationNode, MessageNode, TreeNode } from "./nodes.ts";
import { present, spoken } from "./present.ts";
import type { Row } from "./present.ts";
import { withHealth } from "./presentHealth.ts";

/** What a click does on a row that stands where children would. */
const waysOn: Readonly<Partial<Record<MessageNode["state"], CommandId>>> = {
  failed: commands.retry,
  stopped: commands.retry,
  gone: commands.retry,
  // Whether Azure can be reached again is found out once for all rows.
  offline: commands.refresh,
  noSubscriptions: commands.signInToTenant,
  noInstances: commands.retry,
  signedOut: commands.signIn,
  forbidden: commands.learnPermissions,
  nothingPublished: commands.publish,
  more: commands.showMore,
};

export interface TreeProviderOptions extends Pick<TreeModelOptions, "load" | "failed"> {
  /** What the doctor said last of an integration; undefined where it said nothing. */
  readonly health: (node: IntegrationNode) => Diagnosis | undefined;
}

/** Gives VS Code the rows of the model. Ids are stable, so a refresh keeps what is expanded and selected. */
export class TreeProvider implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly model: TreeModel;
  readonly #health: TreeProviderOptions["health"];

  constructor({ health, ...options }: TreeProviderOptions) {
    this.#health = health;
    this.model = new TreeModel({
      ...options,
      changed: (node) => this.#changed.fire(node),
      // Long enough for a loopback answer to come without a flash of "Loading…".
      patience: () => new Promise((resolve) => setTimeout(resolve, 250)),
    });
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return [...(await this.model.children(node))];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const row = this.#row(node);
    const states = { none: vscode.TreeItemCollapsibleState.None, folded: vscode.TreeItemCollapsibleState.Collapsed, open: vscode.TreeItemCollapsibleState.Expanded };
    const item = new vscode.TreeItem(row.label, states[row.children]);
    item.id = node.id;
    item.contextValue = row.context;
    item.iconPath = row.colour === undefined ? new vscode.ThemeIcon(row.icon) : new vscode.ThemeIcon(row.icon, new vscode.ThemeColor(row.colour === "warning" ? "list.warningForeground" : "list.errorForeground"));
    item.accessibilityInformation = { label: spoken(row) };
    if (row.description !== undefined) item.description = row.description;
    if (row.tooltip !== undefined) item.tooltip = row.tooltip;
    const command = node.kind === "message" ? waysOn[node.state] : undefined;
    if (command !== undefined) item.command = { command, title: row.description ?? row.label, arguments: [node] };
    return item;
  }

  /** Draws the row that stands for `node` now, and reads nothing for it. */
  redraw(node: TreeNode): void {
    const shown = this.model.known(node.id);
    if (shown !== undefined) this.#changed.fire(shown);
  }

  #row(node: TreeNode): Row {
    const diagnosis = node.kind === "integration" ? this.#health(node) : undefined;
    return diagnosis === undefined ? present(node) : withHealth(present(node), diagnosis);
  }

  dispose(): void {
    this.model.dispose();
    this.#changed.dispose();
  }
}
