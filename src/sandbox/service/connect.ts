import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { BodyTooLarge, readBody } from "../loopback.ts";
import { refuseUpgrade, reply } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { ClientConnection, OpeningRequest } from "./clientConnection.ts";
import { isAnswer } from "./clientRequest.ts";
import type { ClientRequest } from "./clientRequest.ts";
import type { ClientTransport, ClientTransportName } from "./clientTransport.ts";
import type { Client, Clients } from "./clients.ts";
import type { ServiceLimits } from "./limits.ts";
import { numberClaim } from "./identity.ts";
import { newIdentity, transportAllowed } from "./negotiate.ts";
import { openingRequest } from "./openingRequest.ts";
import type { Quota } from "./quota.ts";
import { LongPollingTransport } from "./transports/longPollingTransport.ts";
import { ServerSentEventsTransport } from "./transports/serverSentEventsTransport.ts";
import { WebSocketTransport } from "./transports/webSocketTransport.ts";

export interface ConnectOptions {
  readonly quota: Quota;
  readonly clients: Clients;
  readonly limits: ServiceLimits;
  /** Makes the connection a transport feeds. */
  readonly connection: (client: Client, transport: ClientTransport, request: OpeningRequest) => ClientConnection;
  /** Told of every call that got nothing. */
  readonly refused: (request: IncomingMessage, answer: Answer) => void;
}

const unknownId: Answer = { status: 404, body: "No Connection with that ID" };
const spoken: Readonly<Record<ClientTransportName, string>> = { WebSockets: "WebSockets", ServerSentEvents: "Server-Sent Events", LongPolling: "Long polling" };

