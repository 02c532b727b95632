import type { Answer } from "./answer.ts";
import { encoded, ready } from "./hubProtocols.ts";
import type { Payloads } from "./hubProtocols.ts";
import { restError } from "./restError.ts";
import { bin, pairs } from "./serverProtocol/fields.ts";
import { MalformedFrame, MsgpackReader } from "./serverProtocol/msgpackReader.ts";

/**
 * Reads what a `:send` carries: `{"target":…,"arguments":[…]}`, or from later SDKs a MessagePack map of whole hub
 * messages by protocol (`application/octet-stream`).
 */
export function readPayload(body: Uint8Array, contentType: string | undefined): Payloads | Answer {
  return contentType !== undefined && /^application\/(?:octet-stream|(?:x-)?msgpack)/i.test(contentType) ? readEncoded(body) : readJson(body);
}

const protocols = pairs(bin);

function readEncoded(body: Uint8Array): Payloads | Answer {
  try {
    return ready(protocols.read(new MsgpackReader(body), "payloads"));
  } catch (error) {
    if (!(error instanceof MalformedFrame)) throw error;
    return restError(400, "BadRequest", `The body is not a MessagePack map of protocols. ${error.message}`);
  }
}

/** The .NET SDK writes the names in capitals. */
function readJson(body: Uint8Array): Payloads | Answer {
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
  return encoded({ kind: "invocation", target, arguments: args });
}
