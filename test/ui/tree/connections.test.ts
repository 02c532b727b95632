import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../../src/signalr/problem.ts";
import type { Connections } from "../../../src/sandbox/controlClient.ts";
import { LiveConnections } from "../../../src/ui/sandbox/liveConnections.ts";
import { connectionsId } from "../../../src/ui/tree/connectionLevels.ts";
import { loadLevel } from "../../../src/ui/tree/levels.ts";
import { TreeModel } from "../../../src/ui/tree/model.ts";
import type { AccountNode, TreeNode } from "../../../src/ui/tree/nodes.ts";
import { present, spoken } from "../../../src/ui/tree/present.ts";
import { client, hubView, server } from "../support/connections.ts";
import { account, instance } from "../support/fakes.ts";
import { testReader } from "../support/reader.ts";

const reader = testReader();

const subscriptionId = "11111111-1111-1111-1111-111111111111";

/** The sandbox's tree over what its service says of its connections at each look. */
function tree(answer: () => Connections): { readonly model: TreeModel; readonly row: () => Promise<TreeNode>; readonly all: (node: TreeNode, depth?: number) => Promise<readonly string[]> } {
  const sandbox = account("sandbox", { subscriptions: [{ id: subscriptionId, name: "Sandbox", tenantId: subscriptionId }], instances: [instance("apim", { subscriptionId })], services: [], apis: [] }).account;
  const root: AccountNode = { kind: "account", id: "sandbox", account: { ...sandbox, live: new LiveConnections(() => new Promise((resolve) => resolve(answer()))) } };
  const model = new TreeModel({
    load: (node, signal) => (node === undefined ? Promise.resolve([root]) : loadLevel(node, () => Promise.resolve(reader), signal)),
    changed: () => undefined,
    failed: () => undefined,
    patience: () => new Promise(() => undefined),
  });
  const row = async (): Promise<TreeNode> => {
    await model.settled();
    const found = (await model.settled(root)).at(-1);
    assert.ok(found?.kind === "connections");
    return found;
  };
  const all = async (node: TreeNode, depth = 0): Promise<readonly string[]> => {
    const below = await Promise.all((await model.settled(node)).map(async (child) => all(child, depth + 1)));
    return [`${"  ".repeat(depth)}${spoken(present(node))}`, ...below.flat()];
  };
  return { model, row, all };
}

const busy: Connections = {
  serving: "external",
  hubs: [
    hubView({
      servers: [server("web-1", { clients: 2 }), server("web-2", { connections: 1, leaving: true })],
      clients: [client("c1", { userId: "ann", serverId: "web-1", groups: ["staff", "all"] }), client("connection-2", { serverId: "web-1", protocol: "messagepack" })],
      users: 1,
      groups: [{ name: "staff", clients: 1 }, { name: "all", clients: 1 }],
    }),
  ],
};

void test("hubs show their app servers with their clients, users and groups, in words", async () => {
  const { row, all } = tree(() => busy);
  assert.deepEqual(await all(await row()), [
    "Connections, your app serves · 2 app servers · 2 clients",
    "  chat, 2 app servers · 2 clients · 1 user · 2 groups",
    "    web-1, app server · 5 connections · 2 clients",
    "      ann, WebSockets · json · in staff, all",
    "      no user, connecti…, WebSockets · messagepack",
    "    web-2, app server · shutting down · 1 connection · 0 clients",
    "      No clients",
    "    all, group · 1 client",
    "    staff, group · 1 client",
  ]);
});

void test("what a narrow row cuts off stands in its tooltip", () => {
  const row = present({ kind: "client", id: "x", client: client("0123456789abcdef", { groups: ["staff"] }) });
  assert.match(row.tooltip ?? "", /^Connection 0123456789abcdef\nSince 2026/);
  const busyServer = present({ kind: "server", id: "x", hub: hubView(), server: server("web-1", { leaving: true }), clients: [] });
  assert.equal(busyServer.tooltip, "App server web-1\nshutting down\n5 connections\n0 clients");
});

void test("while ChatRoom serves, an app that dialled in waits, and its row offers the way on", async () => {
  const { model, row, all } = tree(() => ({ serving: "own", hubs: [hubView({ own: true, servers: [server("mine")], clients: [client("c1", { userId: "ann" })], users: 1 })] }));
  const connections = await row();
  assert.deepEqual((await all(connections)).slice(2), [
    "    ChatRoom, the sandbox's own app · 1 client",
    "      ann, WebSockets · json",
    "    mine, app server · waits: ChatRoom serves this hub · 5 connections · 0 clients",
    "      No clients",
  ]);
  const [hub] = await model.settled(connections);
  const [, waiting] = await model.settled(hub);
  assert.ok(waiting !== undefined);
  assert.deepEqual([present(waiting).context, present(waiting).icon, present(connections).context], ["server waiting", "warning", "connections own"]);
});

void test("clients that the service answers itself stand under no server", async () => {
  const { row, all } = tree(() => ({ serving: "own", hubs: [hubView({ hub: "func", clients: [client("c1")] })] }));
  assert.deepEqual((await all(await row())).slice(1), ["  func, 0 app servers · 1 client", "    No app server, the service answers itself · 1 client", "      no user, c1…, WebSockets · json"]);
});

void test("nobody connected is said, and thousands are not a row each", async () => {
  const quiet = tree(() => ({ serving: "external", hubs: [] }));
  assert.deepEqual(await quiet.all(await quiet.row()), ["Connections, your app serves · 0 app servers · 0 clients", "  Nobody is connected"]);
  const crowd = tree(() => ({ serving: "external", hubs: [hubView({ servers: [server("web", { clients: 1000 })], clients: Array.from({ length: 1000 }, (_, index) => client(`c${index}`, { serverId: "web" })) })] }));
  const rows = await crowd.all(await crowd.row());
  assert.equal(rows.length, 3 + 200 + 1);
  assert.equal(rows.at(-1), "      and 800 more");
});

void test("ids differ between rows and stay when the connections are read again, so that nothing collapses", async () => {
  const { model, row } = tree(() => busy);
  const ids = async (node: TreeNode): Promise<readonly string[]> => [node.id, ...(await Promise.all((await model.settled(node)).map(ids))).flat()];
  const connections = await row();
  const before = await ids(connections);
  assert.equal(new Set(before).size, before.length);
  model.refresh(connections);
  assert.deepEqual(await ids(connections), before);
});

void test("the row is found to be drawn anew without reading anything, once it is on the screen", async () => {
  let asked = 0;
  const { model, row } = tree(() => {
    asked += 1;
    return busy;
  });
  assert.equal(model.known("sandbox/connections"), undefined);
  assert.equal(asked, 0);
  const connections = await row();
  assert.equal(model.known(connectionsId({ ...account("sandbox", { subscriptions: [], instances: [], services: [], apis: [] }).account })), connections);
});

void test("a sandbox that does not tell has its instances all the same, and says what is wrong below the row", async () => {
  const { row, all } = tree(() => {
    throw new Problem({ code: "connectionsUnreadable", message: "It cannot be read." });
  });
  assert.deepEqual(await all(await row()), ["Connections", "  It cannot be read., click to try again"]);
});
