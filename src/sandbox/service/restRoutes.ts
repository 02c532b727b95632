import type { Answer } from "./answer.ts";
import type { Query } from "./clientRequest.ts";
import type { Payloads } from "./hubProtocols.ts";
import { sendTo } from "./hubs.ts";
import type { Hub, HubMember } from "./hubs.ts";
import { restError } from "./restError.ts";

export interface RestCall {
  readonly hub: Hub;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly payload: Payloads | undefined;
}
interface RestRoute {
  readonly methods: readonly string[];
  /** Below `/api` or `/api/v1`. */
  readonly path: string;
  readonly run: (call: RestCall) => Answer;
  /** The body is a payload to send. */
  readonly sends?: true;
  /** Needs no token. */
  readonly open?: true;
}
export interface FoundRoute extends RestRoute {
  readonly params: Readonly<Record<string, string>>;
}

const ok: Answer = { status: 200 };
const accepted: Answer = { status: 202 };
const noContent: Answer = { status: 204 };
const missing = (what: "Connection" | "User" | "Group", code = `Warning.${what}.NotExisted`): Answer => restError(404, "NotFound", `${what} does not exist.`, code);
const noConnection = missing("Connection", "Error.Connection.NotExisted");

const health: Omit<RestRoute, "methods"> = { path: "health", open: true, run: () => ok };
const hub = "hubs/{hub}";
const connection = `${hub}/connections/{connection}`;
const user = `${hub}/users/{user}`;
const group = `${hub}/groups/{group}`;
const userGroup = `${user}/groups/{group}`;
const groupUser = `${group}/users/{user}`;
const groupConnection = `${group}/connections/{connection}`;

const everyone = (call: RestCall): Iterable<HubMember> => call.hub.all();
const one = ({ hub, params }: RestCall): Iterable<HubMember> => hub.connections(params["connection"] ?? "");
const ofUser = ({ hub, params }: RestCall): Iterable<HubMember> => hub.user(params["user"] ?? "");
const ofGroup = ({ hub, params }: RestCall): Iterable<HubMember> => hub.group(params["group"] ?? "");
const any = (members: Iterable<HubMember>): boolean => members[Symbol.iterator]().next().done !== true;

const connectionExists = (call: RestCall): Answer => (any(one(call)) ? ok : missing("Connection"));
const userExists = (call: RestCall): Answer => (any(ofUser(call)) ? ok : missing("User"));
const groupExists = (call: RestCall): Answer => (any(ofGroup(call)) ? ok : missing("Group"));
const userInGroup = ({ hub, params }: RestCall): Answer => (hub.userInGroup(params["user"] ?? "", params["group"] ?? "") ? ok : missing("User", "Info.User.NotInGroup"));
const addConnection = ({ hub, params }: RestCall): Answer => (hub.join(params["connection"] ?? "", params["group"] ?? "") ? ok : noConnection);
const removeConnection = ({ hub, params }: RestCall): Answer => (hub.leave(params["connection"] ?? "", params["group"] ?? "") ? ok : noConnection);

function send(members: (call: RestCall) => Iterable<HubMember>): Pick<RestRoute, "sends" | "run"> {
  return {
    sends: true,
    run: (call) => {
      if (call.payload !== undefined) sendTo(included(call, members), call.payload);
      return accepted;
    },
  };
}

function close(members: (call: RestCall) => Iterable<HubMember>, answer: Answer): (call: RestCall) => Answer {
  return (call) => {
    for (const member of included(call, members)) member.close(call.query.first("reason"), true);
    return answer;
  };
}

function included(call: RestCall, members: (call: RestCall) => Iterable<HubMember>): HubMember[] {
  const excluded = call.query.all("excluded");
  return Array.from(members(call)).filter(({ connectionId }) => !excluded.includes(connectionId));
}

