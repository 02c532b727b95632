import type { ControlPlane } from "../../azure/controlPlane.ts";
import type { Inventory } from "../../azure/inventory.ts";
import type { LiveConnections } from "../sandbox/liveConnections.ts";

/** One place instances come from: the running sandbox, or Azure as one signed-in person sees it. */
export interface Account {
  /** Stable over restarts of the window, so that the tree keeps what was expanded. */
  readonly id: string;
  readonly kind: "sandbox" | "azure";
  readonly label: string;
  /** The state in words, beside the label. */
  readonly description: string;
  /** The control plane, made (and its SDK loaded) on the first call and kept. */
  controlPlane(): Promise<ControlPlane>;
  /** What it sees: subscriptions, instances, services. */
  readonly inventory: Inventory;
  /** Its Entra token for the data plane of SignalR Services, which is secret. Throws `Cancelled` when the person declines, else a Problem. */
  entraToken(): Promise<string>;
  /** Who is connected to its SignalR Service, which only a sandbox tells. */
  readonly live?: LiveConnections;
}
