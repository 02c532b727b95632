import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./instance.ts";
import { ask, startBackend, startTestGateway } from "./fixture.ts";

const policy = (backend: string) => ({ id: "policy", etag: '"1"', properties: { format: "rawxml", value: `<policies><inbound><base/></inbound>${backend}</policies>` } });

void test("nothing reaches the backend where no scope forwards", async (t) => {
  const backend = await startBackend(t, (_request, response) => void response.end("reached"));
  const gateway = await startTestGateway(t, [api("orders", "shop", backend.url, ["GET /"])]);
  const orders = gateway.instance.apis.get("orders");
  const operation = orders?.operations.get("op0");
  assert.ok(orders !== undefined && operation !== undefined);
  const body = async (): Promise<string> => (await ask(`${gateway.url}/shop`)).body;

  assert.equal(await body(), "reached", "the seeded service policy forwards");
  orders.policy = policy("<backend></backend>");
  assert.equal(await body(), "", "an empty section cuts what stands above");
  orders.policy = policy("");
  assert.equal(await body(), "reached", "a section left out is inherited");
  operation.policy = policy("<backend><forward-request buffer-response=\"false\"/></backend>");
  orders.policy = policy("<backend></backend>");
  assert.equal(await body(), "reached", "the narrowest scope decides");
  operation.policy = policy("<backend><base/></backend>");
  assert.equal(await body(), "", "base takes the place of the scope above");
});

void test("a backend slower than forward-request allows is 500", async (t) => {
  const backend = await startBackend(t, () => undefined);
  const gateway = await startTestGateway(t, [api("slow", "slow", backend.url, ["GET /"])]);
  const slow = gateway.instance.apis.get("slow");
  assert.ok(slow !== undefined);
  slow.policy = policy('<backend><forward-request timeout-ms="50"/></backend>');
  const answer = await ask(`${gateway.url}/slow`);
  assert.deepEqual([answer.status, answer.body], [500, '{ "statusCode": 500, "message": "Internal server error" }']);
});
