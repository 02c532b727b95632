import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import { askApp } from "./appRequest.ts";
import type { AppAddress } from "./appRequest.ts";

const connectionsPath = "/.sandbox/connections";

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
export async function readConnections(sandbox: AppAddress, signal?: AbortSignal): Promise<Connections> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), connections), await askApp(sandbox, { method: "GET", path: connectionsPath, signal }));
  if (parsed.success) return parsed.output;
  throw new Problem({
    code: "connectionsUnreadable",
    message: l10n.t("What the sandbox says of its connections cannot be read."),
    resource: new URL(connectionsPath, sandbox.appServerUrl).href,
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
