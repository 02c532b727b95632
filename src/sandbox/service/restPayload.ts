import type { Answer } from "./answer.ts";
import { restError } from "./restError.ts";

/** What a `:send` carries. */
export interface RestPayload {
  readonly target: string;
  readonly arguments: readonly unknown[];
}

/** Reads `{"target":…,"arguments":[…]}`; the .NET SDK writes the names in capitals. */
export function readPayload(body: Uint8Array): RestPayload | Answer {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return restError(400, "BadRequest", "The body is not JSON.");
  }
  const members = typeof value === "object" && value !== null ? new Map(Object.entries(value).map(([name, member]: [string, unknown]) => [name.toLowerCase(), member])) : new Map<string, unknown>();
  const target = members.get("target");
  const args = members.get("arguments") ?? [];
  if (typeof target !== "string" || target === "") return restError(400, "BadRequest", "The body's 'target' must be a text that is not empty.");
  if (!Array.isArray(args)) return restError(400, "BadRequest", "The body's 'arguments' must be an array.");
  return { target, arguments: args };
}
