import type { Instance, InstanceContents, Integration, LayoutName, SignalRService } from "../apim/model.ts";
import type { ControlPlane } from "../azure/controlPlane.ts";
import type { ProxyResolver, TlsOptions } from "../signalr/connectOptions.ts";
import type { ConnectionString } from "../signalr/connectionString.ts";

/** What is to be examined, as far as the person who asks knows it. Everything may be missing but one of `app`, `connectionString` and `plane`. */
export interface Subject {
  /** For people: an integration's name, a hub's URL. */
  readonly title: string;
  /** The hub's URL at its app, where a client begins. */
  readonly appUrl?: string;
  /** Secret. The service's string, with `ClientEndpoint` where clients go through a gateway. Tokens are made from it where no app gives one. */
  readonly connectionString?: ConnectionString;
  /** Whether that string is one that an app uses, and so worth a look of its own. */
  readonly stringOfApp?: true;
  /** Why there is no connection string with a key, where that is known. */
  readonly withoutKey?: string;
  /** The hub's name at the service. Without one a name of the doctor's own is used, which no app server serves. */
  readonly hub?: string;
  /** Where the layout has no `ClientEndpoint`: the WebSocket address of the gateway, which negotiates by itself. */
  readonly bareUrl?: string;
  readonly layout?: LayoutName;
  readonly plane?: PlaneSubject;
  /** The origin of a page whose scripts connect; preflights are asked for it. */
  readonly origin?: string;
  /** A hub method to be called on each way. */
  readonly invoke?: { readonly target: string; readonly args: readonly unknown[] };
  /** How long each connection is held, in milliseconds, to see pings and idle time-outs; 0 or absent: not at all. */
  readonly holdMs?: number;
  /** Size in bytes of a message that has to pass. */
  readonly messageBytes?: number;
  readonly network: NetworkSettings;
}

/** How requests leave this computer. */
export interface NetworkSettings {
  /** Secret: may hold a subscription key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly tls?: TlsOptions;
  readonly proxy?: string | ProxyResolver;
}

/** What the control plane can be asked about. */
export interface PlaneSubject {
  readonly plane: Pick<ControlPlane, "whole" | "keys" | "diagnostics">;
  readonly instance: Instance;
  readonly contents: InstanceContents;
  /** Absent where nothing is published for the service. */
  readonly integration?: Integration;
  /** Absent where the service behind the integration is none that can be seen. */
  readonly service?: SignalRService;
}

/** Longest waits, in milliseconds. */
export interface Deadlines {
  /** One question on the wire. */
  readonly wireMs: number;
  /** One question to the control plane. */
  readonly planeMs: number;
}

export const defaultDeadlines: Deadlines = { wireMs: 15_000, planeMs: 30_000 };
