import type { Answer, AskingInvocation, ClientResult, connect, ConnectOptions, HubConnection } from "../../src/signalr/connection.ts";
import type { ConnectionObserver, Hop, Reconnecting } from "../../src/signalr/events.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import type { HubMessage } from "../../src/signalr/protocol/messages.ts";
import type { TransportEnd } from "../../src/signalr/transport/transport.ts";

const started = Date.UTC(2026, 10, 21, 12, 1, 4);

/** A hub without a network: hands over hops and records as the wire engine does, with a clock of its own. */
export class FakeHub {
  /** Milliseconds since the epoch; the tests move it. */
  now = started;
  /** What the hub does with an invocation; by default `echo` comes back, everything else is unknown. */
  answer: (target: string, args: readonly unknown[]) => { result?: unknown; error?: string } | undefined = (target, args) =>
    target === "echo" ? { result: args[0] ?? null } : { error: `Unknown hub method '${target}'` };
  /** Set to make connecting fail at negotiate. */
  refusal: Problem | undefined;
  /** Set to make connecting wait until it is cancelled. */
  silent = false;
  /** Bytes sent raw that make no whole record, as the engine counts them. */
  waiting = 0;
  /** Streams go on until `endStream`, and invocations are not answered. */
  endless = false;
  /** What it was last connected with. */
  options: ConnectOptions | undefined;
  readonly #streams = new Map<string, (answer: Answer) => void>();
  readonly rawSent: { readonly text: string; readonly binary: boolean }[] = [];
  #observer: ConnectionObserver | undefined;
  #frame = 0;
  #invocation = 0;
  #ended: ((end: TransportEnd) => void) | undefined;

  readonly open: typeof connect = async (options, observer, signal) => {
    this.#observer = observer;
    this.options = options;
    this.#frame = 0;
    if (this.silent) await new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Cancelled())));
    if (this.refusal !== undefined) {
      observer.hop(this.hop("negotiate", options.url, { status: this.refusal.details.status ?? 404, problem: this.refusal }));
      throw this.refusal;
    }
    observer.hop(this.hop("negotiate", `${options.url}/negotiate?negotiateVersion=1`, { status: 200 }));
    observer.hop(this.hop("redirect", "https://gateway.example/client/negotiate?hub=chat", { status: 200 }));
    observer.hop(this.hop("upgrade", "wss://gateway.example/client/?hub=chat&id=***", { status: 101 }));
    this.#record("sent", '{"protocol":"json","version":1}', { kind: "handshake", protocol: "json", version: 1 });
    this.#record("received", "{}", { kind: "handshake" });
    observer.hop(this.hop("handshake", "wss://gateway.example/client/?hub=chat&id=***"));
    return this.#connection();
  };

  hop(kind: Hop["kind"], url: string, more: Partial<Hop> = {}): Hop {
    this.now += 3;
    return { kind, url, ms: 3, time: this.now, details: { transports: ["WebSockets"] }, ...more };
  }

  /** A message of the server arrives. @param remark what the engine finds odd about it */
  receive(message: HubMessage, remark?: string): void {
    this.#frame++;
    this.message("received", message, remark);
  }

  /** Bytes arrive that are no message. */
  receiveMalformed(text: string, reason: string, offset: number): void {
    this.#frame++;
    this.#record("received", text, { kind: "malformed", reason, offset });
  }

  /** The hub asks this client for a result, as the engine hands it over. */
  ask(invocation: AskingInvocation): Promise<ClientResult | undefined> {
    this.receive(invocation);
    return this.options?.answers?.(invocation) ?? Promise.resolve(undefined);
  }

  reconnecting(notice: Reconnecting): void {
    this.#observer?.reconnecting?.(notice);
  }

  reconnected(): void {
    this.#observer?.reconnected?.({ attempt: 1, stateful: false, time: this.now });
  }

  endStream(invocationId: string): void {
    const completion = { kind: "completion", invocationId } as const;
    this.receive(completion);
    this.#streams.get(invocationId)?.({ ...completion, roundTripMs: 9 });
  }

  end(end: TransportEnd): void {
    this.#observer?.closed(end);
    this.#ended?.(end);
  }

  message(direction: "sent" | "received", message: HubMessage, remark?: string): void {
    const bytes = jsonProtocol.encode(message).slice(0, -1);
    this.#observer?.record({ direction, time: this.now, frame: this.#frame, bytes, binary: false, message, remark });
  }

  #record(direction: "sent" | "received", text: string, message: Parameters<ConnectionObserver["record"]>[0]["message"]): void {
    this.now += 1;
    this.#frame++;
    this.#observer?.record({ direction, time: this.now, frame: this.#frame, bytes: new TextEncoder().encode(text), binary: false, message });
  }

  #connection(): HubConnection {
    const waiting = (): number => this.waiting;
    const closed = new Promise<TransportEnd>((resolve) => (this.#ended = resolve));
    return {
      url: "wss://gateway.example/client/?hub=chat&id=***",
      closed,
      get waiting() {
        return waiting();
      },
      invoke: (target, args, call) => this.#invoke(target, args, call?.streamIds),
      send: async (target, args) => this.#sent({ kind: "invocation", target, arguments: args }),
      stream: (target, args) => this.#stream(target, args),
      newStreamId: () => String(this.#invocation++),
      sendItem: async (invocationId, item) => this.#sent({ kind: "streamItem", invocationId, item }),
      completeStream: async (invocationId, error) => this.#sent({ kind: "completion", invocationId, ...(error === undefined ? {} : { error }) }),
      answer: async (invocationId, { error, ...result }) => this.#sent({ kind: "completion", invocationId, ...(error === undefined ? result : { error }) }),
      sendMessage: async (message) => this.#sent(message),
      sendRaw: async (bytes, binary) => {
        const text = new TextDecoder().decode(bytes);
        this.rawSent.push({ text, binary });
        this.#record("sent", text.endsWith("\u001e") ? text.slice(0, -1) : text, { kind: "ping" });
      },
      close: async () => {
        this.#sent({ kind: "close" });
        this.end({ code: 1000, reason: "" });
      },
    };
  }

  #sent(message: HubMessage): void {
    this.#frame++;
    this.now += 1;
    this.message("sent", message);
  }

  /** A stream that ends as `answer` says, without items. */
  #stream(target: string, args: readonly unknown[]): ReturnType<HubConnection["stream"]> {
    const invocationId = String(this.#invocation++);
    this.#sent({ kind: "streamInvocation", invocationId, target, arguments: args });
    const cancel = async (): Promise<void> => this.#sent({ kind: "cancelInvocation", invocationId });
    if (this.endless) return { invocationId, cancel, completion: new Promise((resolve) => this.#streams.set(invocationId, resolve)) };
    const completion = { kind: "completion", invocationId, ...this.answer(target, args) } as const;
    this.receive(completion);
    return { invocationId, completion: Promise.resolve({ ...completion, roundTripMs: 9 }), cancel };
  }

  async #invoke(target: string, args: readonly unknown[], streamIds?: readonly string[]): ReturnType<HubConnection["invoke"]> {
    const invocationId = String(this.#invocation++);
    this.#sent({ kind: "invocation", invocationId, target, arguments: args, ...(streamIds !== undefined && { streamIds }) });
    if (this.endless) return await new Promise(() => undefined);
    const answer = this.answer(target, args);
    if (answer === undefined) throw new Problem({ code: "connectionClosed", message: "The connection was closed before the answer came." });
    this.now += 9;
    this.receive({ kind: "completion", invocationId, ...answer });
    return { kind: "completion", invocationId, ...answer, roundTripMs: 9 };
  }
}
