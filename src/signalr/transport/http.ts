import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { rootCertificates } from "node:tls";
import type { ProxyResolver, TlsOptions } from "../connectOptions.ts";
import { Cancelled } from "../problem.ts";
import { requestHeaders } from "../requestHeaders.ts";
import { decoded } from "./contentEncoding.ts";
import { Cookies } from "./cookies.ts";
import { brokenOff, networkProblem, timeoutProblem } from "./networkProblem.ts";
import { proxyFor, tunnel } from "./proxy.ts";
import type { Tunnel } from "./proxy.ts";

/** Longest part of an answer that is kept. A negotiate answer has a few hundred bytes; what is longer is a page. */
const MAX_BODY_BYTES = 256 * 1024;

/** What the official client waits for an answer. */
export const HTTP_TIMEOUT_MS = 100_000;

export interface HttpAnswer {
  readonly status: number;
  /** The words behind the status. */
  readonly reason?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** As UTF-8, cut at 256 KiB. */
  readonly body: string;
}

/** What all requests of one connection share. */
export interface HttpSettings {
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: string | ProxyResolver | undefined;
}

/** How a request gets to its server. */
export interface Way extends Omit<TlsOptions, "ca"> {
  readonly ca?: string[];
  readonly createConnection?: Tunnel;
}

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS";
  readonly url: string;
  /** Secret. */
  readonly accessToken?: string | undefined;
  /** What this kind of request needs; the person's headers take their place. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Until the answer has begun (`open`) or is whole (`request`); default 100 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer that has begun: its body is still to be read. */
export interface OpenAnswer {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Without its content encoding. Destroying it ends the request. */
  readonly body: Readable;
}

/**
 * The requests of one connection, with its headers, cookies, TLS and proxy. node's http rather than fetch: it sends the headers
 * as given, and editors hook their proxy settings into it. Redirects of HTTP are not followed: they are part of what a person wants to see.
 */
export class HttpClient {
  readonly #settings: HttpSettings;
  readonly #cookies = new Cookies();

  constructor(settings: HttpSettings) {
    this.#settings = settings;
  }

  /** The headers of a request or upgrade, those of the person and the cookies of earlier answers with them. */
  headers(url: string, accessToken: string | undefined, own: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { userAgent, headers } = this.#settings;
    const cookie = this.#cookies.header(new URL(url));
    const all = requestHeaders(userAgent, headers, accessToken, own);
    const given = Object.keys(all).find((name) => name.toLowerCase() === "cookie");
    return cookie === undefined ? all : { ...all, [given ?? "cookie"]: given === undefined ? cookie : `${all[given]}; ${cookie}` };
  }

  keepCookies(url: string, headers: IncomingHttpHeaders): void {
    this.#cookies.keep(new URL(url), headers);
  }

  /** How to reach the server: its certificate, ours, and the way through a proxy. */
  way(url: string): Way {
    const { ca, ...rest } = this.#settings.tls ?? {};
    const tls = { ...rest, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) };
    const target = new URL(url);
    const proxy = proxyFor(target, this.#settings.proxy);
    return { ...tls, ...(proxy === undefined ? {} : { createConnection: tunnel(proxy, target, tls) }) };
  }

  /**
   * Resolves when the answer's headers are there.
   * @throws Problem when no answer came; Cancelled
   */
  async open(asked: HttpRequest): Promise<OpenAnswer> {
    const { url, signal, body = new Uint8Array(), timeoutMs = HTTP_TIMEOUT_MS } = asked;
    if (signal?.aborted === true) {
      throw new Cancelled();
    }
    const { promise, resolve, reject } = Promise.withResolvers<OpenAnswer>();
    const target = new URL(url);
    const outgoing = (target.protocol === "https:" ? httpsRequest : httpRequest)(target, {
      ...this.way(url),
      method: asked.method,
      headers: { ...this.headers(url, asked.accessToken, asked.headers), ...(asked.method === "GET" || asked.method === "HEAD" ? {} : { "content-length": String(body.length) }) },
    });
    const fail = (error: Error): void => {
      reject(error);
      outgoing.destroy();
    };
    const timer = setTimeout(() => fail(timeoutProblem(url, timeoutMs)), timeoutMs);
    const cancel = (): void => fail(new Cancelled());
    signal?.addEventListener("abort", cancel, { once: true });
    outgoing.on("error", (error) => reject(networkProblem(error, url)));
    outgoing.on("response", (incoming) => {
      this.keepCookies(url, incoming.headers);
      resolve({ status: incoming.statusCode ?? 0, reason: incoming.statusMessage, headers: incoming.headers, body: decoded(incoming) });
    });
    outgoing.end(body);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /**
   * Resolves with the whole answer.
   * @throws Problem when no answer came, it broke off, or it took too long; Cancelled
   */
  async request(asked: HttpRequest): Promise<HttpAnswer> {
    const { body, ...head } = await this.open(asked);
    return { ...head, body: Buffer.from(await readWhole(body, asked, MAX_BODY_BYTES)).toString("utf8") };
  }
}

/**
 * The body of an answer to `asked`; reading stops at the limit.
 * @throws Problem when it breaks off or takes too long; Cancelled
 */
export async function readWhole(body: Readable, { url, signal, timeoutMs = HTTP_TIMEOUT_MS }: Pick<HttpRequest, "url" | "signal" | "timeoutMs">, limit = Infinity): Promise<Uint8Array> {
  const timer = setTimeout(() => body.destroy(timeoutProblem(url, timeoutMs)), timeoutMs);
  const cancel = (): void => void body.destroy(new Cancelled());
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await readBytes(body, limit);
  } catch (error) {
    throw error instanceof Cancelled ? error : brokenOff(error, url);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

/** The answer's body as text; reading stops at the limit. Rejects when the answer breaks off. */
export async function readBody(body: Readable): Promise<string> {
  return Buffer.from(await readBytes(body, MAX_BODY_BYTES)).toString("utf8");
}

/** @param limit in bytes */
async function readBytes(body: Readable, limit: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    if (Buffer.isBuffer(piece)) {
      pieces.push(piece);
      length += piece.length;
    }
    if (length >= limit) {
      break;
    }
  }
  return Buffer.concat(pieces).subarray(0, Math.min(length, limit));
}
