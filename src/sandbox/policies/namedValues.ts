import { textOf } from "../model.ts";
import type { InstanceModel } from "../model.ts";

/** What `{{name}}` stands for; named values are called by their `displayName`. */
export function namedValueOf(instance: InstanceModel, name: string): string | undefined {
  for (const { properties } of instance.namedValues.values()) {
    if (properties["displayName"] === name) return textOf(properties["value"]);
  }
  return undefined;
}

/** The values nobody may see: of named values marked secret. */
export function secretValues(instance: InstanceModel): readonly string[] {
  return [...instance.namedValues.values()].filter(({ properties }) => properties["secret"] === true).map(({ properties }) => textOf(properties["value"]));
}
