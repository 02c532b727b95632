import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Cancelled, Problem } from "../signalr/problem.ts";
import type { ProblemDetails } from "../signalr/problem.ts";
import type { SandboxLine } from "./model.ts";

/** What of the sandbox line is needed to ask the app server. The token is a secret. */
export type AppAddress = Pick<SandboxLine, "appServerUrl" | "armToken">;

export interface AppRequest {
  readonly method: "GET" | "PUT" | "DELETE";
  /** Begins with `/.sandbox/`. */
  readonly path: string;
  /** Sent as plain text. */
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The members of a refusal's body that a person may read. */
const refusal = v.object({ code: v.string(), message: v.string(), likelyCause: v.optional(v.string()), nextStep: v.optional(v.string()) });

/**
 * Asks the sandbox's app server for what is the sandbox's own there.
 * @returns the body of its answer
 * @throws Problem when the app server is not there or refuses; Cancelled when `signal` stopped it
 */
export async function askApp({ appServerUrl, armToken }: AppAddress, { method, path, body, signal }: AppRequest): Promise<string> {
  const resource = new URL(path, appServerUrl).href;
  let response: Response;
  let text: string;
  try {
    response = await fetch(resource, {
      method,
      headers: { Authorization: `Bearer ${armToken}`, ...(body === undefined ? {} : { "Content-Type": "text/plain; charset=utf-8" }) },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted === true) throw new Cancelled();
    throw new Problem(
      {
        code: "appServerUnreachable",
        message: l10n.t("The sandbox's app server at {0} cannot be reached.", appServerUrl),
        resource,
        likelyCause: l10n.t("The sandbox was stopped, or started again on other ports."),
        nextStep: l10n.t("Start the sandbox and take its new addresses."),
      },
      { cause },
    );
  }
  if (response.ok) return text;
  throw new Problem({ ...refused(response.status, text), resource, status: response.status });
}

function refused(status: number, body: string): ProblemDetails {
  if (status === 401) {
    return {
      code: "appServerRefused",
      message: l10n.t("The sandbox's app server does not accept the token."),
      likelyCause: l10n.t("The profile is of a sandbox that was started earlier; every start makes new tokens unless it keeps its state."),
      nextStep: l10n.t("Use the first line of the sandbox that runs now as the profile."),
    };
  }
  const details = v.safeParse(v.pipe(v.string(), v.parseJson(), refusal), body);
  if (!details.success) return { code: "appServerRefused", message: l10n.t("The sandbox's app server refused the request with status {0}.", status) };
  const { code, message, likelyCause, nextStep } = details.output;
  return { code, message, ...(likelyCause === undefined ? {} : { likelyCause }), ...(nextStep === undefined ? {} : { nextStep }) };
}
