import { isDeepStrictEqual } from "node:util";
import { newEtag } from "../arm/etag.ts";
import type { Entity, Json, JsonObject } from "../model.ts";

/** Something in the sandbox that a fault made otherwise. */
export interface Change {
  /** Whether it is still so: a repair puts a fault right without its being switched off. */
  readonly stands: () => boolean;
  /** Puts back what was there, where the change still stands. */
  readonly undo: () => void;
}

function change(stands: () => boolean, undo: () => void): Change {
  return { stands, undo: () => (stands() ? undo() : undefined) };
}

/** @param find the object that holds the member now: entities are replaced when they are published anew */
export function setMember(find: () => JsonObject | undefined, name: string, value: Json): Change {
  const before = find()?.[name];
  const put = (now: Json | undefined): void => {
    const members = find();
    if (members === undefined) return;
    if (now === undefined) delete members[name];
    else members[name] = now;
  };
  put(value);
  return change(() => isDeepStrictEqual(find()?.[name], value), () => put(before));
}

export function removeEntry<T>(find: () => Map<string, T> | undefined, key: string): Change {
  const before = find()?.get(key);
  find()?.delete(key);
  return change(() => find()?.has(key) === false, () => (before === undefined ? undefined : void find()?.set(key, before)));
}

export function addEntry<T>(find: () => Map<string, T> | undefined, key: string, value: T): Change {
  const before = find()?.get(key);
  find()?.set(key, value);
  return change(() => find()?.get(key) === value, () => void (before === undefined ? find()?.delete(key) : find()?.set(key, before)));
}

/** @param value the document as rawxml; undefined takes the policy away */
export function setPolicy(find: () => { policy: Entity | undefined } | undefined, value: string | undefined): Change {
  const before = find()?.policy;
  const put = (policy: Entity | undefined): void => {
    const holder = find();
    if (holder !== undefined) holder.policy = policy;
  };
  const now: Entity | undefined = value === undefined ? undefined : { id: "policy", etag: newEtag(), properties: { format: "rawxml", value } };
  put(now);
  return change(() => find()?.policy === now, () => put(before));
}

/** Anything else that has a state to go back to. */
export function setState<T>(get: () => T, set: (value: T) => void, value: T): Change {
  const before = get();
  set(value);
  return change(() => get() === value, () => set(before));
}