/** `/client/`: where negotiated clients connect, poll and send (aspnetcore HttpConnectionDispatcher.cs). */
export class ConnectEndpoint {
  readonly #options: ConnectOptions;
  readonly #webSockets: WebSocketServer;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.#webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: options.limits.webSocketMessageBytes });
  }

  /** A GET that asks for a WebSocket. Without `id` it makes a connection of its own (the client skipped negotiation). */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, asked: ClientRequest): void {
    const client = asked.query.first("id") === undefined ? this.#newcomer(asked) : this.#client(asked, "WebSockets");
    const refused = isAnswer(client) ? client : this.#usable(client, "WebSockets");
    if (refused !== undefined || isAnswer(client)) {
      this.#options.refused(request, refused ?? unknownId);
      refuseUpgrade(socket, refused ?? unknownId);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const transport: WebSocketTransport = new WebSocketTransport(webSocket, socket, {
        pauseBytes: this.#options.limits.pauseBytes,
        received: (bytes) => client.connection?.transport === transport && client.connection.received(bytes),
        ended: (error) => this.#webSocketEnded(client, transport, error),
        drained: () => client.connection?.drained(),
      });
      this.#start(client, transport, request);
    });
  }

  get(request: IncomingMessage, response: ServerResponse, asked: ClientRequest): void {
    const transport = request.headers.accept?.includes("text/event-stream") === true ? "ServerSentEvents" : "LongPolling";
    const client = this.#client(asked, transport);
    const refused = isAnswer(client) ? client : this.#usable(client, transport);
    if (refused !== undefined || isAnswer(client)) this.#reply(request, response, refused ?? unknownId);
    else if (transport === "ServerSentEvents") {
      const transport = new ServerSentEventsTransport(response, () => this.#ended(client, undefined), () => client.connection?.drained());
      this.#start(client, transport, request);
    } else {
      client.polls ??= this.#startPolls(client, request);
      client.polls.poll(response);
    }
  }

  /** A send of a client on SSE or long polling. */
  async post(request: IncomingMessage, response: ServerResponse, asked: ClientRequest): Promise<void> {
    const client = this.#client(asked, undefined);
    if (isAnswer(client)) this.#reply(request, response, client);
    else if (client.transport === "WebSockets") this.#reply(request, response, { status: 405, body: "POST requests are not allowed for WebSocket connections." });
    else this.#reply(request, response, await this.#receive(request, client));
  }

  delete(request: IncomingMessage, response: ServerResponse, asked: ClientRequest): void {
    const client = this.#client(asked, undefined);
    if (isAnswer(client)) this.#reply(request, response, client);
    else if (client.polls === undefined) this.#reply(request, response, { status: 400, body: "Cannot terminate this connection using the DELETE endpoint." });
    else {
      client.polls.abort();
      reply(response, { status: 202 });
    }
  }

  #reply(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    if (answer.status >= 400) this.#options.refused(request, answer);
    reply(response, answer);
  }

  async #receive(request: IncomingMessage, client: Client): Promise<Answer> {
    let body: Buffer;
    try {
      body = await readBody(request, this.#options.limits.postBytes);
    } catch (error) {
      return error instanceof BodyTooLarge ? { status: 413, headers: { Connection: "close" } } : { status: 400 };
    }
    if (client.connection === undefined || client.connection.ended) return { status: 404 };
    client.connection.received(body);
    return { status: 200 };
  }

  #newcomer(asked: ClientRequest): Client | Answer {
    const { clients, quota } = this.#options;
    return quota.refusal() ?? clients.add(newIdentity(asked), true, undefined, false);
  }

  /** @param transport what the call would use, where it uses one */
  #client(asked: ClientRequest, transport: ClientTransportName | undefined): Client | Answer {
    const id = asked.query.first("id");
    if (id === undefined || id === "") return { status: 400, body: "Connection ID required" };
    const client = this.#options.clients.find(id, asked.hub);
    if (client === undefined) return unknownId;
    const moved = this.#options.limits.strictRequestId && client.requestId !== asked.query.first("asrs_request_id");
    if (moved) return unknownId;
    if (transport !== undefined && !transportAllowed(asked.claims, transport)) return { status: 404, body: `${spoken[transport]} transport not supported by this end point type` };
    return client;
  }

  #usable(client: Client, transport: ClientTransportName): Answer | undefined {
    if (client.transport !== undefined && client.transport !== transport) return { status: 400, body: "Cannot change transports mid-connection" };
    if (client.transport !== undefined && transport !== "LongPolling" && client.connection?.resumable !== true) return { status: 409 };
    return client.transport === undefined ? this.#options.quota.refusal() : undefined;
  }

  #start(client: Client, transport: ClientTransport, request: IncomingMessage): void {
    this.#options.clients.use(client, transport.name);
    if (client.connection?.resumable === true) client.connection.resume(transport);
    else client.connection = this.#options.connection(client, transport, openingRequest(request));
  }

  #startPolls(client: Client, request: IncomingMessage): LongPollingTransport {
    const { limits } = this.#options;
    const ttl = numberClaim(client.identity.claims, "asrs.s.ttl", 1, 300);
    const transport = new LongPollingTransport({
      pollTimeoutMs: limits.pollTimeoutMs,
      awayTimeoutMs: ttl === undefined ? limits.awayTimeoutMs : ttl * 1000,
      ended: (error) => this.#ended(client, error),
      drained: () => client.connection?.drained(),
    });
    this.#start(client, transport, request);
    return transport;
  }

  /** A WebSocket that ended with its close frame was meant to end; one without may be followed by another (aspnetcore WebSocketsServerTransport.cs). */
  #webSocketEnded(client: Client, transport: WebSocketTransport, error: string | undefined): void {
    const { connection } = client;
    if (connection !== undefined && connection.transport !== transport) return;
    if (error === undefined || connection?.resumable !== true) {
      this.#ended(client, error);
      return;
    }
    connection.away();
    this.#options.clients.hold(client, this.#options.limits.statefulWindowMs, () => connection.lost(error));
  }

  #ended(client: Client, error: string | undefined): void {
    this.#options.clients.remove(client);
    client.connection?.lost(error);
  }
}
