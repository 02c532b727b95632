import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { TestContext } from "node:test";
import { redirect } from "../../src/sandbox/app/negotiate.ts";
import { listen, stopServer } from "../../src/sandbox/loopback.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { startAppServer } from "./appServer.ts";
import type { AppServer } from "./appServer.ts";

/** A person's own app, as far as it is seen from outside: it read a connection string, dialled in, and negotiates at its hub's URL. */
export interface OwnApp {
  readonly hubUrl: string;
  readonly server: AppServer;
}

/** Started with nothing but the string; it ends with the test. */
export async function startOwnApp(t: TestContext, text: string, serverId: string): Promise<OwnApp> {
  const { accessKey, ...connectionString } = parseConnectionString(text);
  assert.ok(accessKey !== undefined);
  const http = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://app");
    if (request.method !== "POST" || pathname !== "/chat/negotiate") return response.writeHead(404).end();
    return void redirect({ ...connectionString, accessKey }, search).then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  });
  const port = await listen(http, 0);
  t.after(() => stopServer(http));
  const server = await startAppServer(t, { url: connectionString.endpoint, signalR: { keys: { primary: accessKey } } }, { serverId, connections: 5 });
  return { hubUrl: `http://127.0.0.1:${port}/chat`, server };
}
