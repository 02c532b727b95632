import type { Json } from "../model.ts";

/** What the control plane answers to one call. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}
