import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Cancelled, Problem, isCancelled } from "../signalr/problem.ts";
import type { ProblemDetails } from "../signalr/problem.ts";
import { redactText } from "../signalr/redact.ts";
import type { Cloud } from "./controlPlane.ts";
import { refusalText } from "./refusalText.ts";
import { adviceFor } from "./refusals.ts";
import { requestIdOf } from "./requestId.ts";
import { refusedSignIn } from "./signInRefusals.ts";
import { minutesOff } from "./wrongPlace.ts";

/** The body of ARM's errors; `details` may be null (apim-facts 1.9). */
const errorBody = v.object({
  error: v.object({
    code: v.optional(v.nullable(v.string())),
    message: v.optional(v.nullable(v.string())),
    details: v.optional(v.nullable(v.array(v.object({ code: v.optional(v.nullable(v.string())), target: v.optional(v.nullable(v.string())), message: v.optional(v.nullable(v.string())) })))),
  }),
});

interface HeaderReader {
  get(name: string): string | undefined;
}
const restError = v.object({
  code: v.optional(v.string()),
  statusCode: v.optional(v.number()),
  details: v.optional(v.unknown()),
  response: v.optional(v.object({ bodyAsText: v.optional(v.nullable(v.string())), headers: v.optional(v.custom<HeaderReader>((value) => typeof value === "object" && value !== null && "get" in value)) })),
});

export interface FailedCall {
  /** What was tried, for people: `read APIs`. */
  readonly action: string;
  /** ARM id or path under the instance. */
  readonly resource: string;
  readonly cloud: Cloud;
}

/** Runs a call of an SDK; what it throws becomes a Problem, or Cancelled. */
export async function asProblems<Result>(call: FailedCall, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw problemFromArm(error, call);
  }
}

export function problemFromArm(error: unknown, call: FailedCall): Error {
  if (isCancelled(error)) {
    return new Cancelled();
  }
  if (error instanceof Problem) {
    return error;
  }
  const known = v.safeParse(restError, error);
  if (!(error instanceof Error) || !known.success) {
    return new Problem({ code: "unexpected", message: failed(call, textOf(error)), resource: call.resource }, { cause: error });
  }
  const { statusCode, code, response, details } = known.output;
  if (statusCode === undefined) {
    return new Problem(withoutAnswer(error, code, call), { cause: error });
  }
  const said = bodyOf(details, response?.bodyAsText ?? refusalText(error));
  const requestId = response?.headers === undefined ? undefined : requestIdOf(response.headers);
  return new Problem(
    {
      code: said?.code ?? code ?? `http${statusCode}`,
      message: failed(call, redactText(said?.text ?? error.message)),
      resource: call.resource,
      status: statusCode,
      ...(requestId !== undefined && { requestId }),
      ...advice(statusCode, response?.headers?.get("retry-after")),
      ...adviceFor(said?.code ?? code),
      ...(statusCode === 401 && clockAdvice(response?.headers?.get("date"))),
    },
    { cause: error },
  );
}

/** Whatever was thrown, also what has no text. */
function textOf(thrown: unknown): string {
  try {
    return redactText(String(thrown));
  } catch {
    return typeof thrown;
  }
}

function failed(call: FailedCall, why: string): string {
  return l10n.t("Could not {0}: {1}", call.action, why);
}

/** ARM's own words, the details first: the outer message is often only "One or more fields contain incorrect values:". */
function bodyOf(details: unknown, text: string | null | undefined): { readonly code: string | undefined; readonly text: string | undefined } | undefined {
  const parsed = v.safeParse(errorBody, details);
  const again = parsed.success ? parsed : v.safeParse(v.pipe(v.string(), v.parseJson(), errorBody), text);
  if (!again.success) {
    return undefined;
  }
  const { code, message, details: parts } = again.output.error;
  const inner = (parts ?? []).flatMap((part) => (part.message ? [part.target ? `${part.message} (${part.target})` : part.message] : []));
  return { code: code ?? undefined, text: inner.length > 0 ? inner.join(" ") : (message ?? undefined) };
}

