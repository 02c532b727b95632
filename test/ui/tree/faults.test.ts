import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { RestError, createDefaultHttpClient, createHttpHeaders } from "@azure/core-rest-pipeline";
import { Inventory } from "../../../src/azure/inventory.ts";
import { loadLevel } from "../../../src/ui/tree/levels.ts";
import { TreeModel } from "../../../src/ui/tree/model.ts";
import type { AccountNode, TreeNode } from "../../../src/ui/tree/nodes.ts";
import { present } from "../../../src/ui/tree/present.ts";
import { testAzure } from "../../support/azureControlPlane.ts";
import type { TestAzure } from "../../support/azureControlPlane.ts";
import { account } from "../support/fakes.ts";
import { testReader } from "../support/reader.ts";

type Fault = (request: PipelineRequest) => PipelineResponse;

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Fault {
  return (request) => ({ request, status, headers: createHttpHeaders({ "content-type": "application/json", ...headers }), bodyAsText: JSON.stringify(body) });
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): Fault {
  return answer(status, { error: { code, message: "ARM's words." } }, headers);
}

function broken(code: string, message: string): Fault {
  return (request) => {
    throw new RestError(message, { code, request });
  };
}

function page(status: number, html: string): Fault {
  return (request) => ({ request, status, headers: createHttpHeaders({ "content-type": "text/html" }), bodyAsText: html });
}

const fiveMinutesAgo = new Date(Date.now() - 5 * 60_000).toUTCString();

/** What can go wrong between the tree and Azure; what its row says, aloud, and what its tooltip tells to do. */
const faults: Readonly<Record<string, { readonly fault: Fault; readonly says: RegExp; readonly helps: RegExp }>> = {
  "no permission": { fault: refusal(403, "AuthorizationFailed"), says: /^No permission to read this · click to learn/, helps: /Ask for the role/ },
  "the sign-in has expired": { fault: refusal(401, "ExpiredAuthenticationToken"), says: /^Sign in again…/, helps: /Sign in again/ },
  "another tenant's token": { fault: refusal(401, "InvalidAuthenticationTokenTenant"), says: /^Sign in again…/, helps: /Sign in to the subscription's tenant/ },
  "the clock is five minutes off": { fault: refusal(401, "InvalidAuthenticationToken", { date: fiveMinutesAgo }), says: /^Sign in again…/, helps: /clock .* 5 minutes ahead[^]*Set the clock/ },
  "moved or deleted": { fault: refusal(404, "ResourceNotFound"), says: /^Not there any more · .*click to look again/, helps: /Refresh/ },
  "moved to another group": { fault: refusal(404, "ResourceGroupNotFound"), says: /^Not there any more · .*click to look again/, helps: /moved to another resource group/ },
  "the subscription is gone": { fault: refusal(404, "SubscriptionNotFound"), says: /click to try again$/, helps: /sign in to the subscription's tenant/ },
  "throttled, and again": { fault: refusal(429, "TooManyRequests", { "retry-after": "0" }), says: /click to try again$/, helps: /Too many requests/ },
  "throttled for an hour": { fault: refusal(429, "TooManyRequests", { "retry-after": "3600" }), says: /takes no more requests for 60 minutes\. · click to try again$/, helps: /Try again later/ },
  "Azure is down": { fault: refusal(503, "ServiceUnavailable"), says: /click to try again$/, helps: /Azure status page/ },
  "no network": { fault: broken("EAI_AGAIN", "getaddrinfo EAI_AGAIN management.azure.com"), says: /EAI_AGAIN.* · click to try again$/, helps: /Check the network/ },
  "no way over IPv6": { fault: broken("ENETUNREACH", ""), says: /ENETUNREACH · click to try again$/, helps: /Check the network/ },
  "the connection breaks": { fault: broken("ECONNRESET", "socket hang up"), says: /socket hang up · click to try again$/, helps: /Check the network/ },
  "a proxy inspects TLS": { fault: broken("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"), says: /self-signed certificate.* · click to try again$/, helps: /NODE_EXTRA_CA_CERTS/ },
  "a hijacked name": { fault: broken("ERR_TLS_CERT_ALTNAME_INVALID", "Host: management.azure.com. is not in the cert's altnames"), says: /altnames · click to try again$/, helps: /certificate of/ },
  "a captive portal": { fault: page(200, "<html>Welcome to the hotel</html>"), says: /answered with a web page, not by Azure\. · click to try again$/, helps: /Open any page in a browser/ },
  "an answer in no known form": { fault: answer(200, "hello"), says: /click to try again$/, helps: /./ },
};

interface Tree {
  readonly model: TreeModel;
  readonly root: AccountNode;
  /** While set, calls whose path ends so fail. */
  readonly wrong: { path: RegExp; fault: Fault | undefined };
}

async function tree(azure: TestAzure, wrong: Tree["wrong"]): Promise<Tree> {
  const controlPlane = (): Promise<TestAzure["controlPlane"]> => Promise.resolve(azure.controlPlane);
  const root: AccountNode = { kind: "account", id: "azure", account: { ...account("azure", { subscriptions: [], instances: [], services: [], apis: [] }).account, controlPlane, inventory: new Inventory({ controlPlane }) } };
  const reader = testReader();
  const model = new TreeModel({
    load: (node, signal) => (node === undefined ? Promise.resolve([root]) : loadLevel(node, () => Promise.resolve(reader), signal)),
    changed: () => undefined,
    failed: () => undefined,
    patience: () => new Promise(() => undefined),
  });
  return { model, root, wrong };
}

/** A network on which some calls go wrong. */
function network(wrong: Tree["wrong"]): HttpClient {
  const real = createDefaultHttpClient();
  return { sendRequest: async (request) => (wrong.fault !== undefined && wrong.path.test(new URL(request.url).pathname) ? wrong.fault(request) : real.sendRequest(request)) };
}

function words(row: TreeNode | undefined): string {
  if (row === undefined) return "no row";
  const { label, description } = present(row);
  return [label, description].filter((part) => part !== undefined).join(" · ");
}

const apis = /\/apis$/;
const subscriptions = /^\/subscriptions$/;

void test("whatever goes wrong, its row says what it is and what to do, the rows above stay, and the next try is as if nothing had been", async (t) => {
  const wrong: Tree["wrong"] = { path: apis, fault: undefined };
  const azure = await testAzure(t, {}, { httpClient: network(wrong) });
  for (const [name, { fault, says, helps }] of Object.entries(faults)) {
    for (const path of [subscriptions, apis]) {
      const { model, root } = await tree(azure, wrong);
      const below = async (): Promise<TreeNode | undefined> => {
        if (path === subscriptions) return root;
        const [subscription] = await model.settled(root);
        const [instance] = await model.settled(subscription);
        return instance;
      };
      const parent = await below();
      assert.ok(parent);
      Object.assign(wrong, { path, fault });
      const [row, ...others] = await model.settled(parent);
      const place = `${name}, ${path === apis ? "an instance" : "an account"}`;
      assert.deepEqual(others, [], place);
      assert.doesNotMatch(words(row), /statusCode/, place);
      assert.match(words(row), says, place);
      assert.match((row && present(row).tooltip) ?? "", helps, place);
      assert.deepEqual((await model.settled()).map(words), ["Azure · running"], place);
      wrong.fault = undefined;
      root.account.inventory.invalidate();
      model.refresh(parent);
      assert.match(words((await model.settled(parent))[0]), path === apis ? /^Publish SignalR here…/ : /^Sandbox · 1 instance/, place);
    }
  }
});
