import type { SandboxEvent, SignalRModel } from "../model.ts";
import type { AppServers } from "./appServers.ts";
import { ClientConnection } from "./clientConnection.ts";
import type { OpeningRequest, OpenSession } from "./clientConnection.ts";
import type { ClientTransport } from "./clientTransport.ts";
import type { Client } from "./clients.ts";
import { hostBackend } from "./hubBackend.ts";
import { chooseProtocol, HubSession } from "./hubSession.ts";
import type { Hubs } from "./hubs.ts";
import { numberClaim } from "./identity.ts";
import type { ServiceLimits } from "./limits.ts";
import type { Quota } from "./quota.ts";
import { noAppServer, serverlessTimeoutMs, serviceMode } from "./serviceMode.ts";
import { upstreamBackend } from "./upstream/upstreamBackend.ts";

export interface SessionOptions {
  readonly signalR: SignalRModel;
  readonly hubs: Hubs;
  readonly appServers: AppServers;
  readonly limits: ServiceLimits;
  readonly quota: Quota;
  readonly event: (name: string, members: Pick<SandboxEvent, string>) => void;
}

/** Makes the connections of clients, and decides by the service's mode who answers them. */
export function connectionMaker({ signalR, hubs, appServers, limits, quota, event }: SessionOptions): (client: Client, transport: ClientTransport, request: OpeningRequest) => ClientConnection {
  const open: OpenSession = (connection, handshake, bytes) => {
    const { hub: name, connectionId, userId } = connection.identity;
    const hub = hubs.get(name);
    const mode = serviceMode(signalR);
    const connected = (protocol: string, server?: string): void =>
      event("connected", { hub: name, connectionId, userId, transport: connection.transport.name, protocol, server });
    const host = mode === "Serverless" ? undefined : appServers.ownHost(hub);
    if (mode !== "Serverless" && host === undefined) {
      const session = appServers.open(connection, handshake, bytes);
      if (session !== undefined && typeof session !== "string") connected(session.protocol, session.serverId);
      if (session !== undefined) return session;
      if (mode === "Default") return noAppServer;
    }
    const protocol = chooseProtocol(handshake, connection);
    if (typeof protocol === "string") return protocol;
    connected(protocol.name);
    const failed = (target: string, error: unknown): void =>
      event("hostFailed", { hub: name, connectionId, target, error: error instanceof Error ? error.message : String(error) });
    return new HubSession(connection, protocol, {
      hub,
      backend: (member) =>
        host === undefined
          ? upstreamBackend(connection, { signalR, protocol, timeoutMs: limits.upstreamTimeoutMs, event })
          : hostBackend(host, hub, member, failed),
      keepAliveMs: limits.keepAliveMs,
      clientTimeoutMs: mode === "Serverless" ? serverlessTimeoutMs(signalR) : limits.clientTimeoutMs,
      recordBytes: limits.webSocketMessageBytes,
      answered: (member, invocationId, payload) => appServers.results(name).answered(member, invocationId, payload),
      failed,
    });
  };
  return (client, transport, request) => {
    const timeout = numberClaim(client.identity.claims, "asrs.s.cht", 1, 30);
    const lifetimeMs = remainingMs(client.identity.claims);
    const expiry = lifetimeMs === undefined ? undefined : setTimeout(() => connection.close(undefined, true), lifetimeMs);
    const connection = new ClientConnection({
      identity: client.identity,
      request,
      transport,
      stateful: client.stateful,
      open,
      handshakeTimeoutMs: timeout === undefined ? limits.handshakeTimeoutMs : timeout * 1000,
      dropBytes: limits.dropBytes,
      sent: (size) => quota.sent(size),
      ended: ({ identity: { hub, connectionId } }, error) => {
        clearTimeout(expiry);
        appServers.clientGone(hub, connectionId);
        event("disconnected", { hub, connectionId, transport: transport.name, error });
      },
    });
    return connection;
  };
}

/** Time until the user's authentication ends, where the app asked that the connection end with it (CloseOnAuthenticationExpiration). */
function remainingMs(claims: Readonly<Record<string, unknown>>): number | undefined {
  if (claims["asrs.s.coae"] !== "true") return undefined;
  const expiry = numberClaim(claims, "asrs.s.aeo", 0, Number.MAX_SAFE_INTEGER);
  const remaining = expiry === undefined ? Infinity : expiry * 1000 - Date.now();
  // Node fires timers of more than 31 bits at once.
  return remaining < 2 ** 31 ? Math.max(remaining, 0) : undefined;
}
