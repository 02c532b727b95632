import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import * as l10n from "@vscode/l10n";
import { answerProblem } from "../answerProblem.ts";
import { Problem } from "../problem.ts";
import { redactUrl } from "../redact.ts";
import { EventStream } from "./eventStream.ts";
import { readBody } from "./http.ts";
import type { HttpClient } from "./http.ts";
import { within } from "./closeTimeout.ts";
import { brokenOff } from "./networkProblem.ts";
import { notOpen } from "./notOpen.ts";
import { PostQueue } from "./postQueue.ts";
import type { Transport, TransportEvents } from "./transport.ts";

export interface HttpTransportOptions {
  readonly http: HttpClient;
  /** Secret; sent as a header. */
  readonly accessToken: string | undefined;
  /** Where the GET goes when it carries what the POSTs do not (the token in the query); default the transport's URL. */
  readonly receiveUrl?: string;
  /** How long the answer to the first request may take, in milliseconds. */
  readonly openTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The first answer, when it let the transport open. */
  readonly opened?: (status: number, headers: IncomingHttpHeaders) => void;
}

/**
 * Opens Server-Sent Events: one GET that never ends for receiving, POSTs for sending (signalr-protocol 2.3).
 * @throws Problem with the answer's status where the stream was refused; Cancelled
 */
export async function openServerSentEvents(url: string, options: HttpTransportOptions, events: TransportEvents): Promise<Transport> {
  const { http, accessToken, receiveUrl = url, openTimeoutMs, signal } = options;
  const carriesToken = accessToken !== undefined || receiveUrl !== url;
  const answer = await http.open({
    method: "GET",
    url: receiveUrl,
    accessToken: receiveUrl === url ? accessToken : undefined,
    headers: { accept: "text/event-stream", "cache-control": "no-cache", "x-requested-with": "XMLHttpRequest" },
    timeoutMs: openTimeoutMs,
    signal,
  });
  const { status, headers, body } = answer;
  if (status !== 200 || !/^text\/event-stream\b/i.test(headers["content-type"] ?? "")) {
    const text = await readBody(body).catch(() => "");
    body.destroy();
    throw status === 200 ? notEventStream(headers, url) : answerProblem({ status, headers, body: text }, { kind: "stream", url, withToken: carriesToken });
  }
  options.opened?.(status, headers);
  return new ServerSentEvents(url, body, new PostQueue({ http, url, accessToken, withToken: carriesToken }), events);
}

class ServerSentEvents implements Transport {
  readonly keepsAlive = false;
  readonly #url: string;
  readonly #body: Readable;
  readonly #posts: PostQueue;
  readonly #ended = Promise.withResolvers<void>();
  #open = true;

  constructor(url: string, body: Readable, posts: PostQueue, events: TransportEvents) {
    this.#url = url;
    this.#body = body;
    this.#posts = posts;
    const stream = new EventStream();
    const tell = (data: readonly Uint8Array[], time: number): void => {
      for (const each of data) {
        events.frame({ data: each, binary: false, time });
      }
    };
    const end = (problem?: Problem): void => {
      const onPurpose = !this.#open;
      this.#open = false;
      tell(stream.end(), performance.timeOrigin + performance.now());
      events.end({ reason: onPurpose ? "" : l10n.t("The server ended the event stream."), ...(onPurpose || problem === undefined ? {} : { problem }) });
      this.#ended.resolve();
    };
    body.on("data", (chunk: Buffer) => {
      const time = performance.timeOrigin + performance.now();
      tell(stream.push(chunk), time);
    });
    let failure: Problem | undefined;
    body.on("error", (error) => (failure = brokenOff(error, url)));
    body.on("close", () => end(failure));
  }

  get open(): boolean {
    return this.#open;
  }

  async send(data: Uint8Array, binary: boolean): Promise<void> {
    if (!this.#open) {
      throw notOpen(redactUrl(this.#url));
    }
    await this.#posts.send(data, binary);
  }

  async close(): Promise<void> {
    this.#open = false;
    await within(this.#posts.idle());
    this.#body.destroy();
    await this.#ended.promise;
  }
}

function notEventStream(headers: IncomingHttpHeaders, url: string): Problem {
  return new Problem({
    code: "notEventStream",
    message: l10n.t("The answer is not an event stream but {0}.", headers["content-type"] ?? l10n.t("of no content type")),
    resource: redactUrl(url),
    likelyCause: l10n.t("The server took the request for a poll because a gateway or policy dropped the Accept header, or another endpoint or a page answered."),
    nextStep: l10n.t("Check that the API passes Accept: text/event-stream on, and that its GET operation leads to the hub."),
  });
}
