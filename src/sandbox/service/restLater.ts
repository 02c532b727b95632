import { createClientToken } from "../../signalr/token.ts";
import type { Answer } from "./answer.ts";
import { audienceBase } from "./authorize.ts";
import { encoded, hubProtocol } from "./hubProtocols.ts";
import type { Payloads } from "./hubProtocols.ts";
import { sendTo } from "./hubs.ts";
import { newId } from "./identity.ts";
import { restError } from "./restError.ts";
import { isEncoded, readCall, readEncoded, readJson } from "./restPayload.ts";
import { accepted, isPayloads, missing, one, paths } from "./restRoute.ts";
import type { RestCall, RestRoute } from "./restRoute.ts";
import type { Told } from "./servers/clientResults.ts";
import { groupPage } from "./servers/groupPage.ts";

/** How long a call waits for the client's answer, in milliseconds. The real service's time is not documented. */
const answerMs = 30_000;

/** What versions after 2022-06-01 added. `:execute` is not here: what its commands hold is not documented. */
export const laterRoutes: readonly RestRoute[] = [
  { since: "2022-11-01", methods: ["POST"], path: `${paths.hub}/:generateToken`, run: generateToken },
  { since: "2024-12-01", methods: ["GET"], path: `${paths.group}/connections`, run: listGroup },
  { since: "2024-12-01", methods: ["POST"], path: `${paths.connection}/:invoke`, takesBody: true, run: invoke },
  // The management SDK asks for these two with 2022-06-01.
  { methods: ["POST"], path: `${paths.connection}/streams/{stream}/:send`, takesBody: true, run: sendItem },
  { methods: ["POST"], path: `${paths.connection}/streams/{stream}/:complete`, run: complete },
];

async function generateToken({ hub, query, signalR, signingKey }: RestCall): Promise<Answer> {
  const minutes = Number(query.first("minutesToExpire") ?? 60);
  if (!Number.isInteger(minutes) || minutes < 1) return restError(400, "BadRequest", "'minutesToExpire' must be a whole number of minutes.");
  const userId = query.first("userId");
  const token = await createClientToken({ accessKey: signingKey, endpoint: audienceBase(signalR), hub: hub.name, lifetimeSeconds: minutes * 60, ...(userId === undefined ? {} : { userId }) });
  return json({ token });
}

function listGroup({ hub, params, query, url }: RestCall): Answer {
  const [top, maxPageSize] = [countOf(query.first("top")), countOf(query.first("maxpagesize"))];
  if (Number.isNaN(top) || Number.isNaN(maxPageSize) || (maxPageSize !== undefined && maxPageSize > 200)) {
    return restError(400, "BadRequest", "'top' must be a whole number above 0, and 'maxpagesize' one from 1 to 200.");
  }
  const { members, next } = groupPage(hub, params["group"] ?? "", { top, maxPageSize, continuationToken: query.first("continuationToken") });
  const value = members.map(({ connectionId, userId }) => ({ connectionId, ...(userId === undefined ? {} : { userId }) }));
  const left = top === undefined ? Infinity : top - members.length;
  if (next === undefined || left <= 0) return json({ value });
  const link = new URL(url);
  link.searchParams.set("continuationToken", next);
  if (top !== undefined) link.searchParams.set("top", String(left));
  return json({ value, nextLink: link.href });
}

/** A number above 0; not a number for anything else. */
function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
}

/** Asks a client and waits for its result (client results). With what status the real service tells the client's own error is not documented. */
async function invoke(call: RestCall): Promise<Answer> {
  const [member] = one(call);
  if (member === undefined) return missing("Connection", "Error.Connection.NotExisted");
  if (isEncoded(call.contentType)) return restError(415, "UnsupportedMediaType", "An invocation is taken as JSON only.");
  const read = readCall(call.body);
  if ("status" in read) return read;
  const invocationId = `${member.connectionId}-${newId()}`;
  const records = hubProtocol(member.protocol)?.encode({ kind: "invocation", invocationId, ...read });
  const { promise, resolve } = Promise.withResolvers<Told | undefined>();
  const timer = setTimeout(() => resolve(undefined), answerMs);
  call.results.ask({ serverId: "", wantsMapping: false, tell: resolve }, { invocationId, connectionId: member.connectionId, payloads: records === undefined ? [] : [[member.protocol, records]] });
  const told = await promise;
  clearTimeout(timer);
  return told === undefined ? restError(504, "GatewayTimeout", "The client did not answer in time.") : answerOf(told);
}

function answerOf(told: Told): Answer {
  if (told.kind === "clientCompletion") {
    const [record] = hubProtocol((told.protocol ?? "").toLowerCase())?.decoder().push(told.payload) ?? [];
    if (record?.message.kind === "completion") {
      const { result, error } = record.message;
      return error === undefined ? json({ result: result ?? null }) : restError(400, "InvocationFailed", error);
    }
  }
  return restError(400, "InvocationFailed", told.kind === "errorCompletion" ? (told.error ?? "") : "The client's answer could not be read.");
}

function sendItem(call: RestCall): Answer {
  const stream = call.params["stream"] ?? "";
  const payloads = readItem(call, stream);
  if (!isPayloads(payloads)) return payloads;
  sendTo(one(call), payloads);
  if (call.query.first("completed")?.toLowerCase() === "true") sendTo(one(call), encoded({ kind: "completion", invocationId: stream }));
  return accepted;
}

function readItem({ body, contentType }: RestCall, invocationId: string): Payloads | Answer {
  if (isEncoded(contentType)) return readEncoded(body);
  const read = readJson(body);
  return "status" in read ? read : encoded({ kind: "streamItem", invocationId, item: read.value });
}

/** The documents call the error `reason`, the SDK `error`. */
function complete(call: RestCall): Answer {
  const error = call.query.first("reason") ?? call.query.first("error");
  sendTo(one(call), encoded({ kind: "completion", invocationId: call.params["stream"] ?? "", ...(error === undefined ? {} : { error }) }));
  return accepted;
}

function json(value: unknown): Answer {
  return { status: 200, headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }, body: JSON.stringify(value) };
}
