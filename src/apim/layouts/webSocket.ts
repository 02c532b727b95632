import type { Layout } from "./roles.ts";

/**
 * WebSockets through two APIs, because one API cannot be of both types and two types cannot share a suffix
 * (Microsoft Learn, "How to use Azure SignalR Service with Azure API Management"; apim-facts 1.3, 1.5). The WebSocket
 * API's only operation, `onHandshake`, is made by the instance and never written.
 */
export const webSocket: Layout = {
  name: "webSocket",
  transports: ["WebSockets"],
  defaultPrefix: "",
  roles: [
    {
      id: "negotiate",
      displayName: "SignalR negotiate",
      type: "http",
      protocols: ["https"],
      path: "client/negotiate",
      backendPath: "client/negotiate",
      operations: [
        { id: "negotiate-preflight", displayName: "negotiate preflight", method: "OPTIONS", urlTemplate: "/" },
        { id: "negotiate", displayName: "negotiate", method: "POST", urlTemplate: "/", negotiates: true },
      ],
    },
    { id: "connect", displayName: "SignalR connect", type: "websocket", protocols: ["wss"], path: "client", backendPath: "client", operations: [] },
  ],
};
