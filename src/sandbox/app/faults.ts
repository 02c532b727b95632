import type { IncomingMessage } from "node:http";
import { Problem } from "../../signalr/problem.ts";
import type { FaultSwitches } from "../faults/switches.ts";
import type { Answer } from "../service/answer.ts";
import { bearerToken } from "../service/authorize.ts";

const faultsPath = "/.sandbox/faults";

/**
 * The sandbox's faults, for who has the sandbox line's token: `GET /.sandbox/faults` (`{on: [id…]}`), `PUT` and `DELETE /.sandbox/faults/{id}`
 * switch one on and off, `DELETE /.sandbox/faults` heals all. Nothing for other paths.
 */
export function answerFaults({ method, headers }: IncomingMessage, pathname: string, faults: FaultSwitches, armToken: string): Answer | undefined {
  const id = pathname.startsWith(`${faultsPath}/`) ? pathname.slice(faultsPath.length + 1) : undefined;
  if (pathname !== faultsPath && id === undefined) return undefined;
  if (bearerToken(headers.authorization) !== armToken) return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
  if (method === "DELETE") {
    faults.heal(id);
    return { status: 204 };
  }
  if (method === "GET" && id === undefined) return json(200, { on: faults.on() });
  if (method !== "PUT" || id === undefined) return { status: 405, headers: { Allow: id === undefined ? "GET, DELETE" : "PUT, DELETE" } };
  try {
    return { status: faults.switchOn(id) ? 204 : 404 };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return json(409, error.details);
  }
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }, body: JSON.stringify(value) };
}
