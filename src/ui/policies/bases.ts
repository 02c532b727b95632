import type * as vscode from "vscode";
import * as v from "valibot";
import { sameText } from "./merge.ts";

/** What a document began from: the policy on the instance when it was read, or the empty one where there was none. */
export interface Base {
  readonly text: string;
  /** Absent where there was no policy yet. */
  readonly etag?: string;
  /** What VS Code takes for the time of the last change; the instance tells none. */
  readonly mtime: number;
  /** The person was shown a merge of `mine`, which overlaps in so many places. Saved again as it was, it is as old as before that. */
  readonly merged?: { readonly mine: string; readonly from: Base; readonly overlaps: number };
}

const kept = v.object({ text: v.string(), etag: v.optional(v.string()), mtime: v.number() });
const key = (uri: vscode.Uri): string => `policies.base ${uri.toString()}`;

/**
 * What each document began from. VS Code keeps an unsaved document over a reload of the window; what it began from is kept as long, or
 * nobody could tell whether someone else has changed the policy in between.
 */
export class Bases {
  readonly #state: vscode.Memento;
  readonly #bases = new Map<string, Base>();
  /** Read anew while the document has changes that are not saved. */
  readonly #newer = new Map<string, Base>();

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  of(uri: vscode.Uri): Base | undefined {
    const base = this.#bases.get(uri.toString()) ?? this.#kept(uri);
    if (base !== undefined) this.#bases.set(uri.toString(), base);
    return base;
  }

  /** @param dirty the document has changes that are not saved: they began from the older one */
  read(uri: vscode.Uri, base: Base, dirty: boolean): void {
    if (dirty || this.#kept(uri) !== undefined) this.#newer.set(uri.toString(), base);
    else this.#bases.set(uri.toString(), base);
  }

  async set(uri: vscode.Uri, base: Base, dirty: boolean): Promise<void> {
    this.#newer.delete(uri.toString());
    this.#bases.set(uri.toString(), base);
    await (dirty ? this.dirty(uri) : this.#state.update(key(uri), undefined));
  }

  /** The document has changes from now on. */
  async dirty(uri: vscode.Uri): Promise<void> {
    const base = this.#bases.get(uri.toString());
    if (base !== undefined) await this.#state.update(key(uri), { text: base.text, etag: base.etag, mtime: base.mtime });
  }

  /** The document has none any more: saved, undone, or given up, then it holds what was read last. */
  async clean(uri: vscode.Uri, text: string): Promise<void> {
    const newer = this.#newer.get(uri.toString());
    if (newer !== undefined && sameText(newer.text, text)) this.#bases.set(uri.toString(), newer);
    this.#newer.delete(uri.toString());
    await this.#state.update(key(uri), undefined);
  }

  #kept(uri: vscode.Uri): Base | undefined {
    const read = v.safeParse(kept, this.#state.get(key(uri)));
    if (!read.success) return undefined;
    const { text, mtime, etag } = read.output;
    return { text, mtime, ...(etag !== undefined && { etag }) };
  }
}