/** Likely cause and next step by status (apim-facts 1.4, 1.9). */
function advice(status: number, retryAfter: string | undefined): Pick<ProblemDetails, "likelyCause" | "nextStep"> {
  const known: Readonly<Record<number, Pick<ProblemDetails, "likelyCause" | "nextStep">>> = {
    401: { likelyCause: l10n.t("The sign-in has expired or is for another tenant."), nextStep: l10n.t("Sign in again and retry.") },
    403: { likelyCause: l10n.t("Your account may not do this here, or a network rule forbids it."), nextStep: l10n.t("Ask for the role API Management Service Contributor on the instance, and SignalR Contributor on the service for its keys. A new role takes some minutes.") },
    404: { likelyCause: l10n.t("It was deleted meanwhile, or the name is not right."), nextStep: l10n.t("Refresh and try again.") },
    409: { likelyCause: l10n.t("Another operation on the same resource is still running."), nextStep: l10n.t("Wait a little and try again.") },
    412: { likelyCause: l10n.t("Someone else changed it after it was read."), nextStep: l10n.t("Plan again and look at the changes.") },
    422: { likelyCause: l10n.t("API Management could not process the change just now."), nextStep: l10n.t("Try again; where it stays, open a support ticket with the request id.") },
    429: { likelyCause: l10n.t("Too many requests were sent to Azure in a short time."), nextStep: retryAfter === undefined ? l10n.t("Wait a minute and try again.") : l10n.t("Try again in {0} seconds.", retryAfter) },
  };
  return known[status] ?? (status >= 500 ? { likelyCause: l10n.t("Azure has trouble of its own."), nextStep: l10n.t("Try again; where it stays, look at the Azure status page.") } : {});
}

function clockAdvice(date: string | undefined): Pick<ProblemDetails, "likelyCause" | "nextStep"> {
  const off = minutesOff(date);
  if (off === undefined) return {};
  return {
    likelyCause: off > 0 ? l10n.t("The clock of this machine is {0} minutes ahead, so that tokens look expired.", off) : l10n.t("The clock of this machine is {0} minutes behind, so that tokens look not valid yet.", -off),
    nextStep: l10n.t("Set the clock, and try again."),
  };
}

function withoutAnswer(error: Error, code: string | undefined, call: FailedCall): ProblemDetails {
  const host = new URL(call.cloud.resourceManager).host;
  // Where each of a host's addresses fails, Node's error has a code and no text.
  const base = { resource: call.resource, message: failed(call, error.message === "" ? (code ?? error.name) : redactText(error.message)) };
  const refused = refusedSignIn(error.message);
  if (refused !== undefined) return { ...base, ...refused, message: failed(call, l10n.t("signing in was refused ({0}).", refused.code)) };
  if (error.name === "CredentialUnavailableError" || error.name === "AggregateAuthenticationError" || error.name === "AuthenticationError" || error.name === "AuthenticationRequiredError") {
    return { ...base, code: "notSignedIn", message: failed(call, l10n.t("no credential for {0} was found.", call.cloud.name)), nextStep: l10n.t("Sign in, for example with: az login.") };
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return { ...base, code: "tlsError", likelyCause: l10n.t("The certificate of {0} is not valid at the time this machine believes it to be.", host), nextStep: l10n.t("Look whether this machine's clock and date are right.") };
  }
  if (code !== undefined && /CERT|TLS|SSL|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY/.test(code)) {
    return { ...base, code: "tlsError", likelyCause: l10n.t("The certificate of {0} is not trusted here; often a proxy that inspects traffic.", host), nextStep: l10n.t("Give Node the proxy's certificate with NODE_EXTRA_CA_CERTS.") };
  }
  if (code === "REQUEST_SEND_ERROR" || (code !== undefined && /^E(?!RR_)[A-Z_]+$/.test(code))) {
    return { ...base, code: "unreachable", likelyCause: l10n.t("{0} cannot be reached: no network, a proxy in between, or the control plane is not running.", host), nextStep: l10n.t("Check the network, then try again.") };
  }
  return { ...base, code: "operationFailed" };
}
