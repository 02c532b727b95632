import assert from "node:assert/strict";
import { test } from "node:test";
import { Inventory } from "../../../src/azure/inventory.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { message } from "../../../src/ui/tree/model.ts";
import type { InstanceNode, IntegrationNode } from "../../../src/ui/tree/nodes.ts";
import { integrationNode, isTreeNode } from "../../../src/ui/tree/nodes.ts";
import { present, spoken } from "../../../src/ui/tree/present.ts";
import { account, instance, integration } from "../support/fakes.ts";

const world = { subscriptions: [], instances: [], services: [], apis: [] };
const sandbox = account("sandbox", world).account;

function node(change: Parameters<typeof integration>[0] = {}): IntegrationNode {
  return { kind: "integration", id: "i", account: sandbox, instance: instance("apim"), services: [], integration: integration(change) };
}

const finding = { code: "backendDiffers", resource: "apis/chat-connect", message: "The backend is another one." };

void test("an integration's state is said in words, on screen and aloud", () => {
  assert.equal(present(node()).description, "webSocket · published");
  assert.equal(present(node({ state: "drifted", findings: [finding] })).description, "webSocket · drifted: 1 difference");
  assert.equal(present(node({ state: "drifted", findings: [finding, finding] })).description, "webSocket · drifted: 2 differences");
  assert.equal(present(node({ origin: "handMade" })).description, "webSocket · published · made by hand");
  assert.equal(spoken(present(node())), "chat, webSocket · published");
});

void test("what needs a hand has another icon, and not only another colour", () => {
  const drifted = present(node({ state: "drifted", findings: [finding] }));
  assert.deepEqual([drifted.icon, drifted.colour], ["warning", "warning"]);
  assert.notEqual(present(node()).icon, drifted.icon);
  assert.match(drifted.tooltip ?? "", /The backend is another one\./);
});

void test("menus tell integrations on the sandbox, and their state, apart", () => {
  assert.equal(present(node()).context, "integration sandbox published published");
  assert.equal(present({ ...node({ state: "incomplete" }), account: { ...sandbox, kind: "azure" } }).context, "integration azure incomplete published");
  assert.equal(present(node({ origin: "handMade" })).context, "integration sandbox published handMade");
});

void test("an instance that is being changed says so", () => {
  const shown: InstanceNode = { kind: "instance", id: "x", account: sandbox, instance: instance("apim"), services: [] };
  assert.equal(present(shown).description, "Developer · westeurope");
  assert.equal(present({ ...shown, instance: instance("apim", { provisioningState: "Updating" }) }).description, "Developer · westeurope · Updating");
});

void test("a failed row has the words on it and the way on in its tooltip", () => {
  const problem = new Problem({ code: "x", message: "The instance did not answer.", likelyCause: "It is stopped.", nextStep: "Start it." });
  const row = present(message(undefined, "failed", problem));
  assert.equal(row.label, "The instance did not answer.");
  assert.equal(row.description, "click to try again");
  assert.equal(row.tooltip, "The instance did not answer.\n\nIt is stopped.\n\nStart it.");
});

void test("who is signed out reads so, and what a click does", () => {
  const row = present(message(undefined, "signedOut", new Problem({ code: "signedOut", message: "ann@contoso.com is signed out." })));
  assert.equal(`${row.label} · ${row.description}`, "Sign in again… · ann@contoso.com is signed out.");
});

void test("a key in a backend address is masked in the tooltip", () => {
  const row = present({ kind: "api", id: "a", account: sandbox, instance: instance("apim"), api: { path: "apis/a", properties: { displayName: "A", path: "/client/", serviceUrl: "https://h/client/?code=x&subscription-key=0123456789abcdef0123456789abcdef" } } });
  assert.equal(row.description, "/client");
  assert.doesNotMatch(row.tooltip ?? "", /0123456789abcdef/);
});

void test("only a tree's own rows are taken for rows: a command may be run with anything", () => {
  for (const other of [undefined, null, "integration", 5, {}, { kind: "integration" }, { id: "x" }, { kind: "file", id: "x" }]) {
    assert.equal(isTreeNode(other), false);
    assert.equal(integrationNode(other), undefined);
  }
  assert.equal(integrationNode(node())?.integration.name, "chat");
});

void test("an account's row says how old its rows are, and that it is offline, and nothing where they are new", async () => {
  let now = 0;
  let down = false;
  let refusal = new Problem({ code: "unreachable", message: "no network", nextStep: "Check the network." });
  const { account: base } = account("azure", world);
  const plane = await base.controlPlane();
  const inventory = new Inventory({ now: () => now, controlPlane: () => Promise.resolve({ ...plane, discover: () => (down ? Promise.reject(refusal) : Promise.resolve({ instances: [], services: [] })) }) });
  const row = (): string => present({ kind: "account", id: "a", account: { ...base, description: "ann@contoso.com", inventory } }).description ?? "";
  assert.equal(row(), "ann@contoso.com");
  await inventory.rows();
  assert.equal(row(), "ann@contoso.com");
  for (const [after, said] of [[60_000, "a minute ago"], [120_000, "2 minutes ago"], [3_600_000, "an hour ago"], [7_200_000, "2 hours ago"], [86_400_000, "a day ago"], [172_800_000, "2 days ago"]] as const) {
    now = after;
    assert.equal(row(), `ann@contoso.com · read ${said}`);
  }
  down = true;
  await assert.rejects(inventory.fresh());
  assert.equal(row(), "ann@contoso.com · offline, read 2 days ago");
  refusal = new Problem({ code: "signedOut", message: "ann@contoso.com is signed out." });
  await assert.rejects(inventory.fresh());
  assert.equal(row(), "ann@contoso.com · signed out, read 2 days ago");
});
