import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { refuseUpgrade } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { authorize, bearerToken } from "../authorize.ts";
import type { Access } from "../authorize.ts";
import { isAnswer, Query } from "../clientRequest.ts";
import { newId } from "../identity.ts";
import type { ServiceLimits } from "../limits.ts";
import type { Quota } from "../quota.ts";
import { ServerLine } from "./serverLine.ts";
import type { ServerLineOptions } from "./serverLine.ts";

export interface ServerEndpointOptions extends Omit<ServerLineOptions, "serverId" | "hub" | "id"> {
  readonly access: Access;
  readonly quota: Quota;
  readonly limits: ServiceLimits;
}

/** `/server/?hub=…`: where app servers dial in (service-protocol sections 1 and 2). */
export class ServerEndpoint {
  readonly #options: ServerEndpointOptions;
  readonly #webSockets: WebSocketServer;
  readonly #sockets = new Set<WebSocket>();

  constructor(options: ServerEndpointOptions) {
    this.#options = options;
    this.#webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: options.limits.serverFrameBytes });
  }

  /** @returns the refusal, where there is one */
  async upgrade(request: IncomingMessage, url: URL, socket: Duplex, head: Buffer): Promise<Answer | undefined> {
    const query = new Query(url.searchParams);
    const hub = query.first("hub")?.toLowerCase() ?? "";
    const identity = hub === "" ? { status: 400, body: "'hub' query parameter is required." } : await this.#admit(request, hub);
    if (isAnswer(identity)) {
      refuseUpgrade(socket, identity);
      return identity;
    }
    const header = request.headers["x-asrs-server-id"];
    const serverId = typeof header === "string" && header !== "" ? header : (identity.serverId ?? query.first("cid") ?? newId());
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#sockets.add(webSocket);
      webSocket.on("close", () => this.#sockets.delete(webSocket));
      const line = new ServerLine(webSocket, { ...this.#options, hub, serverId, id: query.first("cid") ?? newId() });
      line.start();
    });
    return undefined;
  }

  /** Ends every connection, those that never shook hands included. */
  stop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** The used-up messages of a day are told in the handshake, where the app logs them. */
  async #admit(request: IncomingMessage, hub: string): Promise<{ readonly serverId: string | undefined } | Answer> {
    const identity = await this.#identify(request, hub);
    const { quota } = this.#options;
    return isAnswer(identity) || quota.serverRefusal !== undefined ? identity : (quota.refusal() ?? identity);
  }

  async #identify(request: IncomingMessage, hub: string): Promise<{ readonly serverId: string | undefined } | Answer> {
    const token = bearerToken(request.headers.authorization);
    const { access } = this.#options;
    if (token !== undefined && access.entra?.accepts(token) === true) return { serverId: undefined };
    const authorized = await authorize(access, token, (audience) => /^\/server\/?$/i.test(audience.pathname) && audience.searchParams.get("hub")?.toLowerCase() === hub);
    if (isAnswer(authorized)) return authorized;
    const name = authorized.claims["nameid"];
    return { serverId: typeof name === "string" ? name : undefined };
  }
}
