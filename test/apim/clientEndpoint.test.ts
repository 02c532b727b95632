import assert from "node:assert/strict";
import { test } from "node:test";
import { clientEndpointFor, connectionStringFor } from "../../src/apim/clientEndpoint.ts";
import type { Integration } from "../../src/apim/model.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { clientUrl } from "../../src/signalr/clientUrl.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, handMade, instance, service } from "../support/fakeInstance.ts";

const [bare] = recognise(instance, new FakeInstance(handMade()).contents, [service]);
const [prefixed] = recognise(instance, new FakeInstance(handMade(service.endpoint, "team-a/")).contents, [service]);
const fromService = "Endpoint=https://chat-signalr.service.signalr.net;AccessKey=FAKEkey0000000000000000000000000000000000000=;Version=1.0;";

void test("a bare host takes no slash and a path ends in one, whatever the gateway's URL looks like", () => {
  const cases = [
    ["https://gateway", "", "https://gateway"],
    ["https://gateway/", "", "https://gateway"],
    ["https://gateway:443/", "", "https://gateway"],
    ["https://gateway", "team-a", "https://gateway/team-a/"],
    ["https://door.contoso.com/rt", "", "https://door.contoso.com/rt/"],
    ["https://door.contoso.com/rt/", "team-a/b", "https://door.contoso.com/rt/team-a/b/"],
    ["http://127.0.0.1:4001", "", "http://127.0.0.1:4001"],
  ] as const;
  for (const [gatewayUrl, prefix, expected] of cases) {
    assert.equal(clientEndpointFor(gatewayUrl, prefix), expected);
  }
});

void test("what the SDK would glue its path behind is refused", () => {
  for (const url of ["gateway", "wss://gateway", "https://gateway/?subscription-key=x", "https://gateway/#a", "https://me@gateway/"]) {
    assert.throws(() => clientEndpointFor(url, ""), (error) => error instanceof Problem && error.code === "gatewayUrlInvalid");
  }
});

void test("the connection string leads clients to the published suffix, with the service's own key", () => {
  for (const [integration, url] of [
    [bare, "https://contoso-apim.azure-api.net/client/?hub=chat"],
    [prefixed, "https://contoso-apim.azure-api.net/team-a/client/?hub=chat"],
  ] as const) {
    assert.ok(integration);
    const made = parseConnectionString(connectionStringFor({ auth: "key", connectionString: fromService }, integration));
    assert.equal(made.accessKey, parseConnectionString(fromService).accessKey);
    assert.equal(made.endpoint, "https://chat-signalr.service.signalr.net");
    assert.equal(clientUrl(made, "Chat"), url);
  }
});

void test("the Entra form holds no key, and a custom domain can take the gateway's place", () => {
  assert.ok(bare);
  const made = connectionStringFor({ auth: "entra" }, bare, "https://rt.contoso.com");
  assert.doesNotMatch(made, /AccessKey/i);
  assert.equal(parseConnectionString(made).clientEndpoint?.replace(/\/$/, ""), "https://rt.contoso.com");
});

void test("a layout without ClientEndpoint, and a service string that is broken, say so", () => {
  assert.ok(bare);
  const without: Integration = { ...bare, clientEndpoint: null };
  assert.throws(() => connectionStringFor({ auth: "entra" }, without), (error) => error instanceof Problem && error.code === "noClientEndpoint");
  assert.throws(() => connectionStringFor({ auth: "key", connectionString: "AccessKey=FAKEkey;Version=1.0" }, bare), (error) => error instanceof Problem && !error.message.includes("FAKEkey"));
});
