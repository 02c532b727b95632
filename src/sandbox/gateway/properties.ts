import type { Json } from "../model.ts";

/** An ARM property that should be a string; undefined where it is absent, empty, or something else. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
