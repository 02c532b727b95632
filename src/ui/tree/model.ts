import { Problem } from "../../signalr/problem.ts";
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
  /** Levels that were shown once keep their rows while they are read again, so that nothing collapses. */
  readonly #shown = new Set<string>();

  constructor(options: TreeModelOptions) {
    this.#options = options;
  }

  /** The rows to show now: the children, or "Loading…" when they take long the first time (`changed` follows). */
  async children(node?: TreeNode): Promise<readonly TreeNode[]> {
    const key = keyOf(node);
    const level = this.#level(node);
    if (level.rows !== undefined || this.#shown.has(key)) return this.settled(node);
    await Promise.race([level.nodes, this.#options.patience()]);
    this.#shown.add(key);
    if (level.rows !== undefined) return level.nodes;
    void level.nodes.then(() => this.#options.changed(node));
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
    this.#options.changed(node);
  }

  dispose(): void {
    for (const level of this.#levels.values()) level.controller.abort();
    this.#levels.clear();
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
      const problem = error instanceof Problem ? error : new Problem({ code: "unexpected", message: problemText(error).message }, { cause: error });
      this.#options.failed(problem);
      return [message(node, problem.details.status === 403 ? "forbidden" : "failed", problem)];
    }
  }
}

function keyOf(node: TreeNode | undefined): string {
  return node?.id ?? "";
}

/** A row that says why there are no others below `parent`. */
export function message(parent: TreeNode | undefined, state: MessageNode["state"], problem?: Problem): MessageNode {
  return { kind: "message", id: `${keyOf(parent)}/message:${state}`, state, ...(parent === undefined ? {} : { parent }), ...(problem === undefined ? {} : { problem }) };
}
