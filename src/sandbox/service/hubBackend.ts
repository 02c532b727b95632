import type { Completion, Invocation, StreamInvocation } from "../../signalr/protocol/messages.ts";
import { hubContext } from "./hubContext.ts";
import type { HubHost } from "./hubHost.ts";
import type { Hub, HubMember } from "./hubs.ts";
import { answerInvocation } from "./invocations.ts";

/** Who answers one client whose hub protocol the service itself speaks. Calls come one after another. */
export interface HubBackend {
  connected(): Promise<void>;
  /**
   * @param record the message's own bytes, without terminator or length prefix
   * @returns the completion, or its bytes as they go out; nothing where none was asked for
   */
  invoke(message: Invocation | StreamInvocation, record: Uint8Array): Promise<Completion | Uint8Array | undefined>;
  disconnected(error: string | undefined): Promise<void>;
}

/** A host in this process as the backend of one client. */
export function hostBackend(host: HubHost, hub: Hub, member: HubMember, failed: (target: string, error: unknown) => void): HubBackend {
  const context = hubContext(hub, member);
  return {
    connected: async () => await host.connected?.(context),
    invoke: (message) => answerInvocation(host, context, message, failed),
    disconnected: async (error) => await host.disconnected?.(context, error),
  };
}
