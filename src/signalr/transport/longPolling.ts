import type { IncomingHttpHeaders } from "node:http";
import * as l10n from "@vscode/l10n";
import { answerProblem, looksLikeHtml } from "../answerProblem.ts";
import { isCancelled, Problem } from "../problem.ts";
import { redactUrl } from "../redact.ts";
import { within } from "./closeTimeout.ts";
import { HTTP_TIMEOUT_MS, readWhole } from "./http.ts";
import { networkProblem } from "./networkProblem.ts";
import { notOpen } from "./notOpen.ts";
import { PostQueue } from "./postQueue.ts";
import type { HttpTransportOptions } from "./serverSentEvents.ts";
import type { Transport, TransportEnd, TransportEvents } from "./transport.ts";

export interface LongPollingOptions extends HttpTransportOptions {
  /** What the hub protocol writes: every poll is answered as octets, so it cannot be told from the answer. */
  readonly binary: boolean;
  /** How long a poll may hang; a server answers after 90 s. Default 100 s. */
  readonly pollTimeoutMs?: number;
}

interface PollAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly data: Uint8Array;
}

/**
 * Opens long polling: GETs that wait for receiving, POSTs for sending, a DELETE at the end (signalr-protocol 2.4). Resolves when
 * the first poll, which only binds the connection, was answered.
 * @throws Problem with the answer's status where that was refused; Cancelled
 */
export async function openLongPolling(url: string, options: LongPollingOptions, events: TransportEvents): Promise<Transport> {
  const transport = new LongPolling(url, options, events);
  const { status, headers } = await transport.bind(options.openTimeoutMs, options.signal);
  options.opened?.(status, headers);
  transport.start();
  return transport;
}

class LongPolling implements Transport {
  readonly keepsAlive = true;
  readonly #url: string;
  readonly #options: LongPollingOptions;
  readonly #events: TransportEvents;
  readonly #posts: PostQueue;
  readonly #abort = new AbortController();
  #polling: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;
  #first: Uint8Array = new Uint8Array();
  #open = false;

  constructor(url: string, options: LongPollingOptions, events: TransportEvents) {
    this.#url = url;
    this.#options = options;
    this.#events = events;
    this.#posts = new PostQueue({ http: options.http, url, accessToken: options.accessToken, withToken: this.#withToken });
  }

  get open(): boolean {
    return this.#open;
  }

  async bind(timeoutMs: number, signal: AbortSignal | undefined): Promise<PollAnswer> {
    const answer = await this.#poll(timeoutMs, signal);
    if (answer.status !== 200) {
      throw this.#refused(answer);
    }
    this.#first = answer.data;
    this.#open = true;
    return answer;
  }

  start(): void {
    this.#polling = this.#pollToEnd();
  }

  async send(data: Uint8Array, binary: boolean): Promise<void> {
    if (!this.#open) {
      throw notOpen(redactUrl(this.#url));
    }
    await this.#posts.send(data, binary);
  }

  async close(): Promise<void> {
    if (this.#open) {
      this.#open = false;
      this.#ending = this.#end();
    }
    await this.#ending;
  }

  get #receiveUrl(): string {
    return this.#options.receiveUrl ?? this.#url;
  }

  get #withToken(): boolean {
    return this.#options.accessToken !== undefined || this.#receiveUrl.includes("access_token=");
  }

  async #end(): Promise<void> {
    await within(this.#posts.idle());
    this.#abort.abort();
    await this.#polling;
    // Without it the server keeps the connection until it misses the polls. One that is gone answers 404, which is as good.
    const { http, accessToken } = this.#options;
    await within(http.request({ method: "DELETE", url: this.#url, accessToken, headers: { "x-requested-with": "XMLHttpRequest" }, timeoutMs: this.#options.openTimeoutMs }));
    this.#events.end({ reason: "" });
  }

  async #pollToEnd(): Promise<void> {
    const end = await this.#pollOn();
    // One's own close tells the end after the DELETE.
    if (this.#ending === undefined) {
      this.#open = false;
      this.#events.end(end);
    }
  }

  /** Polls until the end, and says which. Never rejects. */
  async #pollOn(): Promise<TransportEnd> {
    this.#tell(this.#first);
    while (this.#open) {
      try {
        const answer = await this.#poll(this.#options.pollTimeoutMs ?? HTTP_TIMEOUT_MS, this.#abort.signal);
        if (answer.status === 204) {
          return { reason: l10n.t("The poll was answered with 204: the server ended the connection, or another poll took this one's place.") };
        }
        if (answer.status !== 200 || looksLikeHtml(answer.headers, "")) {
          return { reason: "", problem: this.#refused(answer) };
        }
        this.#tell(answer.data);
      } catch (error) {
        if (isCancelled(error)) {
          return { reason: "" };
        }
        // A poll that hangs too long is asked again, as the official client does; silence is not an end here.
        if (!(error instanceof Problem && error.code === "timeout")) {
          return { reason: "", problem: networkProblem(error, this.#url) };
        }
      }
    }
    return { reason: "" };
  }

  #tell(data: Uint8Array): void {
    if (data.length > 0) {
      this.#events.frame({ data, binary: this.#options.binary, time: performance.timeOrigin + performance.now() });
    }
  }

  async #poll(timeoutMs: number, signal: AbortSignal | undefined): Promise<PollAnswer> {
    const { http, accessToken } = this.#options;
    // The number keeps caches on the way from answering.
    const asked = { url: `${this.#receiveUrl}${this.#receiveUrl.includes("?") ? "&" : "?"}_=${Date.now()}`, timeoutMs, signal };
    const { status, headers, body } = await http.open({ ...asked, method: "GET", accessToken, headers: { "x-requested-with": "XMLHttpRequest" } });
    return { status, headers, data: await readWhole(body, asked) };
  }

  #refused({ status, headers, data }: PollAnswer): Problem {
    if (status !== 200) {
      return answerProblem({ status, headers, body: Buffer.from(data.subarray(0, 4096)).toString("utf8") }, { kind: "poll", url: this.#url, withToken: this.#withToken });
    }
    return new Problem({
      code: "notPollAnswer",
      message: l10n.t("A poll was answered with an HTML page."),
      resource: redactUrl(this.#url),
      likelyCause: l10n.t("A sign-in page, a proxy or another app answered in the hub's place."),
      nextStep: l10n.t("Check the path and the API's backend URL."),
    });
  }
}
