import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { answerProblem } from "./answerProblem.ts";
import { audienceBase } from "./clientUrl.ts";
import type { ConnectionString } from "./connectionString.ts";
import { checkHubName } from "./hubName.ts";
import { Problem } from "./problem.ts";
import { toJson } from "./protocol/jsonEncoding.ts";
import { createRestToken } from "./token.ts";
import { HttpClient } from "./transport/http.ts";
import type { HttpAnswer, HttpRequest, HttpSettings } from "./transport/http.ts";

/** The version the service SDK asks for, and the first one that has client results and lists of members (signalr-protocol 6). */
const API_VERSION = "2022-06-01";
const NEWEST_API_VERSION = "2024-12-01";

const Members = v.object({ value: v.array(v.object({ connectionId: v.string(), userId: v.optional(v.nullable(v.string())) })), nextLink: v.optional(v.nullable(v.string())) });

export interface ServiceRestOptions {
  readonly connectionString: ConnectionString;
  /** The hub's name at the service. */
  readonly hub: string;
  /** Makes an Entra token for the scope `https://signalr.azure.com/.default`; needed where the string has no key. */
  readonly entraToken?: () => Promise<string>;
  /** As for the connections of the session: headers, TLS, proxy. */
  readonly http?: Partial<HttpSettings>;
  readonly signal?: AbortSignal;
}

/** Whom something is for. */
export type Audience =
  | { readonly to: "all" }
  | { readonly to: "user"; readonly user: string }
  | { readonly to: "group"; readonly group: string }
  | { readonly to: "connection"; readonly connection: string };

export interface GroupMember {
  readonly connectionId: string;
  readonly userId?: string;
}

interface Call {
  readonly method: HttpRequest["method"];
  /** Below the hub. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly body?: object;
  readonly apiVersion?: string;
}

/**
 * The service's data plane for one hub: what an app does to its clients, so that a person can play the server. Calls go to
 * `ServerEndpoint`, else `Endpoint`, never to `ClientEndpoint`. Every call throws a Problem with the service's own words when it is
 * refused, and Cancelled when the signal is aborted.
 */
export class ServiceRest {
  readonly #options: ServiceRestOptions;
  readonly #http: HttpClient;

  /** @throws Problem `hubNameInvalid`, `accessKeyNeeded` */
  constructor(options: ServiceRestOptions) {
    checkHubName(options.hub);
    if (options.connectionString.accessKey === undefined && options.entraToken === undefined) {
      throw new Problem({
        code: "accessKeyNeeded",
        message: l10n.t("The connection string has no AccessKey, so the service cannot be asked with it."),
        resource: options.connectionString.endpoint,
        nextStep: l10n.t("Give a key-based connection string, or sign in as an identity with the role SignalR REST API Owner."),
      });
    }
    this.#options = options;
    this.#http = new HttpClient({ headers: {}, userAgent: "signalr-apim", ...options.http });
  }

  /** Calls a method of the clients. @param excluded connection ids that are left out; not for one connection */
  async send(audience: Audience, target: string, args: readonly unknown[], excluded: readonly string[] = []): Promise<void> {
    await this.#done({ method: "POST", path: `${pathOf(audience)}/:send`, query: excluded.map((id) => ["excluded", id]), body: { target, arguments: args } });
  }

  /** Calls a method of one client and waits for what it answers. @throws Problem also where the client answers with an error */
  async invoke(connection: string, target: string, args: readonly unknown[]): Promise<unknown> {
    const { body } = await this.#done({ method: "POST", path: `${pathOf({ to: "connection", connection })}/:invoke`, body: { target, arguments: args }, apiVersion: NEWEST_API_VERSION });
    return resultOf(body);
  }

  /** Whether there is such a connection, a connection of the user, or a member of the group. */
  async exists(audience: Exclude<Audience, { to: "all" }>): Promise<boolean> {
    return await this.#asks({ method: "HEAD", path: pathOf(audience) });
  }

  async userInGroup(user: string, group: string): Promise<boolean> {
    return await this.#asks({ method: "HEAD", path: `${pathOf({ to: "user", user })}${pathOf({ to: "group", group })}` });
  }

