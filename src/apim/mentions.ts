import { textOf } from "./compare.ts";
import type { ArmResource, ResourcePath } from "./model.ts";

/** What an API's backend and policies refer to by name, so that it is worth a request to read it. */

/** Paths of the backend entities that policies set. Names made by an expression cannot be told. */
export function backendsIn(policies: readonly ArmResource[]): readonly ResourcePath[] {
  const ids = policies.flatMap((policy) => [...textOf(policy, "value").matchAll(/\bbackend-id\s*=\s*["']([\w.-]+)["']/g)].flatMap(([, id]) => id ?? []));
  return [...new Set(ids)].map((id) => `backends/${id}`);
}

/** A text with its named values filled in; undefined where one is secret, or not there. */
export function filledIn(text: string, namedValues: readonly ArmResource[]): string | undefined {
  const missing = missingNamedValues(text, namedValues).length > 0;
  return missing ? undefined : text.replaceAll(/\{\{([\w.-]+)\}\}/g, (_whole, name: string) => valueOf(name, namedValues) ?? "");
}

/** Names of the named values in a text that are not there, or whose value is not told because it is secret. */
export function missingNamedValues(text: string, namedValues: readonly ArmResource[]): readonly string[] {
  return [...text.matchAll(/\{\{([\w.-]+)\}\}/g)].flatMap(([, name]) => name ?? []).filter((name) => valueOf(name, namedValues) === undefined);
}

function valueOf(name: string, namedValues: readonly ArmResource[]): string | undefined {
  const value = namedValues.find((each) => textOf(each, "displayName") === name)?.properties["value"];
  return typeof value === "string" ? value : undefined;
}
