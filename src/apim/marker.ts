import type { ArmResource, LayoutName } from "./model.ts";
import { layoutNames } from "./model.ts";

/**
 * Publishing signs what it makes in the resource's `description`, so that removing can tell it from what others made.
 * Stored data, not shown text: never translated.
 */
export const signature = "Published by SignalR for Azure API Management";
const pattern = new RegExp(`${signature}: integration (\\S+), layout (\\S+)`);

export interface Marker {
  readonly integration: string;
  readonly layout: LayoutName;
}

export function markerText(marker: Marker): string {
  return `${signature}: integration ${marker.integration}, layout ${marker.layout}`;
}

/** Who published the resource, or undefined for one that publishing did not make. */
export function markerOf(resource: ArmResource): Marker | undefined {
  const found = pattern.exec(description(resource));
  const integration = found?.[1];
  const layout = layoutNames.find((name) => name === found?.[2]);
  return integration === undefined || layout === undefined ? undefined : { integration, layout };
}

/** The description with our signature; a person's own text stays in front of it. */
export function signed(existing: ArmResource, marker: Marker): string {
  const own = description(existing).replace(pattern, "").trim();
  return own === "" ? markerText(marker) : `${own}\n${markerText(marker)}`;
}

function description(resource: ArmResource): string {
  const text = resource.properties["description"];
  return typeof text === "string" ? text : "";
}
