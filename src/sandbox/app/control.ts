import type { IncomingMessage } from "node:http";
import { BodyTooLarge, readBody } from "../loopback.ts";
import type { Answer } from "../service/answer.ts";
import { bearerToken } from "../service/authorize.ts";
import type { SandboxLine } from "../model.ts";
import type { ServiceControl } from "../service/service.ts";

const connectionsPath = "/.sandbox/connections";
const servingPath = "/.sandbox/serving";
const linePath = "/.sandbox/line";

export interface ControlOptions {
  readonly service: ServiceControl;
  /** Who has it may ask. A secret. */
  readonly armToken: string;
  /** Holds secrets. */
  readonly line: () => SandboxLine;
}

/**
 * What the editor asks of a sandbox in a process of its own, with the sandbox line's token: `GET /.sandbox/connections`,
 * `DELETE /.sandbox/connections/{id of a client or app server}`, `GET` and `PUT /.sandbox/serving` (`own` or `external`), and `GET /.sandbox/line`, the
 * sandbox line itself, for one that knows the token from the state file. Nothing for other paths.
 */
export async function answerControl(request: IncomingMessage, pathname: string, { service, armToken, line }: ControlOptions): Promise<Answer | undefined> {
  const single = pathname.startsWith(`${connectionsPath}/`);
  if (pathname !== connectionsPath && pathname !== servingPath && pathname !== linePath && !single) return undefined;
  if (bearerToken(request.headers.authorization) !== armToken) return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
  const { method } = request;
  if (single) {
    if (method !== "DELETE") return { status: 405, headers: { Allow: "DELETE" } };
    const id = decoded(pathname.slice(connectionsPath.length + 1));
    return { status: id !== undefined && service.closeConnection(id) ? 204 : 404 };
  }
  if (pathname === linePath) return method === "GET" ? json(line()) : { status: 405, headers: { Allow: "GET" } };
  if (method === "GET") return json(pathname === servingPath ? { serving: service.serving } : { serving: service.serving, hubs: service.connections() });
  if (pathname !== servingPath || method !== "PUT") return { status: 405, headers: { Allow: pathname === servingPath ? "GET, PUT" : "GET" } };
  const serving = await bodyText(request);
  if (serving !== "own" && serving !== "external") return { status: 400, body: "The body must be the text own or external." };
  service.serve(serving);
  return { status: 204 };
}

/** App servers name themselves, so their ids may need escapes. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

async function bodyText(request: IncomingMessage): Promise<string | undefined> {
  try {
    return (await readBody(request, 64)).toString().trim();
  } catch (error) {
    if (error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}

function json(value: unknown): Answer {
  return { status: 200, headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }, body: JSON.stringify(value) };
}
