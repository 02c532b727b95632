import type { Layout } from "./roles.ts";

/**
 * Server-Sent Events and long polling through one API (Microsoft Learn, "How to use Azure SignalR Service with Azure API Management";
 * apim-facts 1.5), with the DELETE that ends a long-polling connection: the article leaves it out, and the service would keep the
 * connection until it times out (signalr-protocol 2.4, 2.6).
 */
export const http: Layout = {
  name: "http",
  transports: ["ServerSentEvents", "LongPolling"],
  defaultPrefix: "",
  roles: [
    {
      id: "http",
      displayName: "SignalR",
      type: "http",
      protocols: ["https"],
      path: "client",
      backendPath: "client",
      operations: [
        { id: "negotiate-preflight", displayName: "negotiate preflight", method: "OPTIONS", urlTemplate: "/negotiate" },
        { id: "negotiate", displayName: "negotiate", method: "POST", urlTemplate: "/negotiate", negotiates: true },
        { id: "preflight", displayName: "preflight", method: "OPTIONS", urlTemplate: "/" },
        { id: "send", displayName: "send", method: "POST", urlTemplate: "/" },
        { id: "connect", displayName: "connect", method: "GET", urlTemplate: "/", unbuffered: true },
        { id: "close", displayName: "close", method: "DELETE", urlTemplate: "/" },
      ],
    },
  ],
};
