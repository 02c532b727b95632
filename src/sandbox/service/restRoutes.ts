import type { Answer } from "./answer.ts";
import { sendTo } from "./hubs.ts";
import type { HubMember } from "./hubs.ts";
import { restError } from "./restError.ts";
import { laterRoutes } from "./restLater.ts";
import { readPayload } from "./restPayload.ts";
import { accepted, everyone, isPayloads, missing, ofGroup, ofUser, one, paths } from "./restRoute.ts";
import type { RestCall, RestRoute } from "./restRoute.ts";

const ok: Answer = { status: 200 };
const noContent: Answer = { status: 204 };
const noConnection = missing("Connection", "Error.Connection.NotExisted");

const health: Omit<RestRoute, "methods"> = { path: "health", open: true, run: () => ok };
const { hub, connection, user, group } = paths;
const userGroup = `${user}/groups/{group}`;
const groupUser = `${group}/users/{user}`;
const groupConnection = `${group}/connections/{connection}`;

const any = (members: Iterable<HubMember>): boolean => members[Symbol.iterator]().next().done !== true;

const connectionExists = (call: RestCall): Answer => (any(one(call)) ? ok : missing("Connection"));
const userExists = (call: RestCall): Answer => (any(ofUser(call)) ? ok : missing("User"));
const groupExists = (call: RestCall): Answer => (any(ofGroup(call)) ? ok : missing("Group"));
const userInGroup = ({ hub, params }: RestCall): Answer => (hub.userInGroup(params["user"] ?? "", params["group"] ?? "") ? ok : missing("User", "Info.User.NotInGroup"));
const addConnection = ({ hub, params }: RestCall): Answer => (hub.join(params["connection"] ?? "", params["group"] ?? "") ? ok : noConnection);
const removeConnection = ({ hub, params }: RestCall): Answer => (hub.leave(params["connection"] ?? "", params["group"] ?? "") ? ok : noConnection);

/** Done as well for a connection that is not there (signalr-protocol 6). */
function leaveAll({ hub, params }: RestCall): Answer {
  hub.leaveAll(params["connection"] ?? "");
  return ok;
}

function send(members: (call: RestCall) => Iterable<HubMember>): Pick<RestRoute, "takesBody" | "run"> {
  return {
    takesBody: true,
    run: (call) => {
      const payloads = readPayload(call.body, call.contentType);
      if (!isPayloads(payloads)) return payloads;
      sendTo(included(call, members), payloads);
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

/** 2022-06-01 and later. The documents name HEAD alone for what is asked, the SDK asks for a user in a group with GET. */
const current: readonly RestRoute[] = [
  { methods: ["HEAD"], ...health },
  { methods: ["POST"], path: `${hub}/:send`, ...send(everyone) },
  { methods: ["POST"], path: `${hub}/:closeConnections`, run: close(everyone, noContent) },
  { methods: ["GET", "HEAD"], path: connection, run: connectionExists },
  { methods: ["DELETE"], path: connection, run: close(one, ok) },
  { methods: ["POST"], path: `${connection}/:send`, ...send(one) },
  { methods: ["DELETE"], path: `${connection}/groups`, run: leaveAll },
  { methods: ["GET", "HEAD"], path: user, run: userExists },
  { methods: ["POST"], path: `${user}/:send`, ...send(ofUser) },
  { methods: ["POST"], path: `${user}/:closeConnections`, run: close(ofUser, noContent) },
  { methods: ["DELETE"], path: `${user}/groups`, run: leaveUserAll(noContent) },
  { methods: ["GET", "HEAD"], path: userGroup, run: userInGroup },
  { methods: ["PUT"], path: userGroup, run: joinUser(ok) },
  { methods: ["DELETE"], path: userGroup, run: leaveUser(noContent) },
  { methods: ["GET", "HEAD"], path: group, run: groupExists },
  { methods: ["POST"], path: `${group}/:send`, ...send(ofGroup) },
  { methods: ["POST"], path: `${group}/:closeConnections`, run: close(ofGroup, noContent) },
  { methods: ["PUT"], path: groupConnection, run: addConnection },
  { methods: ["DELETE"], path: groupConnection, run: removeConnection },
  ...laterRoutes,
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

/** The routes of `/api/v1`, or those of `/api`. */
export function restRoutes(v1: boolean): readonly RestRoute[] {
  return v1 ? first : current;
}
