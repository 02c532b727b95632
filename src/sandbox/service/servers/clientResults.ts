import type { Hub } from "../hubs.ts";
import { ready } from "../hubProtocols.ts";
import type { MessageOf } from "../serverProtocol/messages.ts";
import type { HubServers } from "./hubServers.ts";
import type { ServerConnection } from "./serverConnection.ts";

interface Pending {
  readonly connectionId: string;
  readonly callerServerId: string;
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

  invoke(from: ServerConnection, message: MessageOf<"clientInvocation">): void {
    const { invocationId, connectionId } = message;
    const [member] = this.#hub.connections(connectionId);
    const owner = Array.from(this.#servers.all()).find((server) => server.clients.has(connectionId));
    const records = member === undefined ? undefined : ready(message.payloads)(member.protocol);
    if (member === undefined || owner === undefined || records === undefined) {
      const error = member === undefined ? `Connection '${connectionId}' does not exist.` : `Connection '${connectionId}' cannot answer an invocation of this app server.`;
      setTimeout(() => refuse(from, message, error), this.#delayMs);
      return;
    }
    clearTimeout(this.#pending.get(invocationId)?.timer);
    const timer = setTimeout(() => this.#pending.delete(invocationId), this.#keepMs).unref();
    this.#pending.set(invocationId, { connectionId, callerServerId: from.serverId, timer });
    if (owner.serverId !== from.serverId) {
      from.send({ kind: "serviceMapping", invocationId, connectionId, instanceId: this.#instanceId });
      owner.send({ ...message, payloads: [] });
    }
    setTimeout(() => this.#pending.has(invocationId) && member.send(records), this.#delayMs);
  }

  /** An answer on its way to the server that asked, or word that it has it. */
  complete(from: ServerConnection, message: MessageOf<"clientCompletion"> | MessageOf<"errorCompletion">): void {
    const pending = this.#take(message.invocationId);
    if (pending === undefined || pending.callerServerId === from.serverId) return;
    this.#servers.ofServer(pending.callerServerId)?.send(message);
  }

  /** A client left: nobody will answer for it. */
  clientGone(connectionId: string): void {
    for (const [invocationId, pending] of this.#pending) {
      if (pending.connectionId !== connectionId) continue;
      this.#take(invocationId);
      const caller = this.#servers.ofServer(pending.callerServerId);
      if (caller !== undefined) refuse(caller, { invocationId, connectionId, callerServerId: pending.callerServerId }, `Connection '${connectionId}' was closed before it answered.`);
    }
  }

  #take(invocationId: string): Pending | undefined {
    const pending = this.#pending.get(invocationId);
    clearTimeout(pending?.timer);
    this.#pending.delete(invocationId);
    return pending;
  }
}

type Asked = Pick<MessageOf<"clientInvocation">, "invocationId" | "connectionId" | "callerServerId">;

function refuse(caller: ServerConnection, { invocationId, connectionId, callerServerId }: Asked, error: string): void {
  caller.send({ kind: "errorCompletion", invocationId, connectionId, callerServerId, error });
}
