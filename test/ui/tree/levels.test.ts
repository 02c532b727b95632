import assert from "node:assert/strict";
import { test } from "node:test";
import { Inventory } from "../../../src/azure/inventory.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { accountRowOf, findInstance, integrationsOf } from "../../../src/ui/tree/find.ts";
import { loadLevel } from "../../../src/ui/tree/levels.ts";
import { TreeModel } from "../../../src/ui/tree/model.ts";
import type { AccountNode, TreeNode } from "../../../src/ui/tree/nodes.ts";
import { present } from "../../../src/ui/tree/present.ts";
import { account, api, instance, service } from "../support/fakes.ts";
import type { World } from "../support/fakes.ts";
import { testReader } from "../support/reader.ts";

const reader = testReader();

const one = "11111111-1111-1111-1111-111111111111";
const two = "22222222-2222-2222-2222-222222222222";
const marker = "Published by SignalR for Azure API Management: integration chat, layout webSocket";
const published = [
  api("chat-negotiate", { displayName: "SignalR negotiate", type: "http", path: "client/negotiate", protocols: ["https"], serviceUrl: "https://chat.service.signalr.net/client/negotiate/", subscriptionRequired: false, description: marker }, [
    { path: "apis/chat-negotiate/operations/negotiate-preflight", properties: { displayName: "negotiate preflight", method: "OPTIONS", urlTemplate: "/" } },
    { path: "apis/chat-negotiate/operations/negotiate", properties: { displayName: "negotiate", method: "POST", urlTemplate: "/" } },
  ]),
  api("chat-connect", { displayName: "SignalR connect", type: "websocket", path: "client", protocols: ["wss"], serviceUrl: "wss://chat.service.signalr.net/client/", subscriptionRequired: false, description: marker }, [
    { path: "apis/chat-connect/operations/onHandshake", properties: { displayName: "onHandshake", method: "GET", urlTemplate: "/*" } },
  ]),
];
const foreign = [api("echo-api", { displayName: "Echo API", type: "http", path: "echo", serviceUrl: "https://echo.example.com" }), api("echo-api;rev=2", { displayName: "Echo API", path: "echo", isCurrent: false })];
const world: World = {
  subscriptions: [
    { id: two, name: "Zulu", tenantId: two },
    { id: one, name: "Alpha", tenantId: two },
  ],
  instances: [instance("zeta"), instance("alpha"), instance("far", { subscriptionId: two })],
  services: [service("chat")],
  apis: [...foreign, ...published],
};

function tree(kind: "sandbox" | "azure", of: World): { readonly model: TreeModel; readonly requests: string[]; readonly root: AccountNode } {
  const { account: account_, requests } = account(kind, of);
  const root: AccountNode = { kind: "account", id: kind, account: account_ };
  const model = new TreeModel({
    load: (node, signal) => (node === undefined ? Promise.resolve([root]) : loadLevel(node, () => Promise.resolve(reader), signal)),
    changed: () => undefined,
    failed: (problem) => {
      throw problem;
    },
    patience: () => new Promise(() => undefined),
  });
  return { model, requests, root };
}

/** The rows below `node`, as `label — description`. */
async function rows(model: TreeModel, node?: TreeNode): Promise<readonly string[]> {
  return (await model.settled(node)).map((child) => {
    const { label, description } = present(child);
    return description === undefined ? label : `${label} — ${description}`;
  });
}

async function child(model: TreeModel, node: TreeNode | undefined, label: string): Promise<TreeNode> {
  const found = (await model.settled(node)).find((row) => present(row).label === label);
  assert.ok(found, `no row ${label}`);
  return found;
}

async function allIds(model: TreeModel, node?: TreeNode): Promise<readonly string[]> {
  return (await Promise.all((await model.settled(node)).map(async (row) => [row.id, ...(await allIds(model, row))]))).flat();
}

void test("an Azure account shows subscriptions, then instances, by name", async () => {
  const { model, root } = tree("azure", world);
  assert.deepEqual(await rows(model, root), ["Alpha — 2 instances", "Zulu — 1 instance"]);
  assert.deepEqual(await rows(model, await child(model, root, "Alpha")), ["alpha — Developer · westeurope", "zeta — Developer · westeurope"]);
});

void test("the sandbox's only subscription is no level of its own", async () => {
  const { model, root, requests } = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1) });
  assert.deepEqual(await rows(model, root), ["alpha — Developer · westeurope", "zeta — Developer · westeurope"]);
  assert.deepEqual(requests, ["subscriptions", "discover tenant"]);
});

void test("an instance shows what is published first and folds what is not ours last", async () => {
  const { model, root } = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1) });
  const alpha = await child(model, root, "alpha");
  assert.deepEqual(await rows(model, alpha), ["chat — webSocket · published", "Other APIs (1)"]);
  assert.deepEqual(await rows(model, await child(model, alpha, "Other APIs (1)")), ["Echo API — /echo"]);
});

void test("an integration shows its APIs and their operations without another request", async () => {
  const { model, root, requests } = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1) });
  const chat = await child(model, await child(model, root, "alpha"), "chat");
  const made = requests.length;
  assert.deepEqual(await rows(model, chat), ["SignalR negotiate — /client/negotiate", "SignalR connect — /client  (wss)"]);
  assert.deepEqual(await rows(model, await child(model, chat, "SignalR negotiate")), ["negotiate preflight — OPTIONS /", "negotiate — POST /"]);
  assert.equal(requests.length, made);
});

