import type { Answer } from "./answer.ts";
import type { ClientRequest } from "./clientRequest.ts";
import type { ClientTransportName } from "./clientTransport.ts";
import type { Clients } from "./clients.ts";
import { newId, numberClaim, userIdOf } from "./identity.ts";
import type { ClientIdentity } from "./identity.ts";

/** All transports in the order they are offered, with their bit in the claim `asrs.s.htt`. */
const transports: readonly { readonly transport: ClientTransportName; readonly transferFormats: readonly string[]; readonly bit: number }[] = [
  { transport: "WebSockets", transferFormats: ["Text", "Binary"], bit: 1 },
  { transport: "ServerSentEvents", transferFormats: ["Text"], bit: 2 },
  { transport: "LongPolling", transferFormats: ["Text", "Binary"], bit: 4 },
];

/** Whether the token lets its client use the transport. */
export function transportAllowed(claims: ClientRequest["claims"], name: ClientTransportName): boolean {
  const allowed = numberClaim(claims, "asrs.s.htt", 0, 7) ?? 7;
  return transports.some(({ transport, bit }) => transport === name && (allowed & bit) !== 0);
}

/** A new client of the hub, with the token's user. */
export function newIdentity({ hub, claims }: ClientRequest): ClientIdentity {
  return { hub, claims, connectionId: newId(), userId: userIdOf(claims) };
}

/**
 * Answers a negotiate (signalr-protocol 1.2, 1.5). What the client got wrong comes as 200 with `error`.
 * @param keeps whether the hub lets its clients come back after a dropped WebSocket
 */
export function negotiate(request: ClientRequest, clients: Clients, keeps: boolean): Answer {
  // An app's redirect repeats the version it was asked for, so there may be two of them.
  const asked = request.query.first("negotiateVersion") ?? "0";
  const version = Number(asked);
  if (!/^[+-]?\d+$/.test(asked.trim())) return json({ error: "The client requested a non-integer protocol version." });
  if (version < 0) return json({ error: `The client requested version '${version}', but the server does not support this version.` });
  const stateful = keeps && request.query.first("useStatefulReconnect")?.toLowerCase() === "true" && transportAllowed(request.claims, "WebSockets");
  const client = clients.add(newIdentity(request), version > 0, request.query.first("asrs_request_id"), stateful);
  const { connectionId } = client.identity;
  return json({
    negotiateVersion: Math.min(version, 1),
    connectionId,
    ...(version > 0 ? { connectionToken: client.id } : {}),
    ...(stateful ? { useStatefulReconnect: true } : {}),
    availableTransports: transports.filter(({ transport }) => transportAllowed(request.claims, transport)).map(({ transport, transferFormats }) => ({ transport, transferFormats })),
  });
}

function json(value: unknown): Answer {
  return { status: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) };
}
