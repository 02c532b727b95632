import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { SignJWT, exportJWK } from "jose";
import { apply } from "../../src/apim/apply.ts";
import type { ApplyResult, PublishOptions } from "../../src/apim/model.ts";
import { looksLikeOurs } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { createClientToken } from "../../src/signalr/token.ts";
import { publishSandbox } from "../support/published.ts";
import type { Published } from "../support/published.ts";
import { refusedUpgrade } from "../support/rawClient.ts";
import { startUpstream } from "../support/upstreamServer.ts";

interface World extends Published {
  readonly sandbox: Sandbox;
}

async function published(t: TestContext, options: Partial<PublishOptions>): Promise<World> {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const made = await publishSandbox(sandbox.line, options);
  assert.equal(made.integration.state, "published", JSON.stringify(made.integration.findings));
  return { sandbox, ...made };
}

/** Negotiates at the gateway as a client does that the app has sent there. */
async function negotiate({ sandbox: { line } }: World, hub: string, headers: Record<string, string> = {}, query = ""): Promise<Response> {
  const { endpointUrl, accessKey = "" } = parseConnectionString(line.connectionString);
  const token = await createClientToken({ accessKey, endpoint: endpointUrl, hub });
  return fetch(`${line.gatewayUrl}/client/negotiate?hub=${hub}&negotiateVersion=1${query}`, { method: "POST", headers: { Authorization: `Bearer ${token}`, ...headers } });
}

async function remove({ controlPlane, integration, sandbox: { line } }: World): Promise<ApplyResult> {
  const { instances: [instance] } = await controlPlane.discover([line.subscriptionId]);
  assert.ok(instance);
  return apply(planRemoval({ instance, integration, contents: await controlPlane.contents(instance, looksLikeOurs) }), controlPlane);
}

void test("only listed hubs are reached, in negotiate, at the handshake and by the other transports; the official client chats in a listed one", async (t) => {
  for (const layout of ["webSocket", "http"] as const) {
    const world = await published(t, { layout, hubs: ["Chat", "news"] });
    assert.deepEqual((await negotiate(world, "secret")).status, 403);
    assert.deepEqual((await negotiate(world, "secret", {}, "&hub=chat")).status, 403, "two hubs are none of the listed ones");
    assert.equal((await negotiate(world, "CHAT")).status, 200);
    const connect = `${world.sandbox.line.gatewayUrl}/client/?hub=secret&id=x`;
    assert.equal(layout === "http" ? (await fetch(connect)).status : (await refusedUpgrade(connect)).status, 403);
    await giveConnectionString(world.sandbox.line.appServerUrl, world.sandbox.line.armToken, world.connectionString);
    const transport = layout === "http" ? HttpTransportType.LongPolling : HttpTransportType.WebSockets;
    const connection = new HubConnectionBuilder().withUrl(`${world.sandbox.line.appServerUrl}/chat`, { transport }).configureLogging(LogLevel.None).build();
    t.after(() => connection.stop());
    await connection.start();
    await connection.invoke("echo", "ann", "hello");
    await connection.stop();
  }
});

void test("more requests than the rate limit gives get 429, for each caller's address or each connection", async (t) => {
  const world = await published(t, { rateLimit: { calls: 2, periodSeconds: 60, by: "ip" } });
  const statuses = [await negotiate(world, "chat"), await negotiate(world, "chat"), await negotiate(world, "chat")].map(({ status }) => status);
  assert.deepEqual(statuses, [200, 200, 429]);
  const byConnection = await published(t, { layout: "http", rateLimit: { calls: 1, periodSeconds: 60, by: "connection" } });
  const get = async (id: string): Promise<number> => (await fetch(`${byConnection.sandbox.line.gatewayUrl}/client/?hub=chat&id=${id}`)).status;
  assert.deepEqual([await get("a") === 429, await get("a"), await get("b") === 429], [false, 429, false]);
});

void test("whoever negotiates has to show a token of the app's own, in a header beside the service's", async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" };
  const issuer: { url: string } = { url: "" };
  const provider = await startUpstream(t, (call, response) => {
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(call.path === "/keys" ? { keys: [jwk] } : { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }));
  });
  issuer.url = provider.url;
  const signed = (audience: string): Promise<string> => new SignJWT({}).setProtectedHeader({ alg: "RS256", kid: "1" }).setIssuer(provider.url).setAudience(audience).setExpirationTime("5m").sign(privateKey);
  for (const layout of ["webSocket", "http"] as const) {
    const world = await published(t, { layout, jwt: { openIdConfig: `${provider.url}/.well-known/openid-configuration`, issuers: [], audiences: ["chat-app"], header: "X-App-Authorization" } });
    assert.equal((await negotiate(world, "chat")).status, 401);
    assert.equal((await negotiate(world, "chat", { "X-App-Authorization": `Bearer ${await signed("other")}` })).status, 401);
    assert.equal((await negotiate(world, "chat", { "X-App-Authorization": `Bearer ${await signed("chat-app")}` })).status, 200);
  }
  const world = await published(t, { layout: "gatewayNegotiate", appNegotiate: { url: `${provider.url}/negotiate` }, jwt: { openIdConfig: `${provider.url}/.well-known/openid-configuration`, issuers: [], audiences: ["chat-app"], header: "Authorization" } });
  const [url = ""] = world.integration.gatewayUrls;
  assert.equal((await refusedUpgrade(url)).status, 401);
  assert.equal((await refusedUpgrade(`${url}?access_token=${await signed("other")}`)).status, 401);
  assert.equal((await refusedUpgrade(`${url}?access_token=${await signed("chat-app")}`)).status, 502, "let in, and told that this app does not negotiate");
});

void test("a product's subscribers connect by its key, and nobody else", async (t) => {
  const world = await published(t, { product: "realtime" });
  const { line } = world.sandbox;
  const instance = `${line.armEndpoint}/subscriptions/${line.subscriptionId}/resourceGroups/${line.resourceGroup}/providers/Microsoft.ApiManagement/service/${line.apimName}`;
  const headers = { Authorization: `Bearer ${line.armToken}`, "Content-Type": "application/json" };
  const made = await fetch(`${instance}/subscriptions/partner?api-version=2022-08-01`, { method: "PUT", headers, body: JSON.stringify({ properties: { displayName: "Partner", scope: "/products/realtime", state: "active" } }) });
  assert.equal(made.status, 201);
  const secrets: unknown = await (await fetch(`${instance}/subscriptions/partner/listSecrets?api-version=2022-08-01`, { method: "POST", headers })).json();
  assert.ok(typeof secrets === "object" && secrets !== null && "primaryKey" in secrets && typeof secrets.primaryKey === "string");
  assert.equal((await negotiate(world, "chat")).status, 401);
  assert.equal((await negotiate(world, "chat", {}, `&subscription-key=${secrets.primaryKey}`)).status, 200);
  await assert.rejects(remove(world), /has subscriptions[^]*Nothing was changed/, "a partner's key is not taken away with it");
  assert.equal((await negotiate(world, "chat", {}, `&subscription-key=${secrets.primaryKey}`)).status, 200);
  assert.equal((await fetch(`${instance}/subscriptions/partner?api-version=2022-08-01`, { method: "DELETE", headers: { ...headers, "If-Match": "*" } })).status, 200);
  assert.equal((await remove(world)).outcome, "applied");
});
