import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { api } from "./instance.ts";
import { ask, setPolicy, startBackend, startTestGateway } from "./fixture.ts";
import type { Answer, Running } from "./fixture.ts";

const app = "https://app.contoso.com";
const policy = (inside = "", attributes = 'allow-credentials="true"'): string =>
  `<policies><inbound><cors ${attributes}><allowed-origins><origin>${app}</origin></allowed-origins><allowed-methods><method>GET</method><method>POST</method></allowed-methods><allowed-headers><header>x-requested-with</header></allowed-headers><expose-headers><header>x-own</header></expose-headers></cors>${inside}<base /></inbound></policies>`;

/** A backend that answers CORS for anybody, behind an API that needs a key for everything that is no preflight. */
async function started(t: TestContext, operations: readonly string[], document: string): Promise<Running> {
  const backend = await startBackend(t, (_request, response) => {
    response.writeHead(200, { "Access-Control-Allow-Origin": "https://backend.example", "Access-Control-Allow-Credentials": "false" });
    response.end("reached");
  });
  const gateway = await startTestGateway(t, [api("shop", "shop", backend.url, operations)]);
  setPolicy(gateway, "shop", document);
  return gateway;
}

const preflight = (gateway: Running, origin: string, method = "POST", headers = "X-Requested-With"): Promise<Answer> =>
  ask(`${gateway.url}/shop`, { method: "OPTIONS", headers: { Origin: origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers } });
const allowed = ({ headers }: Answer): string | undefined => headers["access-control-allow-origin"];

void test("without an OPTIONS operation the policy answers preflights, and the backend hears nothing", async (t) => {
  const gateway = await started(t, ["GET /", "POST /"], policy());
  const shop = gateway.instance.apis.get("shop");
  assert.ok(shop);
  shop.properties["subscriptionRequired"] = true;
  const granted = await preflight(gateway, app);
  assert.deepEqual([granted.status, granted.body, allowed(granted), granted.headers["access-control-allow-credentials"], granted.headers["access-control-allow-methods"]], [200, "", app, "true", "GET, POST"]);
  for (const refused of [await preflight(gateway, "https://evil.example"), await preflight(gateway, app, "DELETE"), await preflight(gateway, app, "POST", "x-other")]) {
    assert.deepEqual([refused.status, refused.body, allowed(refused)], [200, "", undefined]);
  }
});

void test("an OPTIONS operation switches that off: the preflight goes to the backend", async (t) => {
  const gateway = await started(t, ["GET /", "POST /", "OPTIONS /"], policy());
  assert.equal((await preflight(gateway, "https://evil.example")).body, "reached");
});

void test("without a cors policy a preflight is 404 like any other call without an operation", async (t) => {
  const gateway = await started(t, ["GET /", "POST /"], "<policies><inbound><base /></inbound></policies>");
  assert.equal((await preflight(gateway, app)).status, 404);
});

void test("a listed origin may read the answer, by the gateway's word instead of the backend's", async (t) => {
  const gateway = await started(t, ["GET /", "POST /"], policy());
  const answer = await ask(`${gateway.url}/shop`, { headers: { Origin: app } });
  assert.deepEqual([answer.body, allowed(answer), answer.headers["access-control-allow-credentials"], answer.headers["access-control-expose-headers"]], ["reached", app, "true", "x-own"]);
  assert.equal(allowed(await ask(`${gateway.url}/shop`)), "https://backend.example", "a request without an origin is none of its business");
});

void test("a GET of another origin is ended with an empty 200, or passes where the policy says so", async (t) => {
  const gateway = await started(t, ["GET /", "POST /"], policy());
  const ended = await ask(`${gateway.url}/shop`, { headers: { Origin: "https://evil.example" } });
  assert.deepEqual([ended.status, ended.body, allowed(ended)], [200, "", undefined]);
  setPolicy(gateway, "shop", policy("", 'terminate-unmatched-request="false"'));
  assert.equal((await ask(`${gateway.url}/shop`, { headers: { Origin: "https://evil.example" } })).body, "reached");
});

void test("where a policy lets others pass, that of the scope above is asked next", async (t) => {
  const gateway = await started(t, ["GET /", "POST /"], policy("", 'terminate-unmatched-request="false"'));
  assert.ok(gateway.instance.policy);
  gateway.instance.policy = { ...gateway.instance.policy, properties: { value: policy().replace(app, "https://other.example") } };
  assert.equal(allowed(await preflight(gateway, "https://other.example")), "https://other.example");
  setPolicy(gateway, "shop", policy());
  assert.equal(allowed(await preflight(gateway, "https://other.example")), undefined);
});
