import type { IncomingMessage } from "node:http";
import { PolicyBody } from "../expressions/context.ts";
import { BodyTooLarge, readBody } from "../loopback.ts";
import { RunFailed } from "../policies/run.ts";
import { bodyTooLarge } from "./answers.ts";

/** Most bytes of a body that a policy reads. */
const longest = 32 * 1024 * 1024;

/** The caller's whole body, for policies that read it; null where it sent none. @throws RunFailed for one that is too large */
export async function gatheredBody(request: IncomingMessage): Promise<PolicyBody | null> {
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) return null;
  try {
    return new PolicyBody(await readBody(request, longest));
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new RunFailed({ source: "request", reason: "RequestTooLarge", message: error.message, scope: null, section: null, path: null, policyId: null }, bodyTooLarge);
  }
}

/** The backend's whole body, for policies that read it. @throws BodyTooLarge */
export async function gatheredAnswer(answer: IncomingMessage): Promise<PolicyBody> {
  return new PolicyBody(await readBody(answer, longest));
}
