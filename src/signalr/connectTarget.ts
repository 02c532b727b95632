import { randomUUID } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { clientUrl } from "./clientUrl.ts";
import type { ConnectionString } from "./connectionString.ts";
import { Problem } from "./problem.ts";
import { checkHubName } from "./hubName.ts";
import type { SigningKey } from "./signingKey.ts";
import { createClientToken } from "./token.ts";
import type { Claims } from "./token.ts";

export interface ServiceTargetOptions {
  readonly connectionString: ConnectionString;
  /** The hub's name at the service; the app's class name in lower case, not its path. */
  readonly hub: string;
  readonly userId?: string;
  readonly claims?: Claims;
  readonly lifetimeSeconds?: number;
  /** Gets the key that tokens are signed with, each time one is made; default: the connection string's own. */
  readonly signingKey?: () => Promise<SigningKey>;
}

/** What `connect` needs to reach a hub without its app: the URL, and a token of our own for it. */
export interface ServiceTarget {
  readonly url: string;
  /** Makes the token, which is secret: a fresh one each time the connection is made, the same for its negotiate and upgrade. */
  readonly accessToken: () => Promise<string>;
}

/**
 * A client's way to a hub at the service: through `ClientEndpoint` where the string has one, else straight to `Endpoint`.
 * @throws Problem `hubNameInvalid`, `accessKeyNeeded`; `tokenTooLong` when the token is made
 */
export function serviceTarget(options: ServiceTargetOptions): ServiceTarget {
  const { connectionString, hub } = options;
  const { accessKey } = connectionString;
  checkHubName(hub);
  const signingKey = options.signingKey ?? (accessKey === undefined ? undefined : () => Promise.resolve({ accessKey }));
  if (signingKey === undefined) {
    throw new Problem({
      code: "accessKeyNeeded",
      message: l10n.t("The connection string has no AccessKey, so no token can be made from it."),
      resource: connectionString.endpoint,
      likelyCause: l10n.t("It is the Entra form, with which only the app can make tokens."),
      nextStep: l10n.t("Connect through the app's hub URL, or give a key-based connection string."),
    });
  }
  const accessToken = async (): Promise<string> => createClientToken({
    ...(await signingKey()),
    endpoint: connectionString.endpoint,
    hub,
    // As the newest SDK writes it, so that a gateway policy that looks at the issuer takes our token as it takes the app's.
    issuer: "azure-signalr",
    ...(options.userId === undefined ? {} : { userId: options.userId }),
    ...(options.claims === undefined ? {} : { claims: options.claims }),
    ...(options.lifetimeSeconds === undefined ? {} : { lifetimeSeconds: options.lifetimeSeconds }),
  });
  // The request id keeps negotiate and upgrade on one instance of the service (signalr-protocol 1.5).
  return { url: clientUrl(connectionString, hub, { query: `asrs_request_id=${randomUUID()}` }), accessToken };
}
