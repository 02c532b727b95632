import { randomUUID } from "node:crypto";
import type { Section } from "../../apim/policies/scopes.ts";
import type { PolicyScope } from "./run.ts";

/** One policy that ran. Times are in milliseconds, `at` since the request came. */
export interface TraceEntry {
  readonly section: Section;
  readonly policy: string;
  /** The element's own `id`. */
  readonly id: string | undefined;
  readonly scope: PolicyScope;
  /** How many branches of `choose` it stands in. */
  readonly depth: number;
  readonly at: number;
  /** Undefined while it runs, or when it never came to its end. */
  ms: number | undefined;
  /** What it set, chose or called; may hold secrets. */
  readonly details: (readonly [name: string, text: string])[];
  failed: string | undefined;
}

/** What the policies did with one request. Holds secrets: only `TraceStore` gives it out, masked. */
export class Trace {
  readonly id = randomUUID();
  readonly time = Date.now();
  readonly method: string;
  /** As the caller wrote it. */
  readonly url: string;
  readonly api: string | undefined;
  readonly operation: string | undefined;
  readonly entries: TraceEntry[] = [];
  /** Of the answer; 101 for a WebSocket, undefined while there is none. */
  status: number | undefined;
  ms: number | undefined;
  depth = 0;
  readonly #began = performance.now();

  constructor(request: { readonly method: string; readonly url: string; readonly api: string | undefined; readonly operation: string | undefined }) {
    this.method = request.method;
    this.url = request.url;
    this.api = request.api;
    this.operation = request.operation;
  }

  begin(section: Section, policy: { readonly name: string; readonly id: string | undefined; readonly scope: PolicyScope }): TraceEntry {
    const entry: TraceEntry = { section, policy: policy.name, id: policy.id, scope: policy.scope, depth: this.depth, at: this.#now(), ms: undefined, details: [], failed: undefined };
    this.entries.push(entry);
    return entry;
  }

  end(entry: TraceEntry): void {
    entry.ms = this.#now() - entry.at;
  }

  /** The request is answered. */
  answered(status: number): void {
    this.status = status;
    this.ms = this.#now();
  }

  #now(): number {
    return performance.now() - this.#began;
  }
}
