import type { HubProtocol } from "../../../signalr/protocol/protocol.ts";
import type { SandboxEvent, SignalRModel } from "../../model.ts";
import type { ClientConnection } from "../clientConnection.ts";
import type { HubBackend } from "../hubBackend.ts";
import { upstreamUrl } from "./template.ts";
import type { UpstreamEvent } from "./template.ts";
import { callUpstream, TooLarge } from "./upstreamCall.ts";
import type { UpstreamAnswer } from "./upstreamCall.ts";

export interface UpstreamOptions {
  /** Its templates and keys are read at every event. */
  readonly signalR: SignalRModel;
  /** The client's. */
  readonly protocol: HubProtocol;
  readonly timeoutMs: number;
  readonly event: (name: string, members: Pick<SandboxEvent, string>) => void;
}

const json = "application/json";

/** Web hooks as the backend of a client of a serverless hub (service-protocol section 11, "Upstream call"). */
export function upstreamBackend(connection: ClientConnection, { signalR, protocol, timeoutMs, event }: UpstreamOptions): HubBackend {
  const { hub, connectionId } = connection.identity;

  /** The answer; nothing where no template takes the event, or the reason why there is none. */
  const post = async (happened: Omit<UpstreamEvent, "hub">, type: string, body: Uint8Array): Promise<UpstreamAnswer | string | undefined> => {
    const url = upstreamUrl(signalR, { hub, ...happened });
    if (url === undefined) return undefined;
    const told = { hub, connectionId, category: happened.category, name: happened.event };
    try {
      const answer = await callUpstream(url, connection, { hub, ...happened }, signalR, type, new Uint8Array(body), AbortSignal.timeout(timeoutMs));
      event("upstream", { ...told, status: answer.status });
      return answer;
    } catch (error) {
      if (error instanceof TooLarge) {
        event("upstreamFailed", { ...told, error: error.message });
        return "response too large";
      }
      const reason = error instanceof Error ? [error.message, error.cause instanceof Error ? error.cause.message : undefined].filter(Boolean).join(": ") : String(error);
      event("upstreamFailed", { ...told, error: reason });
      return `error: ${reason}`;
    }
  };

  return {
    connected: async () => void (await post({ category: "connections", event: "connected" }, json, Buffer.from('{"type":10}'))),
    disconnected: async (error) => void (await post({ category: "connections", event: "disconnected" }, json, Buffer.from(JSON.stringify({ Type: 11, Error: error ?? null })))),
    async invoke(message, record) {
      const answer = await post({ category: "messages", event: message.target }, protocol.binary ? "application/x-msgpack" : json, record);
      const { invocationId } = message;
      if (answer === undefined || invocationId === undefined) return undefined;
      if (typeof answer === "string") return { kind: "completion", invocationId, error: `Invocation failed, ${answer}.` };
      if (answer.status === 200 && answer.body.length > 0) {
        const flaw = flawOf(protocol, invocationId, answer.body);
        if (flaw !== undefined) event("upstreamFailed", { hub, connectionId, category: "messages", name: message.target, error: flaw });
        return answer.body;
      }
      if (answer.status === 200 || answer.status === 204) return { kind: "completion", invocationId };
      return { kind: "completion", invocationId, error: `Invocation failed, status code ${answer.status}` };
    },
  };
}

/** What is wrong with an answer that goes to the client as it is, the way the real one passes it on; nothing where the client can use it. */
function flawOf(protocol: HubProtocol, invocationId: string, body: Uint8Array): string | undefined {
  const decoder = protocol.decoder();
  const records = decoder.push(body);
  if (decoder.pending > 0) return "The answer does not end as a message does, so the client waits for the rest of it.";
  return records.every(({ message }) => message.kind === "completion" && message.invocationId === invocationId) ? undefined : "The answer is not the completion of the invocation.";
}
