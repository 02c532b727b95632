import { layoutOf } from "./layouts/layout.ts";
import type { LayoutName } from "./model.ts";

export type SnippetLanguage = "javascript" | "csharp" | "webSocket";

/** The kinds of clients there are for a layout: without any library only where the gateway negotiates. */
export function snippetLanguages(layout: LayoutName): readonly SnippetLanguage[] {
  return layout === "gatewayNegotiate" ? ["javascript", "csharp", "webSocket"] : ["javascript", "csharp"];
}

/**
 * A client for an integration, ready to paste. It negotiates with the app, which sends it on to the gateway, so it names the app's hub and
 * never the gateway; the negotiation is therefore not skipped. In the layout `gatewayNegotiate` it is the other way round: the client opens
 * the gateway's address and must not negotiate.
 * @param url the app's hub URL, such as `https://app.example.com/chat`; in the layout `gatewayNegotiate` the gateway's
 */
export function clientSnippet(layout: LayoutName, language: SnippetLanguage, url: string): string {
  if (language === "webSocket") {
    return bareWebSocket(url);
  }
  const text = fullClient(layout, language, layout === "gatewayNegotiate" ? url.replace(/^ws/i, "http") : url);
  return layout === "gatewayNegotiate" ? notNegotiating(text) : text;
}

/** The official clients need to be told that nothing is to be negotiated. */
function notNegotiating(text: string): string {
  return text
    .replace("// The app's own hub. Its negotiate answer leads to API Management (ClientEndpoint).", "// API Management's address. It negotiates with the app and the service itself, so that the client must not.")
    .replace("{ transport: HttpTransportType.WebSockets }", "{ skipNegotiation: true, transport: HttpTransportType.WebSockets }")
    .replace(", HttpTransportType.WebSockets)", ", HttpTransportType.WebSockets, options => options.SkipNegotiation = true)");
}

function fullClient(layout: LayoutName, language: Exclude<SnippetLanguage, "webSocket">, hubUrl: string): string {
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

/** SignalR's JSON protocol spoken by hand: each message ends in U+001E (signalr-protocol 3, 4). */
function bareWebSocket(url: string): string {
  return `// API Management's address. It negotiates with the app and the service itself: nothing but a WebSocket is needed.
const socket = new WebSocket(${JSON.stringify(url)});
const end = "\\u001e";

socket.addEventListener("open", () => {
  socket.send(JSON.stringify({ protocol: "json", version: 1 }) + end);
  socket.send(JSON.stringify({ type: 1, target: "broadcastMessage", arguments: ["me", "Hello through API Management"] }) + end);
});

socket.addEventListener("message", ({ data }) => {
  for (const text of String(data).split(end).filter((part) => part !== "")) {
    const message = JSON.parse(text);
    if (message.type === 1) console.log(message.target, ...message.arguments);
    // Answered, so that the service keeps the connection.
    if (message.type === 6) socket.send(JSON.stringify({ type: 6 }) + end);
  }
});
`;
}
