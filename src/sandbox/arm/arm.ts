import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { createLoopbackServer, listen, loopbackAddress, stopServer } from "../loopback.ts";
import type { Part, PartOptions } from "../model.ts";
import { pollAccepted } from "./acceptance.ts";
import { operationRoutes } from "./apiOperations.ts";
import { revisionRoutes } from "./apiRevisions.ts";
import { apiRoutes } from "./apis.ts";
import type { Room } from "./call.ts";
import type { Reply } from "./reply.ts";
import { ArmError, errorReply } from "./errors.ts";
import { FaultList } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { backendRoutes } from "./backends.ts";
import { diagnosticRoutes } from "./diagnostics.ts";
import { instanceRoutes } from "./instances.ts";
import { LongRunning } from "./longRunning.ts";
import { namedValueRoutes } from "./namedValues.ts";
import { policyRoutes } from "./policies.ts";
import { productRoutes } from "./products.ts";
import { checkToken, readJson, readTarget, sendReply } from "./request.ts";
import type { Target } from "./request.ts";
import { resourceGraphRoutes } from "./resourceGraph.ts";
import { findRoute } from "./router.ts";
import type { Route } from "./router.ts";
import { signalRRoutes } from "./signalR.ts";
import { subscriptionKeyRoutes } from "./subscriptionKeys.ts";
import { tagRoutes } from "./tags.ts";
import { checkScope, tenantRoutes } from "./tenant.ts";
import { vaultRoutes } from "./vaults.ts";
import { checkApiVersion } from "./versions.ts";

export interface ArmOptions extends PartOptions {
  /** The bearer token every request must carry. */
  readonly token: string;
  /** Waited before every answer, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** How long a long-running operation runs, in milliseconds. Default 20. */
  readonly operationMs?: number;
  /** `Retry-After` of a running operation, in seconds. Default 0, so that nobody waits longer than the operation runs. */
  readonly retryAfterSeconds?: number;
  /** Rows of a list page where the request does not say. Default 100. */
  readonly pageSize?: number;
}

/** The running control plane. */
export interface Arm extends Part {
  /** `http://127.0.0.1:port`, without trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
}

const routes: readonly Route[] = [
  ...tenantRoutes,
  ...resourceGraphRoutes,
  ...signalRRoutes,
  ...instanceRoutes,
  ...apiRoutes,
  ...revisionRoutes,
  ...operationRoutes,
  ...policyRoutes,
  ...subscriptionKeyRoutes,
  ...namedValueRoutes,
  ...productRoutes,
  ...tagRoutes,
  ...backendRoutes,
  ...diagnosticRoutes,
  ...vaultRoutes,
];

interface Server {
  readonly options: ArmOptions;
  readonly room: Room;
  readonly faults: FaultList;
}

async function answer({ options, room, faults }: Server, request: IncomingMessage, target: Target): Promise<Reply> {
  const method = request.method ?? "GET";
  if (request.headers.origin !== undefined) {
    throw new ArmError(403, "Forbidden", "The sandbox's control plane answers no requests from web pages.");
  }
  checkToken(request, options.token, options.model.tenantId);
  const body = await readJson(request);
  const fault = await faults.take(method, target.path)?.respond();
  if (fault !== undefined && "status" in fault) return fault;
  checkScope(options.model, target.segments);
  const apiVersion = checkApiVersion(target.path, target.query.get("api-version"));
  const base = `http://${request.headers.host ?? ""}`;
  const { path, query } = target;
  const polled = pollAccepted({ method, path, query, base }, room, target.search);
  if (polled !== undefined) return polled;
  const { handler, params } = findRoute(routes, method, path, target.segments);
  const failOnPoll = fault === undefined ? {} : { failOnPoll: fault.onPoll };
  return handler({ method, path, params, query, apiVersion, ifMatch: request.headers["if-match"], body, base, ...failOnPoll }, room);
}

async function handle(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { event, latencyMs = 0 } = server.options;
  let path = "";
  let reply: Reply;
  try {
    const target = readTarget(request.url ?? "/");
    path = target.path;
    if (latencyMs > 0) await delay(latencyMs, undefined, { ref: false });
    reply = await answer(server, request, target);
  } catch (error) {
    reply = errorReply(error);
  }
  if (response.destroyed) return;
  sendReply(request, response, reply);
  event({ time: new Date().toISOString(), part: "arm", event: "request", method: request.method ?? "", path, status: reply.status });
}

/**
 * Starts the control plane: Azure Resource Manager's REST for what the model holds, as far as facts are known
 * (docs/sandbox.md says which rules are kept and which cannot be known).
 * @throws the system's error when the port cannot be had
 */
export async function startArm(options: ArmOptions): Promise<Arm> {
  const faults = new FaultList();
  const longRunning = new LongRunning(options.operationMs ?? 20, options.retryAfterSeconds ?? 0);
  const server: Server = {
    options,
    faults,
    room: { model: options.model, longRunning, pageSize: options.pageSize ?? 100, changed: options.changed },
  };
  const http = createLoopbackServer({ request: (request, response) => void handle(server, request, response).catch(() => response.destroy()) });
  const port = await listen(http, options.port);
  return {
    url: `http://${loopbackAddress}:${port}`,
    port,
    faults,
    stop: () => {
      longRunning.stop();
      return stopServer(http);
    },
  };
}
