import { textOf } from "../model.ts";
import type { ApiEntity, InstanceModel, JsonObject, OperationEntity } from "../model.ts";
import { asAnswered, checkApi, knownMembers, typeOf } from "./apiBody.ts";
import { entityNotFound, fieldError } from "./errors.ts";
import { newEtag } from "./etag.ts";
import { findApi } from "./instances.ts";
import type { FoundApi } from "./instances.ts";

/** An API id of a path, and the revision it names. */
export function splitId(id: string): { readonly base: string; readonly revision: string | undefined } {
  const [, base = id, revision] = /^(.+);rev=(\d+)$/i.exec(id) ?? [];
  return { base, revision };
}

/** The operation every WebSocket API has by itself; its method and template are as in exported templates. */
function onHandshake(): OperationEntity {
  const properties = { displayName: "onHandshake", method: "GET", urlTemplate: "/", templateParameters: [], responses: [] };
  return { id: "onHandshake", etag: newEtag(), properties, policy: undefined, tags: [] };
}

function copyOperations(source: ApiEntity): Map<string, OperationEntity> {
  return new Map([...source.operations].map(([key, operation]) => [key, { ...structuredClone(operation), etag: newEtag() }]));
}

function sourceOf(instance: InstanceModel, body: JsonObject, sibling: ApiEntity | undefined): ApiEntity | undefined {
  const id = body["sourceApiId"];
  if (typeof id !== "string" || id === "") return sibling;
  const found = findApi(instance, /\/apis\/([^/]+)\/?$/i.exec(id)?.[1] ?? "");
  if (found === undefined) throw entityNotFound("API");
  return found.api;
}

/** A checked change of one API that is not yet made. */
export interface ApiWrite extends FoundApi {
  readonly created: boolean;
  /** Puts it into the model. */
  readonly commit: () => void;
}

/**
 * @param members the whole of what it is to have
 * @throws ArmError 400 where it may not be so
 */
export function updateApi(found: FoundApi, members: JsonObject): ApiWrite {
  const { instance, key, api } = found;
  checkApi(instance, api.id, members, api);
  const { apiRevision, isCurrent } = api.properties;
  const commit = (): void => {
    api.properties = asAnswered(members, { apiRevision: textOf(apiRevision), isCurrent: isCurrent !== false });
    api.etag = newEtag();
    api.updated = new Date().toISOString();
  };
  return { instance, key, api, created: false, commit };
}

/**
 * A new API, or a new revision of one: `id;rev=n` beside a current `id`, made from `sourceApiId` or else from the current one.
 * @throws ArmError 400 where it may not be so, 404 where the source is missing
 */
export function createApi(instance: InstanceModel, id: string, body: JsonObject): ApiWrite {
  const { base, revision } = splitId(id);
  const sibling = findApi(instance, base)?.api;
  const asked = typeof body["apiRevision"] === "string" ? body["apiRevision"] : undefined;
  if (revision !== undefined && asked !== undefined && asked !== revision) {
    throw fieldError("apiRevision", `'apiRevision' must be ${revision}, the revision in the id.`);
  }
  const source = sourceOf(instance, body, sibling);
  const members = { ...(source === undefined ? {} : knownMembers(source.properties)), ...knownMembers(body) };
  const name = sibling?.id ?? base;
  checkApi(instance, name, members, sibling);
  const now = new Date().toISOString();
  const operations = source === undefined ? new Map(typeOf(members) === "websocket" ? [["onHandshake", onHandshake()]] : []) : copyOperations(source);
  const api: ApiEntity = {
    id: name,
    etag: newEtag(),
    properties: asAnswered(members, { apiRevision: revision ?? asked ?? "1", isCurrent: sibling === undefined }),
    operations,
    policy: source?.policy === undefined ? undefined : { ...source.policy, etag: newEtag() },
    tags: [...(source?.tags ?? [])],
    diagnostics: new Map(),
    created: now,
    updated: now,
  };
  const key = sibling === undefined ? name : `${name};rev=${textOf(api.properties["apiRevision"])}`;
  return { instance, key, api, created: true, commit: () => instance.apis.set(key, api) };
}
