import { createServer, ServerResponse } from "node:http";
import type { IncomingMessage } from "node:http";
import { hostAllowed, listen, loopbackAddress, stopServer } from "../loopback.ts";
import { textOf } from "../model.ts";
import type { InstanceModel, Part, PartOptions } from "../model.ts";
import { preflightHeaders } from "../policies/corsAnswer.ts";
import { emptyResponse } from "../policies/drafts.ts";
import { secretValues } from "../policies/namedValues.ts";
import { PolicyError } from "../policies/run.ts";
import type { GatewayServices } from "../policies/run.ts";
import { Trace } from "../policies/trace.ts";
import { createTraceStore } from "../policies/traceStore.ts";
import type { TraceStore } from "../policies/traceStore.ts";
import { answerForeignHost, keyRefused, operationNotFound, tooManyWebSockets } from "./answers.ts";
import { writeOwn } from "./answerWriter.ts";
import { createCounters } from "./counters.ts";
import { createBackendAgents, relayHttp } from "./httpRelay.ts";
import { createOwnCalls } from "./ownCall.ts";
import { pipelineOf } from "./pipeline.ts";
import { PolicyRun } from "./policyRun.ts";
import type { RunParts } from "./policyRun.ts";
import { preflightOf } from "./preflight.ts";
import { report } from "./report.ts";
import type { Report } from "./report.ts";
import { requestTarget, route } from "./routes.ts";
import { checkKey, keyNames } from "./subscriptionKey.ts";
import { relayWebSocket } from "./webSocketRelay.ts";

export interface GatewayOptions extends PartOptions {
  readonly instance: InstanceModel;
  /** Silence after which a connection is ended, in milliseconds; the load balancer's 4 minutes by default. */
  readonly idleMs?: number;
  /** WebSockets open at once; 2500 by default, as one unit of the Developer tier carries. */
  readonly webSocketLimit?: number;
  /** What `authentication-managed-identity` gets; without it the instance has no identity. A secret. */
  readonly identityToken?: string;
  /** The time that limits of rate go by, in milliseconds; the clock's by default. */
  readonly now?: () => number;
}

export interface Gateway extends Part {
  /** Without a closing slash. */
  readonly url: string;
  readonly port: number;
  /** What policies did with the last requests. */
  readonly traces: TraceStore;
}

/** Request lines may carry a long token; the classic tiers set no limit to a URL, Node's own is 16 KiB. */
const maxHeaderSize = 128 * 1024;

/**
 * The gateway of one API Management instance. It routes every request by what `instance` holds at that moment, runs the policies in
 * effect and relays it to the backend.
 * @throws the system's error when the port cannot be had
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { instance, idleMs = 240_000, webSocketLimit = 2500, now = Date.now } = options;
  const agents = createBackendAgents();
  const traces = createTraceStore(() => [...secretValues(instance), ...(options.identityToken === undefined ? [] : [options.identityToken])]);
  const services: GatewayServices = { instance, call: createOwnCalls(), counters: createCounters(now), documents: new Map(), identityToken: options.identityToken };
  let webSockets = 0;
  let url = "";

  const relayer = (told: Report, trace: Trace, head: Buffer | undefined): RunParts["relay"] => (exchange, relayed) => {
    if (head === undefined) {
      relayHttp(exchange, agents, relayed);
      return;
    }
    if (webSockets >= webSocketLimit) throw new PolicyError("forward-request", "TooManyWebSockets", tooManyWebSockets.message, tooManyWebSockets);
    webSockets++;
    exchange.request.socket.once("close", () => webSockets--);
    relayWebSocket(exchange, head, {
      ...relayed,
      opened: () => {
        trace.answered(101);
        relayed.opened();
        return told.opened();
      },
    });
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
    const preflight = way !== undefined && way.operation === undefined ? preflightOf(request) : undefined;
    if (preflight !== undefined) {
      // The policies a preflight asks about are those of the call it announces.
      const announced = route(instance, { ...target, method: preflight.method });
      const { cors } = pipelineOf(instance, announced?.api, announced?.operation, undefined);
      if (cors.length > 0) {
        writeOwn(request, response, emptyResponse(), preflightHeaders(cors, preflight));
        return;
      }
    }
    const trace = new Trace({ method: target.method, url: request.url ?? "/", api: way?.api.id, operation: way?.operation?.id });
    traces.add(trace);
    response.once("finish", () => trace.answered(response.statusCode));
    const key = way?.operation === undefined ? undefined : checkKey(instance, way.api, request.headers, target.query);
    const pipeline = pipelineOf(instance, way?.api, way?.operation, key?.product);
    const run = new PolicyRun({ request, response, target, way, key, pipeline, services, trace, idleMs, relay: relayer(told, trace, head) });
    if (way?.operation === undefined) void run.refuse(operationNotFound);
    else if (key?.refusal === undefined) void run.process();
    else void run.refuse(keyRefused(key.refusal, `${url}/${textOf(way.api.properties["path"])}`, keyNames(way.api)));
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
    traces,
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
