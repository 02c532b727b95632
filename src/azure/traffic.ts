import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { redactUrl } from "../signalr/redact.ts";
import type { Cloud, Traffic } from "./controlPlane.ts";
import { isLoopback } from "./loopback.ts";
import { requestIdOf } from "./requestId.ts";

/** A control plane that keeps a request longer than this is taken for gone. */
const answerTimeoutMs = 60_000;

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

/** Counts what crosses, so that people see what a plan cost and tests see that a no-op is one. */
export class TrafficCounter implements Traffic {
  requests = 0;
  writes = 0;
}

/**
 * The last step before the network: every attempt of every client passes here. It counts, keeps a token from leaving for a host
 * that is not the control plane (`nextLink` and `Location` are the answer's to name), allows plain http on loopback only, and limits the wait.
 */
export function guarded(inner: HttpClient, cloud: Cloud, traffic: TrafficCounter, told: (exchange: Exchange) => void = () => undefined): HttpClient {
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      const url = new URL(request.url);
      refuseForeignHost(url, cloud);
      request.allowInsecureConnection = cloud.scheme === "http" && isLoopback(url);
      traffic.requests += 1;
      const began = performance.now();
      const tell = (answer: Pick<Exchange, "status" | "requestId">): void => told({ method: request.method, url: redactUrl(request.url), ms: performance.now() - began, ...answer });
      const response = await answered(inner, request, url).catch((error: unknown) => {
        tell({});
        throw error;
      });
      const requestId = requestIdOf(response.headers);
      tell({ status: response.status, ...(requestId !== undefined && { requestId }) });
      if (response.status < 400 && isWrite(request.method, url)) {
        traffic.writes += 1;
      }
      return response;
    },
  };
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
      likelyCause: l10n.t("A proxy rewrites addresses, or the control plane is not the one it says it is."),
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
