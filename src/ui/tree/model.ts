import { Problem, isCancelled } from "../../signalr/problem.ts";
import { problemText } from "../problemText.ts";
import type { MessageNode, TreeNode } from "./nodes.ts";

export interface TreeModelOptions {
  /** Reads the children of a node (of the root for undefined). Called once a level until that level is refreshed. */
  load(node: TreeNode | undefined, signal: AbortSignal): Promise<readonly TreeNode[]>;
  /** The children of `node` (or everything) are to be asked for anew. */
  changed(node: TreeNode | undefined): void;
  /** Told of every failure, for the log; the row itself has the words. */
  failed(problem: Problem): void;
  /** Resolves when a first load has taken so long that a row should say so. */
  patience(): Promise<unknown>;
}

/** How many rows of a level are shown at first, and how many more each time. */
const pageSize = 200;

interface Level {
  readonly controller: AbortController;
  /** Never rejects: a failure is a row. */
  readonly nodes: Promise<readonly TreeNode[]>;
  /** Once they are there. */
  rows: readonly TreeNode[] | undefined;
}

/** What the tree has read, one request (or batch) a level, with the loads under way. Free of `vscode`. */
export class TreeModel {
  readonly #options: TreeModelOptions;
  readonly #levels = new Map<string, Level>();
  /** How many rows of a level are shown, where it is not the first page. */
  readonly #limits = new Map<string, number>();
  /** Levels that were shown once keep their rows while they are read again, so that nothing collapses. */
  readonly #shown = new Set<string>();

  constructor(options: TreeModelOptions) {
    this.#options = options;
  }

  /** The rows to show now: the children, or "Loading…" when they take long the first time (`changed` follows). */
  async children(node?: TreeNode): Promise<readonly TreeNode[]> {
    const key = keyOf(node);
    // Follows a refresh: rows that go for a moment come back folded.
    const rows = this.settled(node);
    if (this.#level(node).rows !== undefined || this.#shown.has(key)) return this.#paged(node, await rows);
    const soon = await Promise.race([rows, this.#options.patience().then(() => undefined)]);
    this.#shown.add(key);
    if (soon !== undefined) return this.#paged(node, soon);
    void rows.then(() => this.#changed(node));
    return [message(node, "loading")];
  }

  /** The children once they are there; follows a refresh that happens meanwhile. */
  async settled(node?: TreeNode): Promise<readonly TreeNode[]> {
    for (;;) {
      const level = this.#level(node);
      const nodes = await level.nodes;
      if (this.#levels.get(keyOf(node)) === level) return nodes;
    }
  }

  /** The row with that id if it has been read; nothing is read for it. */
  known(id: string): TreeNode | undefined {
    for (const { rows } of this.#levels.values()) {
      const found = rows?.find((node) => node.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Forgets what was read of `node` and below (everything without one), stops loads under way, and has it shown anew. */
  refresh(node?: TreeNode): void {
    const key = keyOf(node);
    for (const [other, level] of this.#levels) {
      if (key !== "" && other !== key && !other.startsWith(`${key}/`)) continue;
      level.controller.abort();
      this.#levels.delete(other);
    }
    this.#changed(node);
  }

  /** Has the rows of `node`, and of those of its children that `also` names, read anew; what is further below stays as it is. */
  renew(node: TreeNode, also: (child: TreeNode) => boolean): void {
    for (const child of this.#levels.get(node.id)?.rows ?? []) {
      if (also(child)) this.#forget(child.id);
    }
    this.#forget(node.id);
    this.#changed(node);
  }

  /** Shows another page of the rows of `node`. */
  more(node: TreeNode | undefined): void {
    this.#limits.set(keyOf(node), this.#limit(keyOf(node)) + pageSize);
    this.#changed(node);
  }

  /** Shows as many pages as it takes for `node` and what it is in to have a row. */
  async uncover(node: TreeNode): Promise<void> {
    if (node.parent !== undefined) await this.uncover(node.parent);
    const key = keyOf(node.parent);
    const at = (await this.settled(node.parent)).findIndex(({ id }) => id === node.id);
    if (at < this.#limit(key)) return;
    this.#limits.set(key, (Math.floor(at / pageSize) + 1) * pageSize);
    this.#changed(node.parent);
  }

  dispose(): void {
    for (const level of this.#levels.values()) level.controller.abort();
    this.#levels.clear();
  }

  /** By the row that stands for `node` now: VS Code hears of no other, and rows outlive the ones above them (`renew`). */
  #changed(node: TreeNode | undefined): void {
    this.#options.changed(node && (this.known(node.id) ?? node));
  }

  #forget(key: string): void {
    this.#levels.get(key)?.controller.abort();
    this.#levels.delete(key);
  }

  #limit(key: string): number {
    return this.#limits.get(key) ?? pageSize;
  }

  #paged(node: TreeNode | undefined, rows: readonly TreeNode[]): readonly TreeNode[] {
    const limit = this.#limit(keyOf(node));
    if (rows.length <= limit) return rows;
    return [...rows.slice(0, limit), { ...message(node, "more"), of: { shown: limit, all: rows.length } }];
  }

  #level(node: TreeNode | undefined): Level {
    const key = keyOf(node);
    const known = this.#levels.get(key);
    if (known !== undefined) return known;
    const controller = new AbortController();
    const level: Level = { controller, rows: undefined, nodes: this.#load(node, controller.signal).then((rows) => (level.rows = rows)) };
    this.#levels.set(key, level);
    return level;
  }

  async #load(node: TreeNode | undefined, signal: AbortSignal): Promise<readonly TreeNode[]> {
    try {
      return await this.#options.load(node, signal);
    } catch (error) {
      if (signal.aborted) return [];
      if (isCancelled(error)) return [message(node, "stopped")];
      const problem = error instanceof Problem ? error : new Problem({ code: "unexpected", message: problemText(error).message }, { cause: error });
      this.#options.failed(problem);
      return [message(node, stateOf(problem), problem)];
    }
  }
}

function keyOf(node: TreeNode | undefined): string {
  return node?.id ?? "";
}

/** Which row tells a failure: each has a way on of its own. */
export function stateOf({ details: { code, status } }: Problem): "forbidden" | "signedOut" | "gone" | "failed" {
  if (status === 403) return "forbidden";
  if (code === "ResourceNotFound" || code === "ResourceGroupNotFound") return "gone";
  return code === "signedOut" || status === 401 ? "signedOut" : "failed";
}

/** A row that says why there are no others below `parent`. */
export function message(parent: TreeNode | undefined, state: MessageNode["state"], problem?: Problem): MessageNode {
  return { kind: "message", id: `${keyOf(parent)}/message:${state}`, state, ...(parent === undefined ? {} : { parent }), ...(problem === undefined ? {} : { problem }) };
}