void test("another API's operations are read when it is opened, and only then", async () => {
  const { model, root, requests } = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1) });
  const others = await child(model, await child(model, root, "alpha"), "Other APIs (1)");
  assert.deepEqual(await rows(model, await child(model, others, "Echo API")), ["No operations"]);
  assert.deepEqual(requests.slice(2), ["contents alpha", "api alpha echo-api"]);
});

void test("what is missing stands as rows under the integration, before its APIs", async () => {
  const incomplete = world.apis.map((contents) => ({ ...contents, operations: contents.operations.filter(({ path }) => !path.endsWith("negotiate-preflight")) }));
  const { model, root } = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1), apis: incomplete });
  const alpha = await child(model, root, "alpha");
  assert.deepEqual((await rows(model, alpha)).slice(0, 1), ["chat — webSocket · incomplete: 1 part missing"]);
  const [finding] = await model.settled(await child(model, alpha, "chat"));
  assert.equal(finding?.kind, "finding");
});

void test("every empty level says so and has a way on", async () => {
  const nothing = tree("azure", { ...world, subscriptions: [] });
  assert.deepEqual(await rows(nothing.model, nothing.root), ["No subscription — this account sees none here; click to choose another tenant"]);
  const bare = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1), instances: [] });
  assert.deepEqual(await rows(bare.model, bare.root), ["No API Management instance — create one in the portal; click to look again"]);
  const unpublished = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1), apis: foreign });
  assert.deepEqual(await rows(unpublished.model, await child(unpublished.model, unpublished.root, "zeta")), ["Publish SignalR here… — nothing is published on this instance yet", "Other APIs (1)"]);
});

void test("every row leads to its account, and no row to none", async () => {
  const { model, root } = tree("azure", world);
  assert.equal(accountRowOf(await child(model, await child(model, await child(model, root, "Alpha"), "zeta"), "chat"))?.id, "azure");
  assert.equal(accountRowOf(root)?.id, "azure");
  assert.equal(accountRowOf(undefined), undefined);
});

void test("a disabled subscription is shown, and says that it can only be read", async () => {
  const { model, root } = tree("azure", { ...world, subscriptions: world.subscriptions.map((subscription) => ({ ...subscription, ...(subscription.id === two && { disabled: true }) })) });
  assert.deepEqual(await rows(model, root), ["Alpha — 2 instances", "Zulu — disabled, can only be read · 1 instance"]);
});

void test("10,000 APIs on an instance are one row until they are wanted, and then 200 at first", async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => api(`other-${n}`, { displayName: `Other ${n}`, path: `other/${n}` }));
  const { model, root } = tree("sandbox", { ...world, subscriptions: world.subscriptions.slice(1), apis: [...many, ...published] });
  const alpha = await child(model, root, "alpha");
  assert.deepEqual(await rows(model, alpha), ["chat — webSocket · published", "Other APIs (10000)"]);
  assert.equal((await model.children(await child(model, alpha, "Other APIs (10000)"))).length, 201);
});

void test("an account that was signed out keeps what was read, below a row that offers to sign in", async () => {
  const { account: base } = account("azure", world);
  const plane = await base.controlPlane();
  let signedIn = true;
  const inventory = new Inventory({ controlPlane: () => (signedIn ? Promise.resolve(plane) : Promise.reject(new Problem({ code: "signedOut", message: "ann is signed out." }))) });
  await inventory.rows();
  signedIn = false;
  inventory.invalidate();
  const root: AccountNode = { kind: "account", id: "azure", account: { ...base, inventory } };
  const shown = await loadLevel(root, () => Promise.resolve(reader), AbortSignal.any([]));
  assert.deepEqual(shown.map((node) => present(node).label), ["Sign in again…", "Alpha", "Zulu"]);
});

void test("the row of an instance is found through its subscription, without reading the others", async () => {
  const { model, root, requests } = tree("azure", world);
  const found = await findInstance(model, root.account, { id: instance("zeta").id.toUpperCase(), subscriptionId: one });
  assert.equal(found?.instance.name, "zeta");
  assert.deepEqual(requests, ["subscriptions", "discover tenant"]);
  assert.ok(found !== undefined);
  assert.deepEqual((await integrationsOf(model, found)).map(({ integration }) => integration.name), ["chat"]);
  assert.equal(await findInstance(model, root.account, { id: "/gone", subscriptionId: one }), undefined);
});

void test("ids differ between all rows of a tree and stay the same when it is read again", async () => {
  const first = await allIds(tree("azure", world).model);
  assert.equal(new Set(first).size, first.length);
  assert.ok(first.length > 20);
  assert.deepEqual(await allIds(tree("azure", world).model), first);
});

void test("of many subscriptions those with an instance come first; the others say that they have none", async () => {
  const { model, root } = tree("azure", { ...world, instances: [instance("far", { subscriptionId: two })] });
  assert.deepEqual(await rows(model, root), ["Zulu — 1 instance", "Alpha — no API Management instance"]);
});
