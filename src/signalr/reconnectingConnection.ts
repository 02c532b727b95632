import { setTimeout as delay } from "node:timers/promises";
import type { ClientResult } from "./connectOptions.ts";
import { reconnectFailed } from "./connectionProblems.ts";
import type { Answer, CallOptions, HubConnection, HubStream, InvokeOptions } from "./hubConnection.ts";
import type { InvocationIds } from "./invocations.ts";
import { LiveConnection } from "./liveConnection.ts";
import { Problem } from "./problem.ts";
import type { HubMessage } from "./protocol/messages.ts";
import { notOpen } from "./transport/notOpen.ts";
import type { TransportEnd } from "./transport/transport.ts";
import { now } from "./wireLog.ts";
import type { WireLog } from "./wireLog.ts";

/** Makes a connection, ready to be used; `ended` as in `LiveOptions`. */
export type Attempt = (ended: (end: TransportEnd, dropped: boolean) => void, signal: AbortSignal | undefined) => Promise<LiveConnection>;

/** What the person holds: one connection after the other, as far as the policy goes. */
export class ReconnectingConnection implements HubConnection {
  readonly #attempt: Attempt;
  readonly #delays: readonly number[];
  readonly #ids: InvocationIds;
  readonly #log: WireLog;
  readonly #ended = Promise.withResolvers<TransportEnd>();
  readonly #abort = new AbortController();
  #state: "connecting" | "connected" | "reconnecting" | "closed" = "connecting";
  #live: LiveConnection | undefined;

  /** @param delays the waits before each attempt after a drop, in milliseconds */
  constructor(attempt: Attempt, delays: readonly number[], ids: InvocationIds, log: WireLog) {
    this.#attempt = attempt;
    this.#delays = delays;
    this.#ids = ids;
    this.#log = log;
  }

  /** @throws Problem; Cancelled */
  async connect(signal: AbortSignal | undefined): Promise<void> {
    const live = await this.#attempt((end, dropped) => this.#end(end, dropped), signal);
    this.#live = live;
    if (this.#state === "connecting") {
      this.#state = "connected";
    }
  }

  get url(): string {
    return this.#live?.options.url ?? "";
  }

  get connectionId(): string | undefined {
    return this.#live?.options.connectionId;
  }

  get waiting(): number {
    return this.#live?.waiting ?? 0;
  }

  get closed(): Promise<TransportEnd> {
    return this.#ended.promise;
  }

  async invoke(target: string, args: readonly unknown[], options: InvokeOptions = {}): Promise<Answer> {
    return await this.#connected().calls.invoke(target, args, options);
  }

  async send(target: string, args: readonly unknown[], options: CallOptions = {}): Promise<void> {
    await this.#connected().calls.send(target, args, options);
  }

  stream(target: string, args: readonly unknown[], options: CallOptions = {}): HubStream {
    return this.#connected().calls.stream(target, args, options);
  }

  newStreamId(): string {
    return this.#ids.next();
  }

  async sendItem(streamId: string, item: unknown): Promise<void> {
    await this.sendMessage({ kind: "streamItem", invocationId: streamId, item });
  }

  async completeStream(streamId: string, error?: string): Promise<void> {
    await this.sendMessage({ kind: "completion", invocationId: streamId, ...(error === undefined ? {} : { error }) });
  }

  async answer(invocationId: string, result: ClientResult): Promise<void> {
    await this.#connected().calls.answer(invocationId, result);
  }

  async sendMessage(message: HubMessage): Promise<void> {
    await this.#connected().sendMessage(message);
  }

  async sendRaw(bytes: Uint8Array, binary: boolean): Promise<void> {
    await this.#connected().sendRaw(bytes, binary);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    if (this.#state === "connected") {
      await this.#live?.close();
    }
    await this.closed;
  }

  #connected(): LiveConnection {
    if (this.#live === undefined || this.#state === "reconnecting") {
      throw notOpen(this.url);
    }
    return this.#live;
  }

  #end(end: TransportEnd, dropped: boolean): void {
    // While attempts are made, an end is told by the attempt: it fails, or its connection is found ended.
    if (this.#state === "connected" && dropped && this.#delays.length > 0 && !this.#abort.signal.aborted) {
      this.#state = "reconnecting";
      void this.#reconnect(end);
    } else if (this.#state !== "reconnecting") {
      this.#finish(end);
    }
  }

  async #reconnect(first: TransportEnd): Promise<void> {
    let end = first;
    for (const [index, delayMs] of this.#delays.entries()) {
      const attempt = index + 1;
      this.#log.reconnecting({ attempt, delayMs, end, stateful: false, time: now() });
      const made = await this.#tryAgain(delayMs);
      if (this.#abort.signal.aborted) {
        await (made instanceof LiveConnection ? made.close() : undefined);
        this.#finish({ reason: "" });
        return;
      }
      if (made instanceof LiveConnection) {
        this.#live = made;
        this.#state = "connected";
        this.#log.reconnected({ attempt, stateful: false, connectionId: made.options.connectionId, time: now() });
        return;
      }
      end = made;
    }
    this.#finish({ ...end, problem: reconnectFailed(this.#delays.length, this.url, end.problem) });
  }

  /** One attempt: the connection, or why there is none. */
  async #tryAgain(delayMs: number): Promise<LiveConnection | TransportEnd> {
    const { signal } = this.#abort;
    try {
      await delay(delayMs, undefined, { signal });
      const live = await this.#attempt((end, dropped) => this.#end(end, dropped), signal);
      return live.end ?? live;
    } catch (error) {
      return { reason: "", problem: error instanceof Problem ? error : new Problem({ code: "connectFailed", message: error instanceof Error ? error.message : String(error) }, { cause: error }) };
    }
  }

  #finish(end: TransportEnd): void {
    this.#state = "closed";
    this.#log.closed(end);
    this.#ended.resolve(end);
  }
}
