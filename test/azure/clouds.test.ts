import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import * as fc from "fast-check";
import { cloudAt } from "../../src/azure/cloudMetadata.ts";
import type { ReadText } from "../../src/azure/cloudMetadata.ts";
import { cloudOf, namedCloud } from "../../src/azure/clouds.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { Problem } from "../../src/signalr/problem.ts";

/** What Resource Manager of each of Azure's clouds tells of all of them, as far as it is read here (apim-facts 7). */
const azures = [
  { name: "AzureCloud", resourceManager: "https://management.azure.com/", authentication: { loginEndpoint: "https://login.microsoftonline.com/", audiences: ["https://management.core.windows.net/", "https://management.azure.com/"] } },
  { name: "AzureChinaCloud", resourceManager: "https://management.chinacloudapi.cn", authentication: { loginEndpoint: "https://login.chinacloudapi.cn", audiences: ["https://management.core.chinacloudapi.cn", "https://management.chinacloudapi.cn"] } },
  { name: "AzureUSGovernment", resourceManager: "https://management.usgovcloudapi.net", authentication: { loginEndpoint: "https://login.microsoftonline.us", audiences: ["https://management.core.usgovcloudapi.net", "https://management.usgovcloudapi.net"] } },
];
const telling = (body: unknown): ReadText => () => Promise.resolve(JSON.stringify(body));

async function refused(url: string, read: ReadText): Promise<void> {
  await assert.rejects(cloudAt(url, read), (error) => error instanceof Problem && error.code === "cloudUnreadable" && error.message.includes(url) && error.details.nextStep !== undefined);
}

void test("Azure's clouds as they describe themselves are those that are known by name", async () => {
  for (const { name, resourceManager } of azures) assert.deepEqual(await cloudAt(resourceManager, telling(azures)), cloudOf(name));
});

void test("a cloud of one's own is taken from what its Resource Manager says, with the audience as it spells it", async () => {
  const asked: string[] = [];
  const stack = { galleryEndpoint: "https://gallery", authentication: { loginEndpoint: "https://login.contoso.example/", audiences: ["https://management.contoso.onmicrosoft.com/3cc5febd"] } };
  const cloud = await cloudAt("https://management.local.azurestack.external/", (url) => {
    asked.push(url);
    return telling(stack)(url, AbortSignal.any([]));
  });
  assert.deepEqual(asked, ["https://management.local.azurestack.external/metadata/endpoints?api-version=2019-05-01"]);
  assert.deepEqual(cloud, { name: "management.local.azurestack.external", resourceManager: "https://management.local.azurestack.external", scope: "https://management.contoso.onmicrosoft.com/3cc5febd/.default", authority: "https://login.contoso.example", scheme: "https" });
});

void test("a control plane of another cloud is asked with a token for that cloud, wherever it is", async (t) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const own = `http://${request.headers.host ?? ""}`;
    seen.push(`${request.url?.split("?")[0] ?? ""} ${request.headers.authorization ?? "no token"}`);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url?.startsWith("/metadata/") === true ? { name: "Contoso", authentication: { loginEndpoint: "https://login.contoso.example", audiences: [own] } } : { value: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cloud = await namedCloud(url);
  await createControlPlane(cloud, tokenCredential(([scope]) => Promise.resolve(`for-${scope ?? ""}`))).subscriptions();
  assert.equal(cloud.name, "Contoso");
  assert.deepEqual(seen, ["/metadata/endpoints no token", `/subscriptions Bearer for-${url}/.default`]);
});

void test("what is no cloud is refused with its address and a way on, before any token is asked for", async () => {
  await refused("http://management.example", telling(azures[0]));
  await refused("https://elsewhere.example", telling(azures));
  await refused("https://elsewhere.example", () => Promise.reject(new Error("getaddrinfo ENOTFOUND")));
  await fc.assert(fc.asyncProperty(fc.json(), async (json) => refused("https://elsewhere.example", () => Promise.resolve(json))));
});

const wanted = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(wanted).toString("base64")}"`;

/** Takes only a token that carries the claims. */
function wantsClaims(authorization: string | undefined): boolean {
  return authorization !== `Bearer t ${wanted}`;
}

const withClaims = tokenCredential((_scopes, { claims }) => Promise.resolve(`t ${claims ?? "plain"}`));

void test("claims that Azure asks for are asked of whoever gives the token, and the request goes on", async () => {
  let sent = 0;
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      sent += 1;
      const refused = wantsClaims(request.headers.get("authorization"));
      return Promise.resolve({ request, status: refused ? 401 : 200, headers: createHttpHeaders(refused ? { "www-authenticate": challenge } : {}), bodyAsText: JSON.stringify(refused ? { error: { code: "InvalidAuthenticationToken", message: "no" } } : { value: [] }) });
    },
  };
  assert.deepEqual(await createControlPlane(cloudOf("AzureCloud"), withClaims, { httpClient }).subscriptions(), []);
  assert.equal(sent, 2);
});

void test("so they are by a control plane on this machine; a refusal that names no claims is the answer", async (t) => {
  let named = true;
  const server = createServer((request, response) => {
    const refused = wantsClaims(request.headers.authorization);
    response.writeHead(refused ? 401 : 200, { "content-type": "application/json", ...(refused && named && { "www-authenticate": challenge }) });
    response.end(JSON.stringify(refused ? { error: { code: "InvalidAuthenticationToken", message: "no" } } : { value: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plane = createControlPlane({ name: "Contoso", resourceManager: url, scope: `${url}/.default`, scheme: "http" }, withClaims, { retryDelayMs: 1 });
  assert.deepEqual(await plane.subscriptions(), []);
  named = false;
  await assert.rejects(plane.subscriptions(), (error) => error instanceof Problem && error.details.status === 401);
});
