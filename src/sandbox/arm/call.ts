import type { Json, JsonObject, SandboxModel } from "../model.ts";
import { ArmError } from "./errors.ts";
import type { LongRunning } from "./longRunning.ts";
import type { Reply } from "./reply.ts";

/** One request, read and checked, with the values of its route's placeholders. */
export interface Call {
  readonly method: string;
  /** Decoded path without query, as sent. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Names in lower case, as ARM reads them in any case. */
  readonly query: ReadonlyMap<string, string>;
  readonly apiVersion: string;
  readonly ifMatch: string | undefined;
  /** The parsed JSON body; undefined where there was none. */
  readonly body: Json | undefined;
  /** `http://host:port` as the client wrote it, for links in the answer. */
  readonly base: string;
  /** A fault's doing: the long-running operation this call starts ends with this instead of its work. */
  readonly failOnPoll?: Reply;
}

/** What handlers work on. */
export interface Room {
  readonly model: SandboxModel;
  readonly longRunning: LongRunning;
  readonly pageSize: number;
  /** Called after every change. */
  readonly changed: () => void;
}

export type Handler = (call: Call, room: Room) => Reply;

/** The value of a placeholder of the route. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route has no {${name}}.`);
  return value;
}

/** The model's key of the resource that `{subscription}`, `{resourceGroup}` and `{service}` of the route name. */
export function resourceKey(call: Call, type: string): string {
  return `/subscriptions/${param(call, "subscription")}/resourceGroups/${param(call, "resourceGroup")}/providers/${type}/${param(call, "service")}`.toLowerCase();
}

export function ok(body: Json, etag?: string): Reply {
  return { status: 200, body, ...(etag === undefined ? {} : { headers: { ETag: etag } }) };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `properties` of the body.
 * @throws ArmError 400 in Resource Manager's words when the body is not such an object
 */
export function bodyProperties(call: Call): JsonObject {
  if (!isObject(call.body)) {
    throw new ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized: a JSON object is expected.");
  }
  const properties = call.body["properties"];
  if (properties === undefined || properties === null) return {};
  if (!isObject(properties)) {
    throw new ArmError(
      400,
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: 'properties' must be a JSON object.",
    );
  }
  return properties;
}