  /** The connections in a group, read page by page. */
  async members(group: string): Promise<readonly GroupMember[]> {
    const found: GroupMember[] = [];
    let continuation: string | null = null;
    do {
      const { body }: HttpAnswer = await this.#done({
        method: "GET",
        path: `${pathOf({ to: "group", group })}/connections`,
        query: continuation === null ? [] : [["continuationToken", continuation]],
        apiVersion: NEWEST_API_VERSION,
      });
      const page = v.safeParse(Members, parsed(body));
      if (!page.success) {
        throw new Problem({ code: "unexpectedAnswer", message: l10n.t("The service's list of the group's members cannot be read."), resource: group });
      }
      found.push(...page.output.value.map(({ connectionId, userId }) => ({ connectionId, ...(userId === undefined || userId === null ? {} : { userId }) })));
      const next: string | null = URL.parse(page.output.nextLink ?? "")?.searchParams.get("continuationToken") ?? null;
      // A service that names the same page again would never end.
      continuation = next === continuation ? null : next;
    } while (continuation !== null);
    return found;
  }

  async addToGroup(group: string, connection: string): Promise<void> {
    await this.#done({ method: "PUT", path: `${pathOf({ to: "group", group })}${pathOf({ to: "connection", connection })}` });
  }

  async removeFromGroup(group: string, connection: string): Promise<void> {
    await this.#done({ method: "DELETE", path: `${pathOf({ to: "group", group })}${pathOf({ to: "connection", connection })}` });
  }

  async removeFromAllGroups(connection: string): Promise<void> {
    await this.#done({ method: "DELETE", path: `${pathOf({ to: "connection", connection })}/groups` });
  }

  /** @param ttlSeconds how long the user's later connections join too; default one year, 0: those there are now */
  async addUserToGroup(group: string, user: string, ttlSeconds?: number): Promise<void> {
    await this.#done({ method: "PUT", path: `${pathOf({ to: "user", user })}${pathOf({ to: "group", group })}`, query: ttlSeconds === undefined ? [] : [["ttl", String(ttlSeconds)]] });
  }

  async removeUserFromGroup(group: string, user: string): Promise<void> {
    await this.#done({ method: "DELETE", path: `${pathOf({ to: "user", user })}${pathOf({ to: "group", group })}` });
  }

  async removeUserFromAllGroups(user: string): Promise<void> {
    await this.#done({ method: "DELETE", path: `${pathOf({ to: "user", user })}/groups` });
  }

  /** Closes connections; `reason` reaches the clients as the error of their close message. */
  async close(audience: Audience, reason?: string): Promise<void> {
    const query: Call["query"] = reason === undefined ? [] : [["reason", reason]];
    await this.#done(audience.to === "connection" ? { method: "DELETE", path: pathOf(audience), query } : { method: "POST", path: `${pathOf(audience)}/:closeConnections`, query });
  }

  async #asks(call: Call): Promise<boolean> {
    const { answer, url } = await this.#call(call);
    if (answer.status === 404) {
      return false;
    }
    return this.#checked(answer, url).status === 200;
  }

  async #done(call: Call): Promise<HttpAnswer> {
    const { answer, url } = await this.#call(call);
    return this.#checked(answer, url);
  }

  #checked(answer: HttpAnswer, url: string): HttpAnswer {
    if (answer.status < 200 || answer.status > 299) {
      throw answerProblem(answer, { kind: "rest", url, withToken: true });
    }
    return answer;
  }

  async #call({ method, path, query = [], body, apiVersion = API_VERSION }: Call): Promise<{ readonly answer: HttpAnswer; readonly url: string }> {
    const { connectionString, hub, signal, entraToken } = this.#options;
    const { accessKey, endpointUrl, serverEndpoint } = connectionString;
    const below = `api/hubs/${encodeURIComponent(hub.toLowerCase())}${path}`;
    const url = `${serverEndpoint ?? endpointUrl}${below}?${queryOf([["api-version", apiVersion], ...query])}`;
    const accessToken = accessKey === undefined ? await entraToken?.() : await createRestToken({ accessKey, audience: `${audienceBase(connectionString.endpoint)}/${below}` });
    const answer = await this.#http.request({
      method,
      url,
      accessToken,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json; charset=utf-8" }, body: Buffer.from(toJson(body)) }),
      signal,
    });
    return { answer, url };
  }
}

function queryOf(pairs: NonNullable<Call["query"]>): string {
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

function pathOf(audience: Audience): string {
  switch (audience.to) {
    case "all":
      return "";
    case "user":
      return `/users/${encodeURIComponent(audience.user)}`;
    case "group":
      return `/groups/${encodeURIComponent(audience.group)}`;
    case "connection":
      return `/connections/${encodeURIComponent(audience.connection)}`;
    default:
      return audience satisfies never;
  }
}

function resultOf(body: string): unknown {
  const value = parsed(body);
  return typeof value === "object" && value !== null ? Reflect.get(value, "result") : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