function joinUser(answer: Answer): (call: RestCall) => Answer {
  return ({ hub, params, query }) => {
    const ttl = query.first("ttl");
    if (ttl !== undefined && !/^\d{1,9}$/.test(ttl)) return restError(400, "BadRequest", "'ttl' must be a whole number of seconds.");
    const year = 365 * 24 * 3600;
    hub.joinUser(params["user"] ?? "", params["group"] ?? "", ttl === undefined ? year : Number(ttl));
    return answer;
  };
}

function leaveUser(answer: Answer): (call: RestCall) => Answer {
  return ({ hub, params }) => {
    hub.leaveUser(params["user"] ?? "", params["group"] ?? "");
    return answer;
  };
}

function leaveUserAll(answer: Answer): (call: RestCall) => Answer {
  return ({ hub, params }) => {
    hub.leaveUserAll(params["user"] ?? "");
    return answer;
  };
}

/** 2022-06-01 and later. */
const current: readonly RestRoute[] = [
  { methods: ["HEAD"], ...health },
  { methods: ["POST"], path: `${hub}/:send`, ...send(everyone) },
  { methods: ["POST"], path: `${hub}/:closeConnections`, run: close(everyone, noContent) },
  { methods: ["HEAD"], path: connection, run: connectionExists },
  { methods: ["DELETE"], path: connection, run: close(one, ok) },
  { methods: ["POST"], path: `${connection}/:send`, ...send(one) },
  { methods: ["DELETE"], path: `${connection}/groups`, run: ({ hub, params }) => (hub.leaveAll(params["connection"] ?? "") ? ok : noConnection) },
  { methods: ["HEAD"], path: user, run: userExists },
  { methods: ["POST"], path: `${user}/:send`, ...send(ofUser) },
  { methods: ["POST"], path: `${user}/:closeConnections`, run: close(ofUser, noContent) },
  { methods: ["DELETE"], path: `${user}/groups`, run: leaveUserAll(noContent) },
  { methods: ["HEAD"], path: userGroup, run: userInGroup },
  { methods: ["PUT"], path: userGroup, run: joinUser(ok) },
  { methods: ["DELETE"], path: userGroup, run: leaveUser(noContent) },
  { methods: ["HEAD"], path: group, run: groupExists },
  { methods: ["POST"], path: `${group}/:send`, ...send(ofGroup) },
  { methods: ["POST"], path: `${group}/:closeConnections`, run: close(ofGroup, noContent) },
  { methods: ["PUT"], path: groupConnection, run: addConnection },
  { methods: ["DELETE"], path: groupConnection, run: removeConnection },
];

/** The first version: no `api-version`, no `/:send`, users below their group. */
const first: readonly RestRoute[] = [
  { methods: ["HEAD"], ...health },
  { methods: ["POST"], path: hub, ...send(everyone) },
  { methods: ["GET", "HEAD"], path: connection, run: connectionExists },
  { methods: ["DELETE"], path: connection, run: close(one, accepted) },
  { methods: ["POST"], path: connection, ...send(one) },
  { methods: ["GET", "HEAD"], path: user, run: userExists },
  { methods: ["POST"], path: user, ...send(ofUser) },
  { methods: ["DELETE"], path: `${user}/groups`, run: leaveUserAll(ok) },
  { methods: ["GET", "HEAD"], path: groupUser, run: userInGroup },
  { methods: ["PUT"], path: groupUser, run: joinUser(accepted) },
  { methods: ["DELETE"], path: groupUser, run: leaveUser(accepted) },
  { methods: ["GET", "HEAD"], path: group, run: groupExists },
  { methods: ["POST"], path: group, ...send(ofGroup) },
  { methods: ["PUT"], path: groupConnection, run: addConnection },
  { methods: ["DELETE"], path: groupConnection, run: removeConnection },
];

/** The route of a call, `otherMethod` where only the method does not fit. Fixed parts of a path are read in any case. */
export function findRoute(method: string, segments: readonly string[], v1: boolean): FoundRoute | "otherMethod" | undefined {
  let otherMethod = false;
  for (const route of v1 ? first : current) {
    const params = match(route.path.split("/"), segments);
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
