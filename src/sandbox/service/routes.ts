import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { SandboxEvent } from "../model.ts";
import { refuseUpgrade, reply } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Access } from "./authorize.ts";
import { isAnswer, readClientRequest, requestUrl } from "./clientRequest.ts";
import type { ClientRequest } from "./clientRequest.ts";
import type { Clients } from "./clients.ts";
import type { ConnectEndpoint } from "./connect.ts";
import { allowOrigin } from "./cors.ts";
import { answerAccessKey, isAccessKeyPath } from "./entra.ts";
import { negotiate } from "./negotiate.ts";
import { refuseRequest } from "./networkRules.ts";
import type { RequestType } from "./networkRules.ts";
import type { Quota } from "./quota.ts";
import type { ServerEndpoint } from "./servers/serverEndpoint.ts";

export interface RouteOptions {
  readonly access: Access;
  readonly clients: Clients;
  readonly connect: ConnectEndpoint;
  readonly quota: Quota;
  readonly servers: ServerEndpoint;
  /** Whether the hub lets its clients come back after a dropped WebSocket. */
  readonly keepsClients: (hub: string) => boolean;
  readonly rest: (request: IncomingMessage, url: URL) => Promise<Answer>;
  readonly event: (name: string, members: Pick<SandboxEvent, string>) => void;
}

/** Finds what answers a request: `/client/negotiate`, `/client`, `/server`, the REST API. Never rejects. */
export class Routes {
  readonly #options: RouteOptions;

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  async request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      this.#options.event("failed", { error: String(error) });
      if (response.headersSent) response.destroy();
      else reply(response, { status: 500 });
    }
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const url = requestUrl(request);
    const type = url === undefined ? undefined : requestType(pathOf(url));
    if (url === undefined || type === undefined || type === "RESTAPI") {
      refuseUpgrade(socket, { status: 404 });
      return;
    }
    const shut = this.#shut(request, url, type);
    if (shut === undefined && type === "ServerConnection") {
      this.#refused(request, url, await this.#options.servers.upgrade(request, url, socket, head));
      return;
    }
    const asked = shut ?? (await this.#ask(request, url, true));
    if (isAnswer(asked)) refuseUpgrade(socket, asked);
    else this.#options.connect.upgrade(request, socket, head, asked);
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = requestUrl(request);
    const path = url === undefined ? "" : pathOf(url);
    const type = requestType(path);
    const shut = url === undefined || type === undefined ? undefined : this.#shut(request, url, type);
    if (url === undefined) reply(response, { status: 400 });
    else if (shut !== undefined) reply(response, shut);
    else if (path === "/client/negotiate" || path === "/client") {
      allowOrigin(request, response, this.#options.access.signalR);
      if (request.method === "OPTIONS") reply(response, { status: 204 });
      else if (path === "/client") await this.#connect(request, response, url);
      else reply(response, await this.#negotiate(request, url));
    } else if (isAccessKeyPath(path)) reply(response, answerAccessKey(request, this.#options.access));
    else if (path.startsWith("/api/")) reply(response, await this.#options.rest(request, url));
    else reply(response, { status: 404 });
  }

  async #negotiate(request: IncomingMessage, url: URL): Promise<Answer> {
    if (request.method !== "POST") return { status: 405, headers: { Allow: "POST" } };
    const asked = await this.#ask(request, url, false);
    if (isAnswer(asked)) return asked;
    const { clients, quota, event } = this.#options;
    const refusal = quota.refusal();
    if (refusal !== undefined) {
      this.#refused(request, url, refusal);
      return refusal;
    }
    event("negotiate", { hub: asked.hub });
    return negotiate(asked, clients, this.#options.keepsClients(asked.hub));
  }

  async #connect(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { method } = request;
    if (method !== "GET" && method !== "POST" && method !== "DELETE") {
      reply(response, { status: 405, headers: { Allow: "GET, POST, DELETE" } });
      return;
    }
    const events = method === "GET" && request.headers.accept?.includes("text/event-stream") === true;
    const asked = await this.#ask(request, url, events);
    if (isAnswer(asked)) reply(response, asked);
    else if (method === "GET") this.#options.connect.get(request, response, asked);
    else if (method === "POST") await this.#options.connect.post(request, response, asked);
    else this.#options.connect.delete(request, response, asked);
  }

  async #ask(request: IncomingMessage, url: URL, queryToken: boolean): Promise<ClientRequest | Answer> {
    const asked = await readClientRequest(request, url, this.#options.access, queryToken);
    if (isAnswer(asked)) this.#refused(request, url, asked);
    return asked;
  }

  /** What no token opens. */
  #shut(request: IncomingMessage, url: URL, type: RequestType): Answer | undefined {
    const shut = refuseRequest(this.#options.access.signalR, type);
    this.#refused(request, url, shut);
    return shut;
  }

  #refused(request: IncomingMessage, url: URL, answer: Answer | undefined): void {
    if (answer !== undefined) this.#options.event("refused", refusal(request, url.pathname, answer));
  }
}

/** What the log says of a call that got nothing. */
export function refusal({ method = "" }: IncomingMessage, path: string, { status, headers, body }: Answer): Pick<SandboxEvent, string> {
  const reason = headers?.["WWW-Authenticate"] ?? (headers?.["Content-Type"] === undefined ? body : undefined);
  return { method, path, status, reason };
}

/** Lower case and without trailing slash, as ASP.NET Core routes. */
function pathOf(url: URL): string {
  return url.pathname.toLowerCase().replace(/(?<=.)\/$/, "");
}

/** What the paths are to network rules; nothing for those that lead nowhere. */
function requestType(path: string): RequestType | undefined {
  if (path === "/server") return "ServerConnection";
  if (path === "/client" || path === "/client/negotiate") return "ClientConnection";
  return path.startsWith("/api/") ? "RESTAPI" : undefined;
}
