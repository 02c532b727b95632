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
  if (isEncoded(contentType)) return readEncoded(body);
  const call = readCall(body);
  return "status" in call ? call : encoded({ kind: "invocation", ...call });
}

/** Whether the body holds whole hub messages and not one as JSON. */
export function isEncoded(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/(?:octet-stream|(?:x-)?msgpack)/i.test(contentType);
}

const protocols = pairs(bin);

export function readEncoded(body: Uint8Array): Payloads | Answer {
  try {
    return ready(protocols.read(new MsgpackReader(body), "payloads"));
  } catch (error) {
    if (!(error instanceof MalformedFrame)) throw error;
    return restError(400, "BadRequest", `The body is not a MessagePack map of protocols. ${error.message}`);
  }
}

/** A body that is any JSON, or its refusal. */
export function readJson(body: Uint8Array): { readonly value: unknown } | Answer {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return { value };
  } catch {
    return restError(400, "BadRequest", "The body is not JSON.");
  }
}

/** The method and its arguments. The .NET SDK writes the names in capitals. */
export function readCall(body: Uint8Array): { readonly target: string; readonly arguments: readonly unknown[] } | Answer {
  const json = readJson(body);
  if ("status" in json) return json;
  const { value } = json;
  const members = typeof value === "object" && value !== null ? new Map(Object.entries(value).map(([name, member]: [string, unknown]) => [name.toLowerCase(), member])) : new Map<string, unknown>();
  const target = members.get("target");
  const args = members.get("arguments") ?? [];
  if (typeof target !== "string" || target === "") return restError(400, "BadRequest", "The body's 'target' must be a text that is not empty.");
  if (!Array.isArray(args)) return restError(400, "BadRequest", "The body's 'arguments' must be an array.");
  return { target, arguments: args };
}
