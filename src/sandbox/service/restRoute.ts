import type { SignalRModel } from "../model.ts";
import type { Answer } from "./answer.ts";
import type { Query } from "./clientRequest.ts";
import type { Payloads } from "./hubProtocols.ts";
import type { Hub, HubMember } from "./hubs.ts";
import { restError } from "./restError.ts";
import type { ClientResults } from "./servers/clientResults.ts";

export interface RestCall {
  readonly hub: Hub;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The whole URL as it was asked for. */
  readonly url: URL;
  readonly signalR: SignalRModel;
  /** What the body holds, where the route reads one. */
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  /** What is asked of the hub's clients. */
  readonly results: ClientResults;
  /** Signs the tokens of clients. A secret. */
  readonly signingKey: string;
}

export interface RestRoute {
  readonly methods: readonly string[];
  /** Below `/api` or `/api/v1`. */
  readonly path: string;
  /** The first `api-version` that has it, where it is not the first of all. */
  readonly since?: string;
  readonly run: (call: RestCall) => Answer | Promise<Answer>;
  /** The body is read. */
  readonly takesBody?: true;
  /** Needs no token. */
  readonly open?: true;
}

export interface FoundRoute extends RestRoute {
  readonly params: Readonly<Record<string, string>>;
}

export const paths = {
  hub: "hubs/{hub}",
  connection: "hubs/{hub}/connections/{connection}",
  user: "hubs/{hub}/users/{user}",
  group: "hubs/{hub}/groups/{group}",
} as const;

export const everyone = (call: RestCall): Iterable<HubMember> => call.hub.all();
export const one = ({ hub, params }: RestCall): Iterable<HubMember> => hub.connections(params["connection"] ?? "");
export const ofUser = ({ hub, params }: RestCall): Iterable<HubMember> => hub.user(params["user"] ?? "");
export const ofGroup = ({ hub, params }: RestCall): Iterable<HubMember> => hub.group(params["group"] ?? "");

export const accepted: Answer = { status: 202 };
export const missing = (what: "Connection" | "User" | "Group", code = `Warning.${what}.NotExisted`): Answer => restError(404, "NotFound", `${what} does not exist.`, code);

export function isPayloads(read: Payloads | Answer): read is Payloads {
  return typeof read === "function";
}

/** The route of a call, `otherMethod` where only the method does not fit. Fixed parts of a path are read in any case. */
export function findRoute(routes: readonly RestRoute[], method: string, segments: readonly string[], version: string): FoundRoute | "otherMethod" | undefined {
  let otherMethod = false;
  for (const route of routes) {
    const params = route.since !== undefined && version < route.since ? undefined : match(route.path.split("/"), segments);
    if (params === undefined) continue;
    if (route.methods.includes(method)) return { ...route, params };
    otherMethod = true;
  }
  return otherMethod ? "otherMethod" : undefined;
}

function match(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    const name = /^\{(?<name>\w+)\}$/.exec(part)?.groups?.["name"];
    if (name !== undefined) params[name] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}
