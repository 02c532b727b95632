import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { entraSigningKey } from "../../src/signalr/signingKey.ts";
import { httpHub } from "./httpHub.ts";

const good = JSON.stringify({ KeyId: "1", AccessKey: "lent" });

void test("the key is asked for at ServerEndpoint, never at ClientEndpoint, with the Entra token", async (t) => {
  const hub = await httpHub(t);
  hub.instead = (_seen, response) => response.end(good) !== undefined;
  const { origin } = new URL(hub.url);
  const string = parseConnectionString(`Endpoint=https://service.invalid;AuthType=azure;ServerEndpoint=${origin}/;ClientEndpoint=https://gateway.invalid/;`);
  assert.deepEqual(await entraSigningKey(string, "entra"), { accessKey: "lent", keyId: "1" });
  assert.deepEqual(hub.requests.map(({ method, url, headers }) => [method, url, headers.authorization]), [["GET", "/api/v1/auth/accessKey", "Bearer entra"]]);
});

for (const [status, body, code, says] of [
  [200, "<html>", "unexpectedAnswer", /not Azure SignalR Service/],
  [200, '{"KeyId":"1","AccessKey":""}', "unexpectedAnswer", /not Azure SignalR Service/],
  [401, "", "tokenRefused", /role SignalR App Server/],
  [403, "", "forbidden", /role SignalR App Server/],
  [503, "", "backendUnavailable", /service is overloaded|service that is stopped/],
] as const) {
  void test(`an answer of ${status} "${body}" in the place of a key is explained, and the token is not in it`, async (t) => {
    const hub = await httpHub(t);
    hub.instead = (_seen, response) => response.writeHead(status).end(body) !== undefined;
    const string = parseConnectionString(`Endpoint=${new URL(hub.url).origin};AuthType=azure;`);
    await assert.rejects(entraSigningKey(string, "entra-secret"), (error) => error instanceof Problem && error.code === code && says.test(error.details.likelyCause ?? "") && !JSON.stringify(error.details).includes("entra-secret"));
  });
}
