import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestArm } from "./testArm.ts";

const version = "2024-03-01";

void test("the service tells where it listens, and each version its own members", async (t) => {
  const { send, service, model } = await startTestArm(t);
  const { body } = await send("GET", service, { version });
  assert.partialDeepStrictEqual(body.properties, {
    hostName: "127.0.0.1",
    publicPort: 2,
    serverPort: 2,
    resourceStopped: "false",
    features: [{ flag: "ServiceMode", value: "Default" }],
  });
  assert.ok(!("resourceStopped" in ((await send("GET", service, { version: "2023-02-01" })).body.properties ?? {})));
  for (const group of ["", "/resourceGroups/sandbox-rg"]) {
    const list = await send("GET", `/subscriptions/${model.subscriptionId}${group}/providers/Microsoft.SignalRService/SignalR`, { version });
    assert.deepEqual(
      list.body.value?.map(({ name }) => name),
      ["chat-signalr"],
    );
  }
  assert.ok(!JSON.stringify(body).includes([...model.services.values()][0]?.keys.primary ?? ""));
});

void test("listKeys gives both keys and their connection strings", async (t) => {
  const { send, service, model } = await startTestArm(t);
  const { primary, secondary } = [...model.services.values()][0]?.keys ?? {};
  const { body } = await send("POST", `${service}/listKeys`, { version });
  assert.deepEqual(body, {
    primaryKey: primary,
    secondaryKey: secondary,
    primaryConnectionString: `Endpoint=http://127.0.0.1:2;AccessKey=${primary ?? ""};Version=1.0;`,
    secondaryConnectionString: `Endpoint=http://127.0.0.1:2;AccessKey=${secondary ?? ""};Version=1.0;`,
  });
});

void test("regenerateKey runs until its status says so, and changes one key", async (t) => {
  const { send, finish, service, model } = await startTestArm(t);
  const before = [...model.services.values()][0]?.keys;
  const accepted = await send("POST", `${service}/regenerateKey`, { version, body: { keyType: "Secondary" } });
  assert.equal(accepted.status, 202);
  const status = accepted.headers.get("azure-asyncoperation") ?? "";
  let state = await send("GET", status);
  while (state.body.status === "Running") state = await send("GET", status);
  assert.equal(state.body.status, "Succeeded");
  const result = await finish("GET", accepted.headers.get("location") ?? "");
  assert.equal(result.body["primaryKey"], before?.primary);
  assert.notEqual(result.body["secondaryKey"], before?.secondary);
  assert.equal((await send("POST", `${service}/regenerateKey`, { version, body: { keyType: "Salt" } })).status, 400);
  assert.equal(
    (
      await send("GET", `/subscriptions/${model.subscriptionId}/providers/Microsoft.SignalRService/locations/westeurope/operationStatuses/none`, {
        version,
      })
    ).status,
    404,
  );
});

void test("a service that is not there is told by name", async (t) => {
  const { send, service } = await startTestArm(t);
  const { status, body } = await send("POST", `${service}x/listKeys`, { version });
  assert.equal(status, 404);
  assert.match(
    body.error?.message ?? "",
    /^The Resource 'Microsoft\.SignalRService\/SignalR\/chat-signalrx' under resource group 'sandbox-rg' was not found\./,
  );
});
