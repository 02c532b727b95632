import { answerProblem } from "../answerProblem.ts";
import type { HttpClient } from "./http.ts";

export interface PostQueueOptions {
  readonly http: HttpClient;
  readonly url: string;
  /** Secret; none where the URL holds it. */
  readonly accessToken: string | undefined;
  readonly withToken: boolean;
}

/**
 * What Server-Sent Events and long polling send: one POST after the other (signalr-protocol 2.5). Each message gets its own,
 * so that a record's frame is what crossed.
 */
export class PostQueue {
  readonly #options: PostQueueOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PostQueueOptions) {
    this.#options = options;
  }

  /** Resolves when the server took it. */
  send(body: Uint8Array, binary: boolean): Promise<void> {
    const sent = this.#last.then(() => this.#post(body, binary));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  /** Resolves when everything handed over so far was answered or failed. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #post(body: Uint8Array, binary: boolean): Promise<void> {
    const { http, url, accessToken, withToken } = this.#options;
    const answer = await http.request({
      method: "POST",
      url,
      accessToken,
      body,
      headers: { "content-type": binary ? "application/octet-stream" : "text/plain;charset=UTF-8", "x-requested-with": "XMLHttpRequest" },
    });
    if (answer.status < 200 || answer.status > 299) {
      throw answerProblem(answer, { kind: "send", url, withToken });
    }
  }
}
