import type { IncomingMessage } from "node:http";
import type { Answer } from "./answer.ts";
import { audienceBase, authorize, bearerToken } from "./authorize.ts";
import type { Access } from "./authorize.ts";

/** An authorised call to `/client` or `/client/negotiate`. */
export interface ClientRequest {
  /** Lower case. */
  readonly hub: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly query: Query;
}

/** Query values by a name in any case, as .NET reads them. */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(search: URLSearchParams) {
    for (const [name, value] of search) {
      const key = name.toLowerCase();
      this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
    }
  }

  all(name: string): readonly string[] {
    return this.#values.get(name.toLowerCase()) ?? [];
  }

  first(name: string): string | undefined {
    return this.all(name)[0];
  }
}

export function isAnswer(value: object): value is Answer {
  return "status" in value;
}

/** The request's URL; undefined where its target is none. */
export function requestUrl(request: IncomingMessage): URL | undefined {
  const url = `http://loopback${request.url ?? ""}`;
  return request.url?.startsWith("/") === true && URL.canParse(url) ? new URL(url) : undefined;
}

/**
 * Reads who asks for which hub. The hub comes first: the token's audience names it, and a call without one is used as
 * a liveness probe (azure-docs signalr-howto-work-with-app-gateway.md).
 * @param queryToken whether `access_token` may carry the token: WebSockets and SSE only, where browsers cannot set headers
 */
export async function readClientRequest(request: IncomingMessage, url: URL, access: Access, queryToken: boolean): Promise<ClientRequest | Answer> {
  const query = new Query(url.searchParams);
  const hubs = query.all("hub");
  const [named] = hubs;
  if (named === undefined || named === "") return { status: 400, body: "'hub' query parameter is required." };
  if (hubs.length > 1) return { status: 400, body: "'hub' query parameter must be given once." };
  const hub = named.toLowerCase();
  const header = request.headers.authorization;
  const token = header === undefined && queryToken ? query.all("access_token").at(-1) : bearerToken(header);
  const expected = new URL(`${audienceBase(access.signalR)}/client/?${new URLSearchParams({ hub }).toString()}`);
  const authorized = await authorize(
    access,
    token,
    (audience) => audience.origin === expected.origin && audience.pathname === expected.pathname && audience.searchParams.size === 1 && audience.searchParams.get("hub") === hub,
  );
  return isAnswer(authorized) ? authorized : { hub, claims: authorized.claims, query };
}
