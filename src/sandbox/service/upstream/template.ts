import { textOf } from "../../model.ts";
import type { Json, SignalRModel } from "../../model.ts";

/** What happened at a client, as upstream templates select it. */
export interface UpstreamEvent {
  readonly hub: string;
  readonly category: "connections" | "messages";
  /** `connected`, `disconnected`, or the invoked target. */
  readonly event: string;
}

/** The URL of the first of the service's upstream templates that takes the event; none where no template does. */
export function upstreamUrl(signalR: SignalRModel, { hub, category, event }: UpstreamEvent): string | undefined {
  for (const template of templatesOf(signalR)) {
    if (typeof template !== "object" || template === null || Array.isArray(template)) continue;
    const taken = matches(template["hubPattern"], hub) && matches(template["categoryPattern"], category) && matches(template["eventPattern"], event);
    if (!taken) continue;
    const values: Readonly<Record<string, string>> = { hub, category, event };
    return textOf(template["urlTemplate"]).replace(/\{(hub|category|event)\}/gi, (_, name: string) => encodeURIComponent(values[name.toLowerCase()] ?? ""));
  }
  return undefined;
}

function templatesOf({ properties: { upstream } }: SignalRModel): readonly Json[] {
  const templates = typeof upstream === "object" && upstream !== null && !Array.isArray(upstream) ? upstream["templates"] : undefined;
  return Array.isArray(templates) ? templates : [];
}

/** A pattern is `*`, one name, or several separated by commas; without one everything fits (ARM, UpstreamTemplate). */
function matches(pattern: Json | undefined, name: string): boolean {
  const names = textOf(pattern).split(",").map((each) => each.trim().toLowerCase());
  return names.every((each) => each === "") || names.includes("*") || names.includes(name.toLowerCase());
}
