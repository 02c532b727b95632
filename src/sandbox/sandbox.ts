import type { SandboxEvent, SandboxLine, SandboxModel } from "./model.ts";

export interface SandboxOptions {
  /** N: control plane, N+1: gateway, N+2: service, N+3: app. 0 (default): free ports, or those the state file remembers. */
  readonly port?: number;
  /** Keeps keys, tokens, ids, ports, published resources and the app's connection string over restarts. Mode 0600. */
  readonly stateFile?: string;
  /** Injected before every answer of the control plane, in milliseconds. */
  readonly latencyMs?: number;
  /** Told what happens, in order; holds no secrets. */
  readonly event?: (event: SandboxEvent) => void;
}

/** An Azure on loopback, running in this process. */
export interface Sandbox {
  readonly line: SandboxLine;
  readonly model: SandboxModel;
  /** Ends every connection, writes the state where there is a state file, and frees the ports. */
  stop(): Promise<void>;
}
