import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Cancelled, Problem } from "../signalr/problem.ts";
import type { ProblemDetails } from "../signalr/problem.ts";

/** The members of a refusal's body that a person may read. */
const refusal = v.object({ code: v.string(), message: v.string(), likelyCause: v.optional(v.string()), nextStep: v.optional(v.string()) });

/**
 * Gives the sandbox's app server the connection string it hands clients on by.
 * @param armToken the token of the sandbox line
 * @throws Problem when the app server is not there or does not take the string; Cancelled when `signal` stopped it
 */
export async function giveConnectionString(appServerUrl: string, armToken: string, connectionString: string, signal?: AbortSignal): Promise<void> {
  const resource = new URL("/.sandbox/connection-string", appServerUrl).href;
  let response: Response;
  let body: string;
  try {
    response = await fetch(resource, {
      method: "PUT",
      headers: { Authorization: `Bearer ${armToken}`, "Content-Type": "text/plain; charset=utf-8" },
      body: connectionString,
      ...(signal === undefined ? {} : { signal }),
    });
    body = await response.text();
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
  if (response.ok) return;
  throw new Problem({ ...refused(response.status, body), resource, status: response.status });
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
  if (!details.success) return { code: "appServerRefused", message: l10n.t("The sandbox's app server answered {0} to the connection string.", status) };
  const { code, message, likelyCause, nextStep } = details.output;
  return { code, message, ...(likelyCause === undefined ? {} : { likelyCause }), ...(nextStep === undefined ? {} : { nextStep }) };
}
