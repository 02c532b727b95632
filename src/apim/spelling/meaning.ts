import { apiType, textOf } from "../compare.ts";
import type { ApiRole } from "../layouts/roles.ts";
import type { ApiContents, InstanceContents } from "../model.ts";
import { trimSlashes, urlPath } from "../paths.ts";
import { backendOf } from "./backend.ts";

/** What an API comes to in a role, however its maker cut it up. */
export interface Meaning {
  /** The URL that the API's suffix leads to. */
  readonly url: string;
  /** The part of the role's path that stands in the operations' templates instead of the suffix; empty as publishing makes it. */
  readonly tail: string;
}

/**
 * How an API plays a role: by leading to where the role leads, or, as one API for several paths, to the service itself with the rest of
 * the path in the templates of its operations. Undefined where it does neither.
 */
export function meaningOf(role: ApiRole, held: ApiContents, contents: InstanceContents): Meaning | undefined {
  if (apiType(held.api) !== role.type) {
    return undefined;
  }
  const { url } = backendOf(held, contents);
  const path = url === undefined ? undefined : urlPath(url)?.toLowerCase();
  if (url === undefined || path === undefined) {
    return undefined;
  }
  if (path === role.backendPath) {
    return { url, tail: "" };
  }
  const templates = held.operations.map((operation) => trimSlashes(textOf(operation, "urlTemplate")).toLowerCase());
  // An API with a shorter path among its calls is for all of them, and so another role's.
  const whole = templates.includes(role.path) && !templates.some((template) => template !== "" && role.path.startsWith(`${template}/`));
  return role.type === "http" && path === "" && whole ? { url, tail: role.path } : undefined;
}

/** What stands before the role's path in an API's suffix; undefined where the suffix ends otherwise. */
export function prefixOf(suffix: string, role: ApiRole, tail: string): string | undefined {
  const own = trimSlashes(suffix);
  const path = tail === "" ? role.path : "";
  if (path === "") {
    return own;
  }
  if (own.toLowerCase() === path) {
    return "";
  }
  return own.toLowerCase().endsWith(`/${path}`) ? own.slice(0, -path.length - 1) : undefined;
}
