import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import { askApp } from "./appRequest.ts";
import type { AppAddress } from "./appRequest.ts";

const connectionsPath = "/.sandbox/connections";
const tracesPath = "/.sandbox/traces";
const faultsPath = "/.sandbox/faults";

const faultsOn = v.object({ on: v.array(v.string()) });

const connections = v.object({
  serving: v.picklist(["own", "external"]),
  hubs: v.array(
    v.object({
      hub: v.string(),
      own: v.boolean(),
      servers: v.array(v.object({ serverId: v.string(), connections: v.number(), clients: v.number(), leaving: v.boolean() })),
      clients: v.array(v.object({ connectionId: v.string(), userId: v.optional(v.string()), transport: v.string(), protocol: v.string(), serverId: v.optional(v.string()), groups: v.array(v.string()), since: v.string() })),
      users: v.number(),
      groups: v.array(v.object({ name: v.string(), clients: v.number() })),
    }),
  ),
});

const entry = v.object({
  section: v.string(),
  policy: v.string(),
  id: v.nullable(v.string()),
  scope: v.string(),
  depth: v.number(),
  at: v.number(),
  ms: v.nullable(v.number()),
  details: v.array(v.object({ name: v.string(), value: v.string() })),
  failed: v.nullable(v.string()),
});

const traces = v.object({
  traces: v.array(
    v.object({
      id: v.string(),
      time: v.string(),
      method: v.string(),
      url: v.string(),
      api: v.nullable(v.string()),
      operation: v.nullable(v.string()),
      status: v.nullable(v.number()),
      ms: v.nullable(v.number()),
      entries: v.array(entry),
    }),
  ),
});

/** What the gateway's policies did with one request; see `TraceView` of the policies. */
export type GatewayTrace = v.InferOutput<typeof traces>["traces"][number];
export type GatewayTraceEntry = GatewayTrace["entries"][number];

/** Who and what is connected to a running sandbox's SignalR Service; see `HubConnections` of the service. */
export type Connections = v.InferOutput<typeof connections>;
export type HubView = Connections["hubs"][number];
export type ServerView = HubView["servers"][number];
export type ClientView = HubView["clients"][number];
/** Who serves the hubs that the sandbox has an app of its own for. */
export type Serving = Connections["serving"];

/**
 * What is connected now.
 * @throws Problem when the sandbox is not there, refuses, or answers with something else; Cancelled when `signal` stopped it
 */
export function readConnections(sandbox: AppAddress, signal?: AbortSignal): Promise<Connections> {
  return read(sandbox, { path: connectionsPath, schema: connections, what: l10n.t("What the sandbox says of its connections cannot be read."), code: "connectionsUnreadable", signal });
}

/** What the gateway's policies did with the last requests, newest first; secrets are masked. @throws as `readConnections` */
export async function readTraces(sandbox: AppAddress, signal?: AbortSignal): Promise<readonly GatewayTrace[]> {
  const answer = await read(sandbox, { path: tracesPath, schema: traces, what: l10n.t("What the sandbox says of its gateway's policies cannot be read."), code: "tracesUnreadable", signal });
  return answer.traces;
}

interface Question<T> {
  readonly path: string;
  readonly schema: v.GenericSchema<unknown, T>;
  /** Said where the answer is something else, with its code. */
  readonly what: string;
  readonly code: string;
  readonly signal: AbortSignal | undefined;
}

async function read<T>(sandbox: AppAddress, { path, schema, what, code, signal }: Question<T>): Promise<T> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await askApp(sandbox, { method: "GET", path, signal }));
  if (parsed.success) return parsed.output;
  throw new Problem({
    code,
    message: what,
    resource: new URL(path, sandbox.appServerUrl).href,
    likelyCause: l10n.t("The sandbox is of another version than this extension."),
    nextStep: l10n.t("Stop it and start it again with this version."),
  });
}

/**
 * Asks a client, or an app server with all its connections, to leave; they may come back.
 * @param id of the client's connection, or of the server
 * @throws Problem when the sandbox is not there, or refuses. What is gone already is none.
 */
export async function closeConnection(sandbox: AppAddress, id: string, signal?: AbortSignal): Promise<void> {
  try {
    await askApp(sandbox, { method: "DELETE", path: `${connectionsPath}/${encodeURIComponent(id)}`, signal });
  } catch (error) {
    if (!(error instanceof Problem) || error.details.status !== 404) throw error;
  }
}

/** Chooses who serves. @throws Problem when the sandbox is not there, or refuses */
export async function serve(sandbox: AppAddress, serving: Serving, signal?: AbortSignal): Promise<void> {
  await askApp(sandbox, { method: "PUT", path: "/.sandbox/serving", body: serving, signal });
}

/** Ids of the faults that are on. @throws as `readConnections` */
export async function readFaults(sandbox: AppAddress, signal?: AbortSignal): Promise<readonly string[]> {
  const { on } = await read(sandbox, { path: faultsPath, schema: faultsOn, what: l10n.t("What the sandbox says of its faults cannot be read."), code: "faultsUnreadable", signal });
  return on;
}

/** Puts the sandbox into the state of a fault. @throws Problem `faultNotPossible` where nothing is there to be spoiled, or as `serve` */
export async function switchFaultOn(sandbox: AppAddress, id: string, signal?: AbortSignal): Promise<void> {
  await askApp(sandbox, { method: "PUT", path: `${faultsPath}/${encodeURIComponent(id)}`, signal });
}

/** Puts back what a fault changed, or without an id what all of them did. @throws Problem as `serve` */
export async function healFaults(sandbox: AppAddress, id?: string, signal?: AbortSignal): Promise<void> {
  await askApp(sandbox, { method: "DELETE", path: id === undefined ? faultsPath : `${faultsPath}/${encodeURIComponent(id)}`, signal });
}
