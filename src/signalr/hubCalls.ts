import { ClientResults } from "./clientResults.ts";
import type { AnswerHandler, AskingInvocation, ClientResult } from "./connectOptions.ts";
import type { Answer, CallOptions, HubStream, InvokeOptions } from "./hubConnection.ts";
import { ExpectedCompletions } from "./expectedCompletions.ts";
import { Invocations } from "./invocations.ts";
import type { InvocationIds } from "./invocations.ts";
import { Cancelled } from "./problem.ts";
import type { DecodedMessage, HubMessage } from "./protocol/messages.ts";
import { now } from "./wireLog.ts";

/** The calls on one connection: this side's to the hub, and the hub's to this side. */
export class HubCalls {
  readonly #ids: InvocationIds;
  readonly #send: (message: HubMessage) => Promise<void>;
  readonly #invocations = new Invocations();
  readonly #results: ClientResults;
  readonly #completions = new ExpectedCompletions();

  constructor(ids: InvocationIds, answers: AnswerHandler | undefined, send: (message: HubMessage) => Promise<void>) {
    this.#ids = ids;
    this.#send = send;
    this.#results = new ClientResults(answers, send);
  }

  async invoke(target: string, args: readonly unknown[], options: InvokeOptions): Promise<Answer> {
    if (options.signal?.aborted === true) {
      throw new Cancelled();
    }
    return await this.#ask({ kind: "invocation", invocationId: this.#ids.next(), target, arguments: args, ...uploads(options) }, options.signal);
  }

  async send(target: string, args: readonly unknown[], options: CallOptions): Promise<void> {
    await this.#send({ kind: "invocation", target, arguments: args, ...uploads(options) });
  }

  stream(target: string, args: readonly unknown[], options: CallOptions): HubStream {
    const invocationId = this.#ids.next();
    const completion = this.#ask({ kind: "streamInvocation", invocationId, target, arguments: args, ...uploads(options) });
    // Who wants to know waits for it; a stream whose end nobody awaits is no failure.
    completion.catch(() => undefined);
    const cancel = async (): Promise<void> => {
      if (this.#invocations.waitsFor(invocationId)) {
        await this.#send({ kind: "cancelInvocation", invocationId });
      }
    };
    return { invocationId, completion, cancel };
  }

  async answer(invocationId: string, result: ClientResult): Promise<void> {
    await this.#results.answer(invocationId, result);
  }

  /** A message of this side, however it was made. */
  sent(message: DecodedMessage): void {
    if ((message.kind === "invocation" || message.kind === "streamInvocation") && message.invocationId !== undefined) {
      this.#completions.expect(message.invocationId);
    }
  }

  /** What is odd about a message of the hub. */
  remark(message: DecodedMessage): string | undefined {
    return message.kind === "completion" ? this.#completions.remark(message.invocationId) : undefined;
  }

  /** A message of the hub. Rejects only when an answer to it could not be sent. */
  async received(message: DecodedMessage, time: number): Promise<void> {
    if (message.kind === "completion") {
      this.#invocations.complete(message, time);
    } else if (wantsAnswer(message)) {
      await this.#results.asked(message);
    }
  }

  failAll(error: Error): void {
    this.#invocations.failAll(error);
  }

  #ask(message: HubMessage & { readonly invocationId: string }, signal?: AbortSignal): Promise<Answer> {
    const answer = this.#invocations.wait(message.invocationId, now(), signal);
    this.#send(message).catch((error: Error) => this.#invocations.fail(message.invocationId, error));
    return answer;
  }
}

function uploads({ streamIds = [] }: CallOptions): { readonly streamIds?: readonly string[] } {
  return streamIds.length === 0 ? {} : { streamIds };
}

function wantsAnswer(message: DecodedMessage): message is AskingInvocation {
  return message.kind === "invocation" && message.invocationId !== undefined;
}
