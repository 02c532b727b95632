import type { Json } from "../model.ts";

/** What a faulty request is answered with. */
export interface FaultReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** The long-running operation the request starts is accepted, and fails with this on the poll. Nothing is changed. */
export interface FaultOnPoll {
  readonly onPoll: FaultReply;
}

/** A fault that tests switch on in-process; it cannot be reached over HTTP. */
export interface Fault {
  /** Default: every method. */
  readonly method?: string;
  /** Matched against the path without query. Default: every path. */
  readonly path?: RegExp;
  /** For how many matching requests the fault lasts. Default 1. */
  readonly times?: number;
  /** A reply takes the request's place; undefined lets it go on (after the promise, so this is how to hold a request back). */
  readonly respond: () => FaultReply | FaultOnPoll | undefined | Promise<FaultReply | FaultOnPoll | undefined>;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
}

/** An ARM error as a fault: `{error: {code, message}}`. */
export function faultError(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): FaultReply {
  return { status, headers, body: { error: { code, message } } };
}

/** The faults of one control plane; the first added matches first. */
export class FaultList implements Faults {
  readonly #faults: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  /** The fault this request meets, counted as met. */
  take(method: string, path: string): Fault | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && (fault.method ?? method) === method && (fault.path?.test(path) ?? true));
    if (found !== undefined) found.left -= 1;
    return found?.fault;
  }
}
