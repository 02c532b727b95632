import { randomBytes } from "node:crypto";
import { ArmError, errorReply } from "./errors.ts";
import type { Reply } from "./reply.ts";

interface Operation {
  readonly key: string;
  /** Undefined while it runs. */
  reply: Reply | undefined;
}

/** Operations that go on after their request was answered with 202. A finished one can be polled until the sandbox stops. */
export class LongRunning {
  readonly #operations = new Map<string, Operation>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #durationMs: number;
  readonly #retryAfterSeconds: number;

  constructor(durationMs: number, retryAfterSeconds: number) {
    this.#durationMs = durationMs;
    this.#retryAfterSeconds = retryAfterSeconds;
  }

  get retryAfter(): string {
    return String(this.#retryAfterSeconds);
  }

  /**
   * Begins an operation; `work` runs at its end, and what it throws is what the poll is told.
   * @param key what is locked meanwhile
   * @param what it is, in the words of the refusal
   * @returns the operation's id, 24 hexadecimal digits
   * @throws ArmError 409 when one is running on the same key
   */
  start(key: string, work: () => Reply, what = "API"): string {
    this.refuseWhileRunning(key, what);
    const id = randomBytes(12).toString("hex");
    const operation: Operation = { key, reply: undefined };
    this.#operations.set(id, operation);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      operation.reply = finished(work);
    }, this.#durationMs);
    this.#timers.add(timer);
    return id;
  }

  /** @throws ArmError 409 while an operation runs on the key */
  refuseWhileRunning(key: string, what = "API"): void {
    for (const operation of this.#operations.values()) {
      if (operation.key === key && operation.reply === undefined) {
        throw new ArmError(409, "PessimisticConcurrencyConflict", `Operation on the ${what} is in progress`, { details: null });
      }
    }
  }

  /** Whether such an operation was ever started here. */
  has(id: string): boolean {
    return this.#operations.has(id);
  }

  /** What the operation came to; undefined while it runs. */
  poll(id: string): Reply | undefined {
    return this.#operations.get(id)?.reply;
  }

  /** The answer while it runs. */
  running(location: string): Reply {
    return { status: 202, headers: { Location: location, "Retry-After": this.retryAfter } };
  }

  /** Ends the running ones without their work. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

function finished(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    return errorReply(error);
  }
}
