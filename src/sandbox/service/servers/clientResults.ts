import type { Hub, HubMember } from "../hubs.ts";
import { ready } from "../hubProtocols.ts";
import type { MessageOf } from "../serverProtocol/messages.ts";
import type { HubServers } from "./hubServers.ts";
import type { ServerConnection } from "./serverConnection.ts";

/** What whoever asked a client is told. */
export type Told = MessageOf<"serviceMapping"> | MessageOf<"clientCompletion"> | MessageOf<"errorCompletion">;

/** Who asks a client: an app server, or a call of the REST API. */
export interface Asker {
  readonly serverId: string;
  /** Whether it is to be told which instance of the service has the client. */
  readonly wantsMapping: boolean;
  tell(message: Told): void;
}

interface Pending {
  readonly connectionId: string;
  readonly asker: Asker;
  readonly timer: NodeJS.Timeout;
}

/** The invocations that app servers made of one hub's clients, until they are answered (service-protocol section 8). */
export class ClientResults {
  readonly #hub: Hub;
  readonly #servers: HubServers;
  readonly #instanceId: string;
  readonly #keepMs: number;
  readonly #delayMs: number;
  readonly #pending = new Map<string, Pending>();

  /**
   * @param keepMs how long an answer is waited for
   * @param delayMs how long a question, or word that nobody can answer it, is held until the server is ready for it
   */
  constructor(hub: Hub, servers: HubServers, instanceId: string, keepMs: number, delayMs: number) {
    this.#hub = hub;
    this.#servers = servers;
    this.#instanceId = instanceId;
    this.#keepMs = keepMs;
    this.#delayMs = delayMs;
  }

  /** An app server asks. What it is told goes over any of its connections: this one may be gone by then. */
  invoke(from: ServerConnection, message: MessageOf<"clientInvocation">): void {
    // The management SDK throws on a mapping (azure-signalr WeakCallerClientResultsManager.cs).
    this.ask({ serverId: from.serverId, wantsMapping: !from.weak, tell: (told) => this.#servers.ofServer(from.serverId)?.send(told) }, message);
  }

  ask(asker: Asker, message: Omit<MessageOf<"clientInvocation">, "kind" | "callerServerId">): void {
    const { invocationId, connectionId } = message;
    const [member] = this.#hub.connections(connectionId);
    const owner = member?.serverId === undefined ? undefined : Array.from(this.#servers.all()).find((server) => server.clients.has(connectionId));
    const records = member === undefined ? undefined : ready(message.payloads)(member.protocol);
    if (member === undefined || records === undefined || (owner === undefined) !== (member.serverId === undefined)) {
      const error = member === undefined ? `Connection '${connectionId}' does not exist.` : `Connection '${connectionId}' cannot answer an invocation of this app server.`;
      setTimeout(() => refuse(asker, invocationId, connectionId, error), this.#delayMs);
      return;
    }
    clearTimeout(this.#pending.get(invocationId)?.timer);
    const timer = setTimeout(() => this.#pending.delete(invocationId), this.#keepMs).unref();
    this.#pending.set(invocationId, { connectionId, asker, timer });
    if (owner?.serverId !== asker.serverId) {
      if (asker.wantsMapping) asker.tell({ kind: "serviceMapping", invocationId, connectionId, instanceId: this.#instanceId });
      owner?.send({ kind: "clientInvocation", invocationId, connectionId, callerServerId: asker.serverId, payloads: [] });
    }
    setTimeout(() => this.#pending.has(invocationId) && member.send(records), this.#delayMs);
  }

  /** An answer on its way to the server that asked, or word that it has it. */
  complete(from: ServerConnection, message: MessageOf<"clientCompletion"> | MessageOf<"errorCompletion">): void {
    const pending = this.#take(message.invocationId);
    if (pending !== undefined && pending.asker.serverId !== from.serverId) pending.asker.tell(message);
  }

  /** The answer of a client whose hub protocol the service itself speaks. @param payload the whole completion with its terminator or length */
  answered({ connectionId, protocol }: HubMember, invocationId: string, payload: Uint8Array): void {
    const pending = this.#pending.get(invocationId);
    if (pending?.connectionId !== connectionId) return;
    this.#take(invocationId);
    pending.asker.tell({ kind: "clientCompletion", invocationId, connectionId, callerServerId: pending.asker.serverId, protocol, payload, extensions: { protocol } });
  }

  /** A client left: nobody will answer for it. */
  clientGone(connectionId: string): void {
    for (const [invocationId, pending] of this.#pending) {
      if (pending.connectionId !== connectionId) continue;
      this.#take(invocationId);
      refuse(pending.asker, invocationId, connectionId, `Connection '${connectionId}' was closed before it answered.`);
    }
  }

  #take(invocationId: string): Pending | undefined {
    const pending = this.#pending.get(invocationId);
    clearTimeout(pending?.timer);
    this.#pending.delete(invocationId);
    return pending;
  }
}

function refuse(asker: Asker, invocationId: string, connectionId: string, error: string): void {
  asker.tell({ kind: "errorCompletion", invocationId, connectionId, callerServerId: asker.serverId, error });
}
