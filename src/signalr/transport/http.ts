import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { TlsOptions } from "../connectOptions.ts";
import { Cancelled } from "../problem.ts";
import { networkProblem, timeoutProblem } from "./networkProblem.ts";

/** Longest part of an answer that is kept. A negotiate answer has a few hundred bytes; what is longer is a page. */
const MAX_BODY_BYTES = 256 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As UTF-8, cut at 256 KiB. */
  readonly body: string;
}

export interface HttpPostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly tls?: TlsOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts an empty body. node's http rather than fetch: it sends the headers as given, and editors hook their proxy settings into it.
 * Redirects of HTTP are not followed: they are part of what a person wants to see.
 * @throws Problem when no answer came; Cancelled
 */
export async function httpPost(url: string, options: HttpPostOptions): Promise<HttpAnswer> {
  if (options.signal?.aborted === true) {
    throw new Cancelled();
  }
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const target = new URL(url);
  const request = target.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = request(target, {
    method: "POST",
    headers: { ...options.headers, "content-length": "0" },
    ...options.tls,
  });
  const timer = setTimeout(() => fail(timeoutProblem(url, options.timeoutMs)), options.timeoutMs);
  const cancel = (): void => fail(new Cancelled());
  const fail = (error: Error): void => {
    reject(error);
    outgoing.destroy();
  };
  options.signal?.addEventListener("abort", cancel, { once: true });
  outgoing.on("error", (error) => reject(networkProblem(error, url)));
  outgoing.on("response", (incoming) => {
    void readBody(incoming).then(
      (body) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
      (error: unknown) => reject(networkProblem(error, url)),
    );
  });
  outgoing.end();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", cancel);
  }
}

/** The answer's body; reading stops at the limit. Rejects when the answer breaks off. */
export async function readBody(incoming: IncomingMessage, limit = MAX_BODY_BYTES): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of incoming) {
    if (Buffer.isBuffer(piece)) {
      pieces.push(piece);
      length += piece.length;
    }
    if (length >= limit) {
      break;
    }
  }
  return Buffer.concat(pieces).subarray(0, limit).toString("utf8");
}
