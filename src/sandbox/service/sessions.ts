import type { SandboxEvent, SignalRModel } from "../model.ts";
import { ClientConnection } from "./clientConnection.ts";
import type { OpenSession } from "./clientConnection.ts";
import type { ClientTransport } from "./clientTransport.ts";
import type { Client } from "./clients.ts";
import { chooseProtocol, HubSession } from "./hubSession.ts";
import type { Hubs } from "./hubs.ts";
import { numberClaim } from "./identity.ts";
import type { ServiceLimits } from "./limits.ts";
import { noAppServer, serviceMode } from "./serviceMode.ts";

export interface SessionOptions {
  readonly signalR: SignalRModel;
  readonly hubs: Hubs;
  readonly limits: ServiceLimits;
  readonly event: (name: string, members: Pick<SandboxEvent, string>) => void;
}

/** Makes the connections of clients, and decides by the service's mode who answers them. */
export function connectionMaker({ signalR, hubs, limits, event }: SessionOptions): (client: Client, transport: ClientTransport) => ClientConnection {
  const open: OpenSession = (connection, handshake) => {
    const { hub: name, connectionId, userId } = connection.identity;
    const hub = hubs.get(name);
    const mode = serviceMode(signalR);
    const host = mode === "Serverless" ? undefined : hub.hosts.at(-1);
    if (mode === "Default" && host === undefined) return noAppServer;
    const protocol = chooseProtocol(handshake, connection);
    if (typeof protocol === "string") return protocol;
    event("connected", { hub: name, connectionId, userId, transport: connection.transport.name, protocol: protocol.name });
    return new HubSession(connection, protocol, {
      hub,
      host,
      keepAliveMs: limits.keepAliveMs,
      clientTimeoutMs: limits.clientTimeoutMs,
      recordBytes: limits.webSocketMessageBytes,
      failed: (target, error) => event("hostFailed", { hub: name, connectionId, target, error: error instanceof Error ? error.message : String(error) }),
    });
  };
  return (client, transport) => {
    const timeout = numberClaim(client.identity.claims, "asrs.s.cht", 1, 30);
    return new ClientConnection({
      identity: client.identity,
      transport,
      open,
      handshakeTimeoutMs: timeout === undefined ? limits.handshakeTimeoutMs : timeout * 1000,
      dropBytes: limits.dropBytes,
      ended: ({ identity: { hub, connectionId } }, error) => event("disconnected", { hub, connectionId, transport: transport.name, error }),
    });
  };
}
