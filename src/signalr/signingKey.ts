import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { answerProblem } from "./answerProblem.ts";
import type { ConnectionString } from "./connectionString.ts";
import { Problem } from "./problem.ts";
import { redactUrl } from "./redact.ts";
import { HttpClient } from "./transport/http.ts";
import type { HttpSettings } from "./transport/http.ts";

/** What clients' tokens are signed with. */
export interface SigningKey {
  /** Secret. */
  readonly accessKey: string;
  /** Which key it is, as the service counts them: without it the service does not find a key that it gave out. */
  readonly keyId?: string;
}

/** Scope of the Entra tokens that the service's data plane takes (apim-facts 3.6). */
export const SERVICE_SCOPE = "https://signalr.azure.com/.default";

const Answer = v.object({ AccessKey: v.pipe(v.string(), v.nonEmpty()), KeyId: v.pipe(v.string(), v.nonEmpty()) });

/** How long the service may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

/**
 * The key that the service lends to a bearer of an Entra token with the role SignalR App Server, by the SDK's own way
 * (signalr-protocol 5.5). Good for about an hour, so it is asked for with each connection.
 * @throws Problem with the service's own words when it is refused, `unexpectedAnswer`; Cancelled
 */
export async function entraSigningKey({ serverEndpoint, endpointUrl }: ConnectionString, entraToken: string, http: Partial<HttpSettings> = {}, signal?: AbortSignal): Promise<SigningKey> {
  const url = `${serverEndpoint ?? endpointUrl}api/v1/auth/accessKey`;
  const client = new HttpClient({ headers: {}, userAgent: "signalr-apim", ...http });
  const answer = await client.request({ method: "GET", url, accessToken: entraToken, timeoutMs: TIMEOUT_MS, signal });
  if (answer.status !== 200) {
    throw roleMissing(answerProblem(answer, { kind: "rest", url, withToken: true }));
  }
  const read = v.safeParse(Answer, parsed(answer.body));
  if (read.success) {
    return { accessKey: read.output.AccessKey, keyId: read.output.KeyId };
  }
  throw new Problem({
    code: "unexpectedAnswer",
    message: l10n.t("The service's answer holds no key to sign tokens with."),
    resource: redactUrl(url),
    likelyCause: l10n.t("What answers there is not Azure SignalR Service: Endpoint or ServerEndpoint leads elsewhere."),
    nextStep: l10n.t("Compare the connection string's endpoints with the service's own address."),
  });
}

function roleMissing(problem: Problem): Problem {
  const { status } = problem.details;
  if (status !== 401 && status !== 403) {
    return problem;
  }
  return new Problem({
    ...problem.details,
    likelyCause: l10n.t("Your identity lacks the role SignalR App Server on the service, it was given only minutes ago, or a network rule refuses this computer."),
    nextStep: l10n.t("Ask for that role on the service (Access control), and try again a few minutes after it was given."),
  }, { cause: problem });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
