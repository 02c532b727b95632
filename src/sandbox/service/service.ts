import type { Part, PartOptions, SignalRModel } from "../model.ts";
import type { HubHost } from "./hubHost.ts";
import type { ServiceLimits } from "./limits.ts";

export interface ServiceOptions extends PartOptions, Partial<ServiceLimits> {
  /** Read at every request, so that regenerated keys and a changed mode take effect at once. */
  readonly signalR: SignalRModel;
}

/** A running SignalR Service. */
export interface Service extends Part {
  /** `http://127.0.0.1:{port}`, what `Endpoint=` says. */
  readonly url: string;
  readonly port: number;
  readonly signalR: SignalRModel;
  /**
   * Makes `host` the app server of a hub; the call gives back what takes it away again, which closes the hub's
   * clients as the loss of the last app server does. A Serverless service answers no client through it.
   */
  attach(hub: string, host: HubHost): () => void;
}
