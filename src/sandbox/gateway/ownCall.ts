import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { IncomingMessage } from "node:http";
import { PolicyBody, PolicyResponse } from "../expressions/context.ts";
import { BodyTooLarge, readBody } from "../loopback.ts";
import { FieldList } from "../policies/fields.ts";
import { PolicyError } from "../policies/run.ts";
import type { OwnCall } from "../policies/run.ts";
import { endToEnd } from "./backend.ts";

/** Most bytes of an answer that a variable holds. */
const longestAnswer = 4 * 1024 * 1024;
/** Calls at once: policies that call the gateway they run in would otherwise go on for ever. */
const mostCalls = 256;

/**
 * Calls that policies make by themselves. They reach this machine only: what is tried out in a sandbox must not send anything to anyone,
 * and a policy that came with somebody's template must not either.
 */
export function createOwnCalls(): (call: OwnCall) => Promise<PolicyResponse> {
  let open = 0;
  return async (call) => {
    const url = loopbackUrl(call.url);
    if (open >= mostCalls) throw failure("BackendConnectionFailure", `More than ${mostCalls} calls of policies are open at once; perhaps a policy calls the API it runs in.`);
    open++;
    try {
      return await send(url, call);
    } finally {
      open--;
    }
  };
}

function loopbackUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw failure("BackendConnectionFailure", `'${text}' is not an absolute http or https URL.`);
  if (!/^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/i.test(url.hostname)) {
    throw failure("BackendConnectionFailure", `The sandbox's policies reach only this machine (127.0.0.1, localhost), so that trying one out sends nothing to anyone. '${url.host}' is not of this machine; API Management may call it.`);
  }
  return url;
}

async function send(url: URL, call: OwnCall): Promise<PolicyResponse> {
  const timeout = AbortSignal.timeout(call.timeoutMs);
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  const framed = call.body === undefined && ["GET", "HEAD", "OPTIONS"].includes(call.method) ? [] : ["Content-Length", String(call.body?.length ?? 0)];
  const hasHost = call.headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  const own = endToEnd(call.headers).filter((_part, index, all) => all[index - (index % 2)]?.toLowerCase() !== "content-length");
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  try {
    const sent = open(url, { agent: false, method: call.method, headers: [...(hasHost ? [] : ["Host", url.host]), ...own, ...framed], signal: AbortSignal.any([timeout, call.signal]) });
    sent.once("response", resolve).once("error", reject);
    sent.end(call.body);
    const answer = await promise;
    const body = await readBody(answer, longestAnswer);
    const headers = FieldList.ofHeaders(endToEnd(answer.rawHeaders));
    return new PolicyResponse({ statusCode: answer.statusCode ?? 0, statusReason: answer.statusMessage ?? "", headers: headers.map, body: new PolicyBody(body) });
  } catch (error) {
    if (error instanceof BodyTooLarge) throw failure("BackendConnectionFailure", `The answer of ${url.origin} is larger than ${longestAnswer} bytes.`);
    if (timeout.aborted) throw failure("Timeout", `${url.origin} did not answer within ${call.timeoutMs / 1000} s.`);
    throw failure("BackendConnectionFailure", `The call to ${url.origin} failed: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "the connection broke";
}

function failure(reason: string, message: string): PolicyError {
  return new PolicyError("send-request", reason, message);
}
