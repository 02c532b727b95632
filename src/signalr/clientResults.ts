import * as l10n from "@vscode/l10n";
import type { AnswerHandler, AskingInvocation, ClientResult } from "./connectOptions.ts";
import { Problem } from "./problem.ts";
import type { Completion } from "./protocol/messages.ts";
import { redactText } from "./redact.ts";

/** What the official client answers when nothing handles the method (signalr-protocol 4.3). */
export const NO_HANDLER = "Client didn't provide a result.";

/** The hub's questions to this client, each of which wants exactly one completion. */
export class ClientResults {
  readonly #open = new Set<string>();
  readonly #handler: AnswerHandler | undefined;
  readonly #send: (completion: Completion) => Promise<void>;

  constructor(handler: AnswerHandler | undefined, send: (completion: Completion) => Promise<void>) {
    this.#handler = handler;
    this.#send = send;
  }

  /** Rejects only when the answer could not be sent. */
  async asked(invocation: AskingInvocation): Promise<void> {
    const { invocationId } = invocation;
    this.#open.add(invocationId);
    const result = await this.#result(invocation);
    if (result !== undefined && this.#open.has(invocationId)) {
      await this.answer(invocationId, result);
    }
  }

  async answer(invocationId: string, result: ClientResult): Promise<void> {
    if (!this.#open.delete(invocationId)) {
      throw new Problem({
        code: "nothingAsked",
        message: l10n.t("The hub does not wait for an answer to {0}.", `"${invocationId}"`),
        likelyCause: l10n.t("It was answered already, or it was asked on a connection that has ended."),
      });
    }
    await this.#send({ kind: "completion", invocationId, ...(result.error === undefined ? ("result" in result ? { result: result.result } : {}) : { error: result.error }) });
  }

  async #result(invocation: AskingInvocation): Promise<ClientResult | undefined> {
    if (this.#handler === undefined) {
      return { error: NO_HANDLER };
    }
    try {
      return await this.#handler(invocation);
    } catch (error) {
      return { error: redactText(error instanceof Error ? error.message : String(error)) };
    }
  }
}
