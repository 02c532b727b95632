import { layoutOf } from "./layouts/layout.ts";
import type { LayoutName } from "./model.ts";

export type SnippetLanguage = "javascript" | "csharp";

/**
 * A client for an integration, ready to paste. It negotiates with the app, which sends it on to the gateway, so it names the app's hub and
 * never the gateway; the negotiation is therefore not skipped.
 * @param hubUrl the app's hub URL, such as `https://app.example.com/chat`
 */
export function clientSnippet(layout: LayoutName, language: SnippetLanguage, hubUrl: string): string {
  // Pinned: a client that falls back to another transport would leave the gateway or fail.
  const transports = layoutOf(layout).transports.map((name) => `HttpTransportType.${name}`).join(" | ");
  return language === "javascript" ? javascript(transports, hubUrl) : csharp(transports, hubUrl);
}

function javascript(transports: string, hubUrl: string): string {
  return `import { HttpTransportType, HubConnectionBuilder } from "@microsoft/signalr";

// The app's own hub. Its negotiate answer leads to API Management (ClientEndpoint).
const connection = new HubConnectionBuilder()
  .withUrl(${JSON.stringify(hubUrl)}, { transport: ${transports} })
  .withAutomaticReconnect()
  .build();

connection.on("broadcastMessage", (name, message) => {
  console.log(\`\${name}: \${message}\`);
});

await connection.start();
await connection.send("broadcastMessage", "me", "Hello through API Management");
`;
}

function csharp(transports: string, hubUrl: string): string {
  return `using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

// The app's own hub. Its negotiate answer leads to API Management (ClientEndpoint).
await using var connection = new HubConnectionBuilder()
    .WithUrl(${JSON.stringify(hubUrl)}, ${transports})
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
