import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { redactUrl } from "../signalr/redact.ts";
import type { Cloud, Traffic } from "./controlPlane.ts";
import { isLoopback } from "./loopback.ts";
import { keepRefusal } from "./refusalText.ts";
import { requestIdOf } from "./requestId.ts";
import type { Throttle } from "./throttle.ts";
import { refuseWebPage } from "./wrongPlace.ts";

/** A control plane that keeps a request longer than this is taken for gone. */
const answerTimeoutMs = 60_000;
/** Nobody sits before a countdown that is longer than this. */
const longestWaitMs = 5 * 60_000;
/** How often a request that failed in passing is sent again. */
export const maxRetries = 3;

/** Calls that are written POST and change nothing. */
const readingPosts = /\/(listKeys|listSecrets|listValue|providers\/Microsoft\.ResourceGraph\/resources)$/i;

/** One request to the control plane and what came back, for a log. */
export interface Exchange {
  readonly method: string;
  /** Redacted. */
  readonly url: string;
  /** HTTP status; absent where no answer came. */
  readonly status?: number;
  /** From handing over to the answer, in milliseconds. */
  readonly ms: number;
  /** Azure's own id of the request, by which its support finds it. */
  readonly requestId?: string;
}

export interface Guards {
  readonly traffic: TrafficCounter;
  readonly throttle: Throttle;
  readonly told?: ((exchange: Exchange) => void) | undefined;
}

/** Counts what crosses, so that people see what a plan cost and tests see that a no-op is one. */
export class TrafficCounter implements Traffic {
  requests = 0;
  writes = 0;
}

/**
 * The last step before the network: every attempt of every client passes here. It counts, keeps a token from leaving for a host
 * that is not the control plane (`nextLink` and `Location` are the answer's to name), allows plain http on loopback only, limits the wait,
 * and sends no more at once than Azure takes.
 */
export function guarded(inner: HttpClient, cloud: Cloud, { traffic, throttle, told = () => undefined }: Guards): HttpClient {
  /** How often each request was held back already. */
  const held = new WeakMap<PipelineRequest, number>();
  const send = async (request: PipelineRequest, url: URL): Promise<PipelineResponse> => {
    traffic.requests += 1;
    const began = performance.now();
    const tell = (answer: Pick<Exchange, "status" | "requestId">): void => told({ method: request.method, url: redactUrl(request.url), ms: performance.now() - began, ...answer });
    const response = await answered(inner, request, url).catch((error: unknown) => {
      tell({});
      throw error;
    });
    const requestId = requestIdOf(response.headers);
    tell({ status: response.status, ...(requestId !== undefined && { requestId }) });
    return response;
  };
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      const url = new URL(request.url);
      refuseForeignHost(url, cloud);
      request.allowInsecureConnection = cloud.scheme === "http" && isLoopback(url);
      const response = await throttle.run(request.abortSignal, () => send(request, url));
      refuseWebPage(response, url);
      keepRefusal(response);
      const times = held.get(request) ?? 0;
      const waitMs = askedToWaitMs(response);
      if (waitMs === undefined) {
        throttle.good();
      } else if (times < maxRetries) {
        refuseLongWait(waitMs, url, response);
        held.set(request, times + 1);
        await throttle.hold(waitMs, request.abortSignal);
        // The wait is over; the SDK's own retry sends it again.
        response.headers.set("retry-after", "0");
      }
      if (response.status < 400 && isWrite(request.method, url)) {
        traffic.writes += 1;
      }
      return response;
    },
  };
}

/** How long an answer asks to wait before anything more is sent, in milliseconds; undefined where it does not complain. */
function askedToWaitMs({ status, headers }: PipelineResponse): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const after = headers.get("retry-after") ?? "";
  const seconds = after === "" ? Number.NaN : Number(after);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  // Resource Graph says it in a header of its own, as hh:mm:ss (apim-facts 5).
  const [, hours, minutes, rest] = /^(\d+):(\d+):(\d+)$/.exec(headers.get("x-ms-user-quota-resets-after") ?? "") ?? [];
  return status === 429 && rest !== undefined ? (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * 1000 : undefined;
}

function refuseLongWait(ms: number, url: URL, { status, headers }: PipelineResponse): void {
  if (ms <= longestWaitMs) return;
  const requestId = requestIdOf(headers);
  throw new Problem({
    code: "throttled",
    message: l10n.t("{0} takes no more requests for {1} minutes.", url.host, Math.ceil(ms / 60_000)),
    resource: url.pathname,
    status,
    ...(requestId !== undefined && { requestId }),
    likelyCause: l10n.t("Too many requests were sent to Azure in a short time, perhaps by other tools with the same account."),
    nextStep: l10n.t("Try again later."),
  });
}

async function answered(inner: HttpClient, request: PipelineRequest, url: URL): Promise<PipelineResponse> {
  const outer = request.abortSignal;
  const limit = new AbortController();
  const stop = (): void => limit.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, answerTimeoutMs);
  outer?.addEventListener("abort", stop);
  if (outer?.aborted === true) {
    stop();
  }
  request.abortSignal = limit.signal;
  try {
    return await inner.sendRequest(request);
  } catch (error) {
    throw late ? noAnswer(url) : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
    if (outer !== undefined) {
      // A retry sends the same request again and must still hear the caller's signal.
      request.abortSignal = outer;
    } else {
      delete request.abortSignal;
    }
  }
}

function refuseForeignHost(url: URL, cloud: Cloud): void {
  const home = new URL(cloud.resourceManager);
  const regional = url.protocol === "https:" && url.port === home.port && url.hostname.endsWith(`.${home.hostname}`);
  if (url.origin !== home.origin && !regional) {
    throw new Problem({
      code: "foreignHost",
      message: l10n.t("An answer of {0} points to {1}. That is not the control plane, so it was not followed.", home.host, url.host),
      likelyCause: l10n.t("The network wants you to sign in first, a proxy rewrites addresses, or the control plane is not the one it says it is."),
    nextStep: l10n.t("Open any page in a browser to see whether the network asks for something, and try again."),
    });
  }
}

function isWrite(method: string, url: URL): boolean {
  return method === "PUT" || method === "PATCH" || method === "DELETE" || (method === "POST" && !readingPosts.test(url.pathname));
}

function noAnswer(url: URL): Problem {
  return new Problem({
    code: "noAnswer",
    message: l10n.t("{0} did not answer within {1} seconds.", url.host, answerTimeoutMs / 1000),
    resource: url.pathname,
    nextStep: l10n.t("Check the network and try again."),
  });
}
