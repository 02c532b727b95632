import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import * as v from "valibot";
import type { ServiceMessage } from "../../../src/sandbox/service/serverProtocol/messages.ts";
import { createClientToken } from "../../../src/signalr/token.ts";
import { startAppServer } from "../../support/appServer.ts";
import { refusedUpgrade } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";

const keyAnswer = v.object({ KeyId: v.string(), AccessKey: v.string() });
const entraToken = "the-test-credential";

void test("an app without a key gets one for the test credential, and its clients' tokens are good", async (t) => {
  const service = await startTestService(t, { entraToken });
  service.signalR.properties["disableLocalAuth"] = true;
  for (const path of ["/api/v1/auth/accessKey", "/api/auth/accessKey?api-version=2024-12-01"]) {
    const ask = async (token: string): Promise<Response> => fetch(`${service.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await ask("another")).status, 401);
    const { KeyId, AccessKey } = v.parse(keyAnswer, await (await ask(entraToken)).json());
    assert.notEqual(AccessKey, service.signalR.keys.primary);
    const client = new HubConnectionBuilder()
      .withUrl(`${service.url}/client/?hub=chat`, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => createClientToken({ accessKey: AccessKey, keyId: KeyId, endpoint: service.url, hub: "chat" }) })
      .configureLogging(LogLevel.None)
      .build();
    await client.start();
    await client.stop();
  }
  assert.ok(!JSON.stringify(service.events).includes(entraToken));
});

void test("a server connection may carry the credential itself, and refreshes its key over the socket", async (t) => {
  const service = await startTestService(t, { entraToken, serving: "external" });
  const server = await startAppServer(t, service, { token: entraToken, serverId: "keyless" });
  const answer = async (token: string): Promise<ServiceMessage | undefined> => {
    const before = server.seen.length;
    server.connection.send({ kind: "accessKeyRequest", token, kid: null });
    const found = (): ServiceMessage | undefined => server.seen.slice(before).find(({ kind }) => kind === "accessKeyResponse");
    await server.until(() => found() !== undefined);
    return found();
  };
  const good = await answer(entraToken);
  assert.ok(good?.kind === "accessKeyResponse" && good.errorType === null && good.accessKey !== null);
  const bad = await answer("another");
  assert.deepEqual(bad?.kind === "accessKeyResponse" && [bad.accessKey, bad.errorType], [null, "UnauthorizedAccess"]);
  assert.equal((await service.happened("serverConnected"))["serverId"], "keyless");
});

void test("the credential opens the REST API, and nothing where no credential was given", async (t) => {
  const [service, without] = [await startTestService(t, { entraToken }), await startTestService(t)];
  const head = async (url: string): Promise<number> => (await fetch(`${url}/api/hubs/chat/users/nobody?api-version=2022-06-01`, { method: "HEAD", headers: { Authorization: `Bearer ${entraToken}` } })).status;
  assert.deepEqual([await head(service.url), await head(without.url)], [404, 401]);
  assert.equal((await fetch(`${without.url}/api/v1/auth/accessKey`, { headers: { Authorization: `Bearer ${entraToken}` } })).status, 401);
  assert.equal((await refusedUpgrade(`${without.url}/server/?hub=chat`, { Authorization: `Bearer ${entraToken}` })).status, 401);
});
