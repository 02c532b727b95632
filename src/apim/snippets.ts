import type { LayoutName } from "./model.ts";

export type SnippetLanguage = "javascript" | "csharp";

/** The transport a layout carries: a client that falls back to another one would leave the gateway or fail (apim-facts 0.1). */
const transports: Readonly<Record<LayoutName, { readonly name: "WebSockets" }>> = { webSocket: { name: "WebSockets" } };

/**
 * A client for an integration, ready to paste. It negotiates with the app, which sends it on to the gateway, so it names the app's hub and
 * never the gateway; the negotiation is therefore not skipped.
 * @param hubUrl the app's hub URL, such as `https://app.example.com/chat`
 */
export function clientSnippet(layout: LayoutName, language: SnippetLanguage, hubUrl: string): string {
  const transport = transports[layout].name;
  return language === "javascript" ? javascript(transport, hubUrl) : csharp(transport, hubUrl);
}

function javascript(transport: string, hubUrl: string): string {
  return `import { HttpTransportType, HubConnectionBuilder } from "@microsoft/signalr";

// The app's own hub. Its negotiate answer leads to API Management (ClientEndpoint).
const connection = new HubConnectionBuilder()
  .withUrl(${JSON.stringify(hubUrl)}, { transport: HttpTransportType.${transport} })
  .withAutomaticReconnect()
  .build();

connection.on("broadcastMessage", (name, message) => {
  console.log(\`\${name}: \${message}\`);
});

await connection.start();
await connection.send("broadcastMessage", "me", "Hello through API Management");
`;
}

function csharp(transport: string, hubUrl: string): string {
  return `using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

// The app's own hub. Its negotiate answer leads to API Management (ClientEndpoint).
await using var connection = new HubConnectionBuilder()
    .WithUrl(${JSON.stringify(hubUrl)}, HttpTransportType.${transport})
    .WithAutomaticReconnect()
    .Build();

connection.On<string, string>("broadcastMessage", (name, message) =>
{
    Console.WriteLine($"{name}: {message}");
});

await connection.StartAsync();
await connection.SendAsync("broadcastMessage", "me", "Hello through API Management");
`;
}
