import { randomBytes } from "node:crypto";
import { clientUrl } from "../../signalr/clientUrl.ts";
import { Problem } from "../../signalr/problem.ts";
import { createClientToken } from "../../signalr/token.ts";
import type { Answer } from "../service/answer.ts";
import { Query } from "../service/clientRequest.ts";
import type { UsableConnectionString } from "./connectionStringSlot.ts";

/** The sandbox's hub at the service; the real sample's is named after its class. */
export const chatHubName = "chat";
export const chatPath = "/chat";

/**
 * Sends a client on to the service, or to `ClientEndpoint`, as the service SDK's negotiate does (signalr-protocol 1.2, 5.3).
 * The token is the service's own either way. `user` in the query becomes the user id.
 * @param search the query the client negotiated with, `?` included where there is one
 */
export async function redirect(connectionString: UsableConnectionString, search: string): Promise<Answer> {
  const kept = search.replace(/^\?/, "").split("&").filter((part) => part !== "" && !/^access_token(?:=|$)/i.test(part));
  const requestId = `asrs_request_id=${encodeURIComponent(randomBytes(8).toString("base64"))}`;
  const url = clientUrl(connectionString, chatHubName, { op: chatPath, query: [...kept, requestId].join("&") });
  return withToken(connectionString, search, (accessToken) => ({ negotiateVersion: 0, url, accessToken, availableTransports: [] }));
}

/** What a function answers that is bound to `SignalRConnectionInfo`: where the hub is and a token, nothing else (export-facts 4.1). */
export async function functionNegotiate(connectionString: UsableConnectionString, search: string): Promise<Answer> {
  return withToken(connectionString, search, (accessToken) => ({ url: clientUrl(connectionString, chatHubName), accessToken }));
}

async function withToken(connectionString: UsableConnectionString, search: string, body: (accessToken: string) => object): Promise<Answer> {
  const user = new Query(new URLSearchParams(search)).first("user");
  let accessToken: string;
  try {
    accessToken = await createClientToken({
      accessKey: connectionString.accessKey,
      endpoint: connectionString.endpoint,
      hub: chatHubName,
      issuer: "azure-signalr",
      ...(user === undefined ? {} : { userId: user }),
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: 413, body: "AccessToken must not be longer than 4K." };
  }
  return { status: 200, headers: { "Content-Type": "application/json; charset=UTF-8" }, body: JSON.stringify(body(accessToken)) };
}
