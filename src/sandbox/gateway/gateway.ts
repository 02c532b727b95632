import { createServer, ServerResponse } from "node:http";
import type { IncomingMessage } from "node:http";
import { hostAllowed, listen, loopbackAddress, stopServer } from "../loopback.ts";
import { textOf } from "../model.ts";
import type { InstanceModel, Part, PartOptions } from "../model.ts";
import { answerForeignHost, answerKeyRefused, answerNotFound, answerTooManyWebSockets } from "./answers.ts";
import { backendUrl } from "./backend.ts";
import { answerPreflight, applyCors, isPreflight } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import { forwarding } from "./forwarding.ts";
import { createBackendAgents, fail, relayHttp } from "./httpRelay.ts";
import { policyScopes } from "./policies.ts";
import { report } from "./report.ts";
import type { Report } from "./report.ts";
import { requestTarget, route } from "./routes.ts";
import type { RequestTarget } from "./routes.ts";
import { keyNames, refuseKey } from "./subscriptionKey.ts";
import { relayWebSocket } from "./webSocketRelay.ts";

export interface GatewayOptions extends PartOptions {
  readonly instance: InstanceModel;
  /** Silence after which a connection is ended, in milliseconds; the load balancer's 4 minutes by default. */
  readonly idleMs?: number;
  /** WebSockets open at once; 2500 by default, as one unit of the Developer tier carries. */
  readonly webSocketLimit?: number;
}

export interface Gateway extends Part {
  /** Without a closing slash. */
  readonly url: string;
  readonly port: number;
}

/** Request lines may carry a long token; the classic tiers set no limit to a URL, Node's own is 16 KiB. */
const maxHeaderSize = 128 * 1024;

/**
 * The gateway of one API Management instance. It routes every request by what `instance` holds at that moment and
 * relays it to the API's backend.
 * @throws the system's error when the port cannot be had
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { instance, idleMs = 240_000, webSocketLimit = 2500 } = options;
  const agents = createBackendAgents();
  let webSockets = 0;
  let url = "";

  const relay = (exchange: Exchange, told: Report, head: Buffer | undefined): void => {
    if (head === undefined) {
      relayHttp(exchange, agents);
      return;
    }
    if (webSockets >= webSocketLimit) {
      answerTooManyWebSockets(exchange.response);
      return;
    }
    webSockets++;
    exchange.request.socket.once("close", () => webSockets--);
    relayWebSocket(exchange, head, () => told.opened());
  };

  /** The policies a preflight asks about: those of the call it announces. */
  const scopesAfter = (target: RequestTarget, { headers }: IncomingMessage): ReturnType<typeof policyScopes> => {
    const announced = route(instance, { ...target, method: headers["access-control-request-method"] ?? "" });
    return announced === undefined ? [] : policyScopes(instance, announced.api, announced.operation);
  };

  /** `head` is there for a request that asks for a WebSocket: what came right behind it. */
  const handle = (request: IncomingMessage, response: ServerResponse, head?: Buffer): void => {
    const target = requestTarget(request.method ?? "GET", request.url ?? "/", head !== undefined);
    const way = route(instance, target);
    const told = report(request, response, way, options.event);
    if (!hostAllowed(request)) {
      answerForeignHost(response);
      return;
    }
    if (way?.operation === undefined) {
      if (way === undefined || !isPreflight(request) || !answerPreflight(scopesAfter(target, request), request, response)) answerNotFound(response);
      return;
    }
    const refusal = refuseKey(instance, way.api, request.headers, new URLSearchParams(target.query));
    if (refusal !== undefined) {
      answerKeyRefused(response, refusal, `${url}/${textOf(way.api.properties["path"])}`, keyNames(way.api));
      return;
    }
    const scopes = policyScopes(instance, way.api, way.operation);
    // The handshake of a WebSocket API skips a `cors` policy it inherits.
    const cors = head === undefined ? applyCors(scopes, request, response) : "notConcerned";
    if (cors === "terminated") {
      request.resume();
      return;
    }
    const forward = forwarding(scopes);
    const backend = backendUrl(way, target.query);
    if (forward === undefined) {
      response.end();
    } else if (backend === undefined) {
      fail(request, response);
    } else {
      relay({ request, response, backend, ...forward, ownCors: cors === "granted", idleMs }, told, head);
    }
  };

  const server = createServer({ maxHeaderSize, requestTimeout: 0, keepAliveTimeout: idleMs, shouldUpgradeCallback: asksForWebSocket }, handle);
  server.timeout = idleMs;
  // Before Node 24.9 the callback is not asked, and every offer to upgrade comes here.
  server.on("upgrade", (request: IncomingMessage, _socket, head: Buffer) => handle(request, responseTo(request), asksForWebSocket(request) ? head : undefined));
  const port = await listen(server, options.port);
  url = `http://${loopbackAddress}:${port}`;
  return {
    url,
    port,
    async stop(): Promise<void> {
      await stopServer(server);
      agents.close();
    },
  };
}

/** Another `Upgrade` (`h2c`) is an offer one may ignore: such a request is a plain one. */
function asksForWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket";
}

/** An upgrade request comes with a bare socket; refusals and the backend's own answers are written like any other. */
function responseTo(request: IncomingMessage): ServerResponse {
  const { socket } = request;
  socket.on("error", () => undefined);
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => {
    socket.resume();
    socket.end();
  });
  return response;
}
