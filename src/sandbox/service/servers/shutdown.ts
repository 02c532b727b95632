import type { HubServers } from "./hubServers.ts";
import type { ServerConnection } from "./serverConnection.ts";

/**
 * A connection's server is about to go: it gets no new clients. Those it has stay with it, or move to other servers of
 * the hub where it wants that and there are any (service-protocol section 7).
 */
export function startLeaving(connection: ServerConnection, servers: HubServers, migrate: boolean): void {
  connection.leaving = true;
  if (!migrate) return;
  for (const client of Array.from(connection.clients.values())) {
    const other = servers.chooseOther(connection.serverId);
    if (other !== undefined && client.movable) client.moveTo(other);
  }
}

/**
 * Ends a server's connection from this side: its clients move where its app takes part in migration, the others are told to
 * come back. With code 1000 the SDK dials in again silently (service-protocol section 5, "Closing").
 */
export function endServer(connection: ServerConnection, servers: HubServers, reason: string): void {
  startLeaving(connection, servers, connection.handshake.migrationLevel > 0);
  // With clients left it would hold back the answers to their calls (service-protocol section 7, `Offline`).
  if (connection.knowsFlowControl && connection.clients.size === 0) connection.send({ kind: "connectionFlowControl", connectionId: connection.id, connectionType: 2, operation: 4 });
  connection.close(1000, reason);
}
