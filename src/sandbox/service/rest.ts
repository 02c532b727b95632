import type { IncomingMessage } from "node:http";
import { BodyTooLarge, readBody } from "../loopback.ts";
import type { Answer } from "./answer.ts";
import { audienceBase, authorize, bearerToken } from "./authorize.ts";
import type { Access } from "./authorize.ts";
import { isAnswer, Query } from "./clientRequest.ts";
import type { Hubs } from "./hubs.ts";
import { restError } from "./restError.ts";
import { findRoute } from "./restRoute.ts";
import { restRoutes } from "./restRoutes.ts";
import type { ClientResults } from "./servers/clientResults.ts";

export interface RestOptions {
  readonly access: Access;
  readonly hubs: Hubs;
  readonly bodyBytes: number;
  /** What is asked of a hub's clients. @param hub lower case */
  readonly results: (hub: string) => ClientResults;
}

const hubName = /^[A-Za-z][A-Za-z0-9_`,.[\]]{0,127}$/;

/** Answers a call of the data plane's REST API: `/api/…?api-version=` or `/api/v1/…` (signalr-protocol section 6). */
export async function answerRest(request: IncomingMessage, url: URL, options: RestOptions): Promise<Answer> {
  const v1 = /^\/api\/v1(?:\/|$)/i.test(url.pathname);
  const segments = readSegments(url.pathname.replace(v1 ? /^\/api\/v1\/?/i : /^\/api\//i, ""));
  if (segments === undefined) return restError(400, "BadRequest", "The path is not correctly percent-encoded.");
  const query = new Query(url.searchParams);
  const version = query.first("api-version") ?? "";
  const route = findRoute(restRoutes(v1), request.method ?? "", segments, version);
  if (route === "otherMethod") return restError(405, "MethodNotAllowed", `The resource does not support the method ${request.method ?? ""}.`);
  if (route === undefined) return restError(404, "NotFound", "No such resource.");
  if (!v1 && !/^\d{4}-\d{2}-\d{2}(?:-preview)?$/.test(version)) {
    return restError(400, "BadRequest", "The query parameter 'api-version' is required, in the form 2022-06-01.");
  }
  if (route.open !== true) {
    const refused = await checkToken(request, url, options.access);
    if (refused !== undefined) return refused;
  }
  const [hub = "", group] = [route.params["hub"], route.params["group"]];
  if (route.params["hub"] !== undefined && !hubName.test(hub)) return restError(400, "BadRequest", "The hub name is not valid: a letter first, then up to 127 letters, digits or underscores.");
  if (group !== undefined && (group.trim() === "" || group.length > 1024)) return restError(400, "BadRequest", "The group name is not valid: it has 1 to 1024 characters.");
  const application = query.first("application");
  const body = route.takesBody === true ? await readBodyOf(request, options.bodyBytes) : new Uint8Array();
  if (!(body instanceof Uint8Array)) return body;
  const { access, hubs, results } = options;
  const room = hubs.get(application === undefined ? hub : `${application}_${hub}`);
  return await route.run({
    hub: room, params: route.params, query, body, contentType: request.headers["content-type"], results: results(room.name),
    url: new URL(request.url ?? "", `http://${request.headers.host ?? ""}`), signalR: access.signalR, signingKey: signingKeyOf(access),
  });
}

/** The audience is the call's own URL; the real service takes it with and without `?api-version=…`. */
async function checkToken(request: IncomingMessage, url: URL, access: Access): Promise<Answer | undefined> {
  const { signalR, entra } = access;
  const token = bearerToken(request.headers.authorization);
  if (token !== undefined && entra?.accepts(token) === true) return undefined;
  const origin = new URL(audienceBase(signalR)).origin;
  const path = comparable(url.pathname);
  const authorized = await authorize(access, token, (audience) => audience.origin === origin && comparable(audience.pathname) === path);
  if (!isAnswer(authorized)) return undefined;
  return signalR.properties["disableLocalAuth"] === true ? restError(403, "Forbidden", "Access keys are switched off for this service (disableLocalAuth).") : authorized;
}

function comparable(path: string): string {
  return (readSegments(path.replace(/^\//, "")) ?? []).join("/").replace(/\/$/, "").toLowerCase();
}

function readSegments(path: string): string[] | undefined {
  try {
    return path.replace(/\/$/, "").split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** A key whose tokens the service takes now. */
function signingKeyOf({ signalR, entra }: Access): string {
  return signalR.properties["disableLocalAuth"] === true && entra !== undefined ? entra.accessKey : signalR.keys.primary;
}

async function readBodyOf(request: IncomingMessage, limit: number): Promise<Uint8Array | Answer> {
  try {
    return await readBody(request, limit);
  } catch (error) {
    if (error instanceof BodyTooLarge) return { ...restError(413, "RequestEntityTooLarge", `The body is larger than ${limit} bytes.`) };
    return restError(400, "BadRequest", "The body could not be read.");
  }
}
