import type { Answer } from "./hubConnection.ts";
import { Cancelled } from "./problem.ts";
import type { Completion } from "./protocol/messages.ts";

/** The ids of this side's invocations and upload streams, over every reconnect. */
export class InvocationIds {
  #next = 0;

  /** Counts from "0" as the official client does, past every id seen on the wire: raw messages choose theirs themselves. */
  next(): string {
    const id = String(this.#next);
    this.#next += 1;
    return id;
  }

  used(id: string | undefined): void {
    if (id !== undefined && /^\d{1,15}$/.test(id)) {
      this.#next = Math.max(this.#next, Number(id) + 1);
    }
  }
}

interface Waiting {
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** This side's invocations and stream invocations that are not completed yet. */
export class Invocations {
  readonly #waiting = new Map<string, Waiting>();

  /** @param since when the invocation was handed over, milliseconds since the epoch */
  wait(id: string, since: number, signal?: AbortSignal): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const cancel = (): void => this.fail(id, new Cancelled());
    const done = (): void => signal?.removeEventListener("abort", cancel);
    this.#waiting.set(id, {
      since,
      resolve: (answer) => {
        done();
        resolve(answer);
      },
      reject: (error) => {
        done();
        reject(error);
      },
    });
    signal?.addEventListener("abort", cancel, { once: true });
    return promise;
  }

  waitsFor(id: string): boolean {
    return this.#waiting.has(id);
  }

  complete(completion: Completion, time: number): void {
    const waiting = this.#take(completion.invocationId);
    waiting?.resolve({ ...completion, roundTripMs: time - waiting.since });
  }

  fail(id: string, error: Error): void {
    this.#take(id)?.reject(error);
  }

  failAll(error: Error): void {
    for (const id of this.#waiting.keys()) {
      this.fail(id, error);
    }
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
