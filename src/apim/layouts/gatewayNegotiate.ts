import type { Layout } from "./roles.ts";

/**
 * One WebSocket API, at whose handshake the gateway negotiates in the client's place: for clients that can open a WebSocket and know
 * nothing of negotiating (Toon Vanhoutte's series on codit.eu, "Using API Management WebSockets"). It needs no `ClientEndpoint`: the app
 * names the service itself, and its clients know the gateway's address.
 */
export const gatewayNegotiate: Layout = {
  name: "gatewayNegotiate",
  transports: ["WebSockets"],
  defaultPrefix: "signalr",
  roles: [{ id: "socket", displayName: "SignalR socket", type: "websocket", protocols: ["wss"], path: "", backendPath: "client", negotiates: true, operations: [] }],
};
