import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import type { HubConnection, IHubProtocol } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import type { ClientTokenOptions } from "../../src/signalr/token.ts";
import type { TestService } from "./signalRService.ts";

/** Every transport with every protocol it carries. */
export const ways = [
  ["WebSockets and json", HttpTransportType.WebSockets, () => new JsonHubProtocol()],
  ["WebSockets and messagepack", HttpTransportType.WebSockets, () => new MessagePackHubProtocol()],
  ["Server-Sent Events and json", HttpTransportType.ServerSentEvents, () => new JsonHubProtocol()],
  ["long polling and json", HttpTransportType.LongPolling, () => new JsonHubProtocol()],
  ["long polling and messagepack", HttpTransportType.LongPolling, () => new MessagePackHubProtocol()],
] as const;

/** The official client at the service's own endpoint, not yet started; stopped after the test. */
export function officialClient(
  t: TestContext,
  service: TestService,
  transport: HttpTransportType = HttpTransportType.WebSockets,
  protocol: IHubProtocol = new JsonHubProtocol(),
  token: Partial<ClientTokenOptions> = {},
): HubConnection {
  const connection = new HubConnectionBuilder()
    .withUrl(`${service.url}/client/?hub=${token.hub ?? "chat"}`, { transport, accessTokenFactory: () => service.token(token) })
    .withHubProtocol(protocol)
    .withAutomaticReconnect([0, 10, 50])
    .configureLogging(LogLevel.None)
    .build();
  t.after(() => connection.stop());
  return connection;
}

/** The same, started. */
export async function connect(...args: Parameters<typeof officialClient>): Promise<HubConnection> {
  const connection = officialClient(...args);
  await connection.start();
  return connection;
}

/** The next call of a client method. */
export function called(connection: HubConnection, method: string): Promise<unknown[]> {
  return new Promise((resolve) => connection.on(method, (...args: unknown[]) => resolve(args)));
}
