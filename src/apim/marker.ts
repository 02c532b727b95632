import type { ArmResource, LayoutName } from "./model.ts";
import { layoutNames } from "./model.ts";

/**
 * Publishing signs what it makes in the resource's `description`, so that removing can tell it from what others made. The
 * description is the one place that everyone who can read the API sees (a teammate, another machine, the portal), that goes along
 * when the API is renamed, moved to another suffix, copied to a revision or exported, and that needs no storage of our own. A tag
 * would be an entity of the whole instance that others can reuse or delete; a local list would know one machine only.
 *
 * An integration made by someone else is adopted by the same kind of line on its APIs, which says that publishing looks after them
 * but did not make them: removing takes the line away and leaves the API. Their ids are their maker's, so the line tells the role too.
 *
 * Stored data, not shown text: never translated.
 */
export const signature = "Published by SignalR for Azure API Management";
const adoption = "Looked after by SignalR for Azure API Management";
const pattern = new RegExp(`(${signature}|${adoption}): integration (\\S+), layout (\\w+)(?:, part (\\w+))?`);

export interface Marker {
  readonly integration: string;
  readonly layout: LayoutName;
  /** Of an adopted API: the id of the role it has in the layout. Publishing made every API that has none. */
  readonly adopted?: string;
}

export function markerText({ integration, layout, adopted }: Marker): string {
  return `${adopted === undefined ? signature : adoption}: integration ${integration}, layout ${layout}${adopted === undefined ? "" : `, part ${adopted}`}`;
}

/** Who published or adopted the resource, or undefined for one that publishing has nothing to do with. */
export function markerOf(resource: ArmResource): Marker | undefined {
  const [, line, integration, name, part] = pattern.exec(description(resource)) ?? [];
  const layout = layoutNames.find((each) => each === name);
  if (integration === undefined || layout === undefined) {
    return undefined;
  }
  return { integration, layout, ...(line === adoption && { adopted: part ?? "" }) };
}

/** The description with our line; a person's own text stays in front of it. */
export function signed(existing: ArmResource, marker: Marker): string {
  const own = unsigned(existing);
  return own === "" ? markerText(marker) : `${own}\n${markerText(marker)}`;
}

/** The description without our line. */
export function unsigned(existing: ArmResource): string {
  return description(existing).replace(pattern, "").trim();
}

function description(resource: ArmResource): string {
  const text = resource.properties["description"];
  return typeof text === "string" ? text : "";
}
