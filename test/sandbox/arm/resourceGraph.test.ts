import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestArm } from "./testArm.ts";
import type { Answer, TestArm } from "./testArm.ts";

const discover = `Resources
| where type in~ ('microsoft.apimanagement/service', 'Microsoft.SignalRService/SignalR')
| project id, name, type, kind, sku, gatewayUrl = properties.gatewayUrl, host = tostring(properties.hostName), properties.publicPort
| order by name asc`;

function ask({ send }: TestArm, body: unknown): Promise<Answer> {
  return send("POST", "/providers/Microsoft.ResourceGraph/resources", { version: "2024-04-01", body });
}

void test("one query finds instances and services with the columns it projects", async (t) => {
  const arm = await startTestArm(t);
  const { status, body, headers } = await ask(arm, { query: discover, subscriptions: [arm.model.subscriptionId] });
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(body, { totalRecords: 2, count: 2, resultTruncated: "false", facets: [] });
  assert.partialDeepStrictEqual(body["data"], [
    {
      name: "chat-signalr",
      type: "microsoft.signalrservice/signalr",
      kind: "SignalR",
      gatewayUrl: null,
      host: "127.0.0.1",
      properties_publicPort: 2,
    },
    {
      name: "sandbox-apim",
      type: "microsoft.apimanagement/service",
      kind: "",
      gatewayUrl: "http://127.0.0.1:1",
      host: "",
      sku: { name: "Developer", capacity: 1 },
    },
  ]);
  assert.ok(headers.has("x-ms-user-quota-remaining"));
});

void test("pages are fetched with the token, which needs an id column", async (t) => {
  const arm = await startTestArm(t);
  const first = await ask(arm, { query: discover, options: { $top: 1 } });
  assert.equal(first.body["resultTruncated"], "true");
  const second = await ask(arm, { query: discover, options: { $skipToken: first.body["$skipToken"] } });
  assert.partialDeepStrictEqual([first.body["data"], second.body["data"]], [[{ name: "chat-signalr" }], [{ name: "sandbox-apim" }]]);
  assert.ok(!("$skipToken" in second.body));
  const without = await ask(arm, { query: "Resources | project name", options: { $top: 1 } });
  assert.ok(!("$skipToken" in without.body));
  assert.equal((await ask(arm, { query: discover, options: { $skipToken: "made up" } })).status, 400);
});

void test("rows come as a table where asked", async (t) => {
  const arm = await startTestArm(t);
  const { body } = await ask(arm, {
    query: "resources | where kind =~ 'signalr' and name != 'x' | project name, sku, port = properties.publicPort | take 5",
    options: { resultFormat: "table" },
  });
  assert.deepEqual(body["data"], {
    columns: [
      { name: "name", type: "string" },
      { name: "sku", type: "object" },
      { name: "port", type: "integer" },
    ],
    rows: [["chat-signalr", { name: "Standard_S1", tier: "Standard", size: "S1", capacity: 20 }, 2]],
  });
});

void test("conditions compare with and without case, and leave out", async (t) => {
  const arm = await startTestArm(t);
  const names = async (condition: string): Promise<unknown> =>
    (await ask(arm, { query: `Resources // all of them\n| where ${condition} | project id, name | order by name` })).body["data"];
  assert.partialDeepStrictEqual(await names("name =~ 'CHAT-signalr'"), [{ name: "chat-signalr" }]);
  assert.deepEqual(await names("name == 'CHAT-signalr'"), []);
  assert.partialDeepStrictEqual(await names("kind !~ 'signalr'"), [{ name: "sandbox-apim" }]);
  assert.partialDeepStrictEqual(await names("name !in~ ('chat-signalr')"), [{ name: "sandbox-apim" }]);
  assert.partialDeepStrictEqual(await names('location == "westeurope"'), [{ name: "sandbox-apim" }, { name: "chat-signalr" }]);
});

void test("what it cannot run or does not own is refused, quoting it", async (t) => {
  const arm = await startTestArm(t);
  for (const query of [
    "ResourceContainers | take 1",
    "Resources | summarize count()",
    "Resources | where name contains 'x'",
    "Resources | where type in~ (x)",
    "Resources | project a b",
    "Resources | where name == 'x",
    "Resources | order by",
    "",
  ]) {
    const { status, body } = await ask(arm, { query });
    assert.deepEqual([query, status, body.error?.code], [query, 400, "BadRequest"]);
  }
  assert.match((await ask(arm, { query: "Resources | summarize count()" })).body.error?.message ?? "", /summarize count\(\)/);
  assert.equal((await ask(arm, { query: discover, subscriptions: ["11111111-1111-1111-1111-111111111111"] })).status, 400);
});

void test("paging options out of range and unknown formats are refused", async (t) => {
  const arm = await startTestArm(t);
  for (const options of [{ $top: 0 }, { $top: 1001 }, { $top: "5" }, { $skip: -1 }, { resultFormat: "xml" }]) {
    const { status, body } = await ask(arm, { query: discover, options });
    assert.deepEqual([options, status, body.error?.code], [options, 400, "BadRequest"]);
  }
  const skipped = await ask(arm, { query: discover, options: { $skip: 1, $top: 5 } });
  assert.partialDeepStrictEqual(skipped.body, { totalRecords: 2, count: 1, data: [{ name: "sandbox-apim" }], resultTruncated: "false" });
});

void test("a plain table query gives the columns of the real table, types in lower case", async (t) => {
  const arm = await startTestArm(t);
  const { body } = await ask(arm, { query: "Resources | where type == 'microsoft.signalrservice/signalr' | limit 1" });
  assert.partialDeepStrictEqual(body["data"], [
    {
      id: arm.service.replace("signalR/", "SignalR/"),
      resourceGroup: "sandbox-rg",
      subscriptionId: arm.model.subscriptionId,
      tenantId: arm.model.tenantId,
      location: "westeurope",
    },
  ]);
});
