import { textOf } from "../model.ts";
import type { ApiEntity, InstanceModel, OperationEntity } from "../model.ts";
import { bySpecificity, comparable, matchesTemplate, parseUrlTemplate, segmentsOf } from "./urlTemplate.ts";

/** What of a request decides where it goes. */
export interface RequestTarget {
  readonly method: string;
  /** As sent, percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without `?`. */
  readonly query: string;
  /** Whether it asks to become a WebSocket. */
  readonly webSocket: boolean;
}

/** Where a request goes. `operation` is undefined when the API has none for it. */
export interface Route {
  readonly api: ApiEntity;
  readonly operation: OperationEntity | undefined;
  /** Raw path below the API's suffix: empty, or beginning with a slash. */
  readonly rest: string;
}

/** The target of a request line; the path as the gateway sees it: `%2F` decoded, dot segments gone. */
export function requestTarget(method: string, url: string, webSocket: boolean): RequestTarget {
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? "";
  const [path = "", ...query] = url.slice(origin.length).split("?");
  const decoded = path.replace(/%2f/gi, "/");
  return { method, path: new URL(`http://gateway${decoded.startsWith("/") ? "" : "/"}${decoded}`).pathname, query: query.join("?"), webSocket };
}

/**
 * The API with the longest suffix that the path begins with, and its operation for the method and the rest.
 * A suffix is compared without regard to case; `{suffix};rev=n` addresses a revision, without it the current one answers.
 * The longest suffix alone decides: an API with a shorter one is not tried when this one has no operation.
 */
export function route(instance: InstanceModel, target: RequestTarget): Route | undefined {
  const segments = segmentsOf(target.path);
  const offsets = segmentEnds(target.path);
  for (let length = segments.length; length >= 0; length--) {
    const api = apiAt(instance, segments.slice(0, length).map(comparable));
    if (api !== undefined) {
      const rest = target.path.slice(offsets[length]);
      return { api, operation: operationOf(api, target, segments.slice(length)), rest };
    }
  }
  return undefined;
}

/** Whether the API carries WebSockets (`type` `websocket`). */
export function isWebSocketApi(api: ApiEntity): boolean {
  return textOf(api.properties["type"]).toLowerCase() === "websocket";
}

function apiAt(instance: InstanceModel, suffix: readonly string[]): ApiEntity | undefined {
  const revision = /^(.*);rev=(\d+)$/.exec(suffix.at(-1) ?? "");
  const wanted = [...suffix.slice(0, -1), ...(suffix.length > 0 ? [revision?.[1] ?? suffix.at(-1)] : [])].join("/");
  for (const api of instance.apis.values()) {
    const path = segmentsOf(textOf(api.properties["path"])).map(comparable).join("/");
    const answers = revision === null ? api.properties["isCurrent"] !== false : textOf(api.properties["apiRevision"]) === revision[2];
    if (path === wanted && answers) {
      return api;
    }
  }
  return undefined;
}

function operationOf(api: ApiEntity, target: RequestTarget, path: readonly string[]): OperationEntity | undefined {
  // What the real gateway answers to an upgrade on an HTTP API, a plain request on a WebSocket API, or a path below
  // a WebSocket API's suffix is not known (docs/sandbox.md): here none of them finds an operation.
  if (isWebSocketApi(api) !== target.webSocket || (target.webSocket && path.length > 0)) {
    return undefined;
  }
  if (target.webSocket) {
    return [...api.operations.entries()].find(([id]) => id.toLowerCase() === "onhandshake")?.[1];
  }
  const query = new URLSearchParams(target.query);
  return [...api.operations.values()]
    .map((operation) => ({ operation, template: parseUrlTemplate(textOf(operation.properties["urlTemplate"])) }))
    .filter(({ operation, template }) => sameMethod(operation, target.method) && matchesTemplate(template, path, query))
    .toSorted((a, b) => bySpecificity(a.template, b.template))[0]?.operation;
}

function sameMethod(operation: OperationEntity, method: string): boolean {
  return textOf(operation.properties["method"]).toUpperCase() === method.toUpperCase();
}

/** Index in the path after each segment: entry n is where the rest begins when n segments are taken. */
function segmentEnds(path: string): number[] {
  return [0, ...Array.from(path.matchAll(/[^/]+/g), (match) => match.index + match[0].length)];
}
