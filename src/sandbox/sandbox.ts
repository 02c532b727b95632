import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { startApp } from "./app/app.ts";
import type { Faults } from "./arm/faults.ts";
import { startArm } from "./arm/arm.ts";
import { serviceConnectionString } from "./arm/keys.ts";
import { createModel, newArmToken, setPorts } from "./arm/seed.ts";
import { FaultSwitches } from "./faults/switches.ts";
import { startGateway } from "./gateway/gateway.ts";
import { sandboxLine } from "./line.ts";
import type { Part, SandboxEvent, SandboxLine, SandboxModel } from "./model.ts";
import type { TraceStore } from "./policies/traceStore.ts";
import { portProblem, portsFrom } from "./ports.ts";
import type { Serving } from "./service/appServers.ts";
import { startService } from "./service/service.ts";
import type { Service, ServiceControl } from "./service/service.ts";
import { createStateWriter, readState } from "./state.ts";
import type { SandboxState, StateWriter } from "./state.ts";

export interface SandboxOptions {
  /** N: control plane, N+1: gateway, N+2: service, N+3: app. 0 (default): free ports, or those the state file remembers. */
  readonly port?: number;
  /** Keeps keys, tokens, ids, ports, published resources and the app's connection string over restarts. Mode 0600. */
  readonly stateFile?: string;
  /** Who serves ChatRoom's hub: the sandbox's own app (default), or an app server that dials in. */
  readonly app?: Serving;
  /** Injected before every answer of the control plane, in milliseconds. */
  readonly latencyMs?: number;
  /** Told what happens, in order; holds no secrets. */
  readonly event?: (event: SandboxEvent) => void;
}

/** An Azure on loopback, running in this process. */
export interface Sandbox {
  readonly line: SandboxLine;
  readonly model: SandboxModel;
  /** Faults of the control plane, switched in-process only. */
  readonly faults: Faults;
  /** What can be spoiled to learn symptoms from. */
  readonly switches: FaultSwitches;
  /** Who and what is connected to the SignalR Service, and who serves. */
  readonly service: ServiceControl;
  /** What the gateway's policies did with the last requests. */
  readonly traces: TraceStore;
  /** Ends every connection, writes the state where there is a state file, and frees the ports. Twice is fine. */
  stop(): Promise<void>;
}

/**
 * Starts control plane, gateway, SignalR Service and app server on loopback.
 * @throws Problem `portInUse` or `portRefused` when a port cannot be had, `stateUnreadable` for a state file that is none
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { stateFile, port = 0, event = () => undefined } = options;
  const asked = portsFrom(port);
  const state = stateFile === undefined ? undefined : await readState(stateFile, port === 0 ? undefined : asked);
  const wanted = state?.ports ?? asked;
  const model = state?.model ?? createModel(wanted);
  const armToken = state?.armToken ?? newArmToken();
  // A token of its own: policies may send it where they send requests, and this one opens the service only.
  const identityToken = newArmToken();
  const instance = only(model.instances);
  const signalR = only(model.services);

  let writer: StateWriter | undefined;
  const parts: Part[] = [];
  const keep = <T extends Part>(part: T): T => {
    parts.push(part);
    return part;
  };
  const stopParts = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.stop()));
  };
  let started: Service | undefined;
  const changed = (): void => {
    started?.resourceChanged();
    writer?.changed();
  };
  const common = { model, event, changed };

  try {
    const service = keep(await startService({ ...common, port: wanted.service, signalR, entraToken: armToken, identityToken, ...(options.app === undefined ? {} : { serving: options.app }) }));
    started = service;
    service.resourceChanged();
    const gateway = keep(await startGateway({ ...common, port: wanted.gateway, instance, identityToken }));
    setPorts(model, { gateway: gateway.port, service: service.port });
    const arm = keep(await startArm({ ...common, port: wanted.arm, token: armToken, ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }) }));
    const ownString = serviceConnectionString(signalR, signalR.keys.primary);
    const line = (): SandboxLine => sandboxLine({ arm: arm.url, gateway: gateway.url, service: service.url, app: app.url }, armToken, model, instance, signalR);
    const switches = new FaultSwitches({ instance, signalR, service }, changed);
    const app = keep(await startApp({ ...common, port: wanted.app, service, armToken, line, traces: gateway.traces, faults: switches, connectionString: state?.appConnectionString ?? ownString }));
    const ports = { arm: arm.port, gateway: gateway.port, service: service.port, app: app.port };
    if (stateFile !== undefined) {
      const present = (): SandboxState => ({ ports, armToken, appConnectionString: app.connectionString, model });
      writer = createStateWriter(stateFile, present, (problem) => event(stateFailed(problem)));
      writer.changed();
      await writer.flush();
    }
    return {
      line: line(),
      model,
      faults: arm.faults,
      switches,
      service,
      traces: gateway.traces,
      async stop(): Promise<void> {
        await stopParts();
        // What a state file remembers is how the sandbox is when nobody spoils it.
        switches.heal();
        await writer?.flush();
      },
    };
  } catch (error) {
    await stopParts();
    throw portProblem(error, state !== undefined && port === 0);
  }
}

/** The one entry of a map that holds one: the sandbox has one instance and one service. */
function only<T>(map: ReadonlyMap<string, T>): T {
  const [value] = map.values();
  if (value === undefined) {
    throw new Problem({ code: "stateUnreadable", message: l10n.t("The sandbox's state holds no API Management instance or no SignalR Service.") });
  }
  return value;
}

function stateFailed(problem: Problem): SandboxEvent {
  return { time: new Date().toISOString(), part: "arm", event: "stateNotWritten", message: problem.message };
}
