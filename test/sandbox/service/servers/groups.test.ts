import assert from "node:assert/strict";
import { test } from "node:test";
import type { HubConnection } from "@microsoft/signalr";
import { decode } from "@msgpack/msgpack";
import type { MessageOf, ServiceMessage } from "../../../../src/sandbox/service/serverProtocol/messages.ts";
import { payloads } from "../../../support/appHub.ts";
import { startAppServer } from "../../../support/appServer.ts";
import { connect } from "../../../support/officialClient.ts";
import { startTestService } from "../../../support/signalRService.ts";

/** What each client heard, in order, when something later has arrived at all of them. */
async function heardBy(clients: readonly HubConnection[], run: () => Promise<unknown>): Promise<unknown[][]> {
  const heard: unknown[][] = clients.map(() => []);
  for (const [index, client] of clients.entries()) client.on("said", (text: unknown) => heard[index]?.push(text));
  await run();
  for (const client of clients) await client.invoke("Echo", "after");
  return heard;
}

const say = (text: string): [string, Uint8Array][] => payloads({ kind: "invocation", target: "said", arguments: [text] });

void test("groups, users and everyone reach who they are for, over all servers, and nobody else", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service);
  await startAppServer(t, service, { sdk: "1.25" });
  await startAppServer(t, service, { hub: "other" });
  const [ann, ann2, bob] = [await connect(t, service, undefined, undefined, { userId: "ann" }), await connect(t, service, undefined, undefined, { userId: "ann" }), await connect(t, service)];
  const stranger = await connect(t, service, undefined, undefined, { hub: "other", userId: "ann" });
  assert.equal(await ann.invoke("Join", "g"), 1);
  assert.equal(await bob.invoke("Join", "g"), 1);
  assert.equal(await bob.invoke("Join", "g", "nobody"), 2, "an unknown connection");
  const heard = await heardBy([ann, ann2, bob, stranger], async () => {
    await bob.invoke("Group", "g", "group");
    await bob.invoke("Group", "g", "not ann", "ann");
    await bob.invoke("User", "ann", "user");
    await bob.invoke("Others", "others");
    await bob.invoke("Leave", "g");
    await ann.invoke("Group", "g", "after leaving");
  });
  const own = ["group", "user", "others", "after leaving"];
  assert.deepEqual(heard, [own, ["user", "others"], ["group", "not ann"], []]);
});

void test("lists of connections, users and groups reach each client once", async (t) => {
  const service = await startTestService(t, {}, false);
  const { connection } = await startAppServer(t, service);
  const clients = [await connect(t, service, undefined, undefined, { userId: "ann" }), await connect(t, service, undefined, undefined, { userId: "bob" }), await connect(t, service)];
  const [first, second, third] = clients.map(({ connectionId }) => connectionId ?? "");
  for (const client of clients.slice(0, 2)) for (const group of ["g", "h"]) await client.invoke("Join", group);
  const heard = await heardBy(clients, async () => {
    connection.send({ kind: "multiConnectionData", connectionList: [first ?? "", third ?? "", "nobody"], payloads: say("connections") });
    connection.send({ kind: "multiUserData", userList: ["ann", "bob", "ann"], payloads: say("users") });
    connection.send({ kind: "multiGroupBroadcastData", groupList: ["g", "h"], payloads: say("groups") });
    connection.send({ kind: "groupBroadcastData", groupName: "g", excludedList: [second ?? ""], payloads: say("one of g"), excludedUserList: [], callerUserId: null });
    await Promise.resolve();
  });
  assert.deepEqual(heard, [["connections", "users", "groups", "one of g"], ["users", "groups"], ["connections"]]);
});

void test("every question is answered on the connection that asked", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service, { connections: 2 });
  const [, asking] = server.connections;
  const client = await connect(t, service, undefined, undefined, { userId: "ann" });
  const connectionId = client.connectionId ?? "";
  const status = async (make: (ackId: number) => ServiceMessage): Promise<number> => (await server.acknowledged(asking ?? server.connection, make)).status;
  const joined = await status((ackId) => ({ kind: "userJoinGroupWithAck", userId: "ann", groupName: "g", ackId }));
  const checks: [boolean, (ackId: number) => ServiceMessage][] = [
    [true, (ackId) => ({ kind: "checkUserInGroupWithAck", userId: "ann", groupName: "g", ackId })],
    [false, (ackId) => ({ kind: "checkUserInGroupWithAck", userId: "bob", groupName: "g", ackId })],
    [true, (ackId) => ({ kind: "checkGroupExistenceWithAck", groupName: "g", ackId })],
    [false, (ackId) => ({ kind: "checkGroupExistenceWithAck", groupName: "h", ackId })],
    [true, (ackId) => ({ kind: "checkConnectionExistenceWithAck", connectionId, ackId })],
    [false, (ackId) => ({ kind: "checkConnectionExistenceWithAck", connectionId: "nobody", ackId })],
    [true, (ackId) => ({ kind: "checkUserExistenceWithAck", userId: "ann", ackId })],
    [false, (ackId) => ({ kind: "checkUserExistenceWithAck", userId: "bob", ackId })],
  ];
  const answers = [];
  for (const [, make] of checks) answers.push((await status(make)) === 1);
  assert.deepEqual([joined, answers], [1, checks.map(([expected]) => expected)]);
  await status((ackId) => ({ kind: "userLeaveGroupWithAck", userId: "ann", groupName: null, ackId }));
  assert.equal(await status((ackId) => ({ kind: "checkGroupExistenceWithAck", groupName: "g", ackId })), 2);
});

void test("a user's group takes in connections to come, until its time is over", async (t) => {
  const service = await startTestService(t, {}, false);
  const { connection } = await startAppServer(t, service);
  connection.send({ kind: "userJoinGroup", userId: "ann", groupName: "g", extensions: { ttl: 60 } });
  const ann = await connect(t, service, undefined, undefined, { userId: "ann" });
  assert.deepEqual(await heardBy([ann], () => ann.invoke("Group", "g", "welcome")), [["welcome"]]);
  connection.send({ kind: "userLeaveGroup", userId: "ann", groupName: "g" });
  assert.deepEqual(await heardBy([ann], () => ann.invoke("Group", "g", "unheard")), [[]]);
});

void test("the members of a group are told in pages", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  const ids = [];
  for (const userId of ["ann", "bob", undefined]) {
    const client = await connect(t, service, undefined, undefined, userId === undefined ? {} : { userId });
    await client.invoke("Join", "g");
    ids.push([client.connectionId, userId ?? null]);
  }
  const page = async (query: Partial<MessageOf<"groupMemberQuery">>): Promise<unknown> => {
    const ack = await server.acknowledged(server.connection, (ackId) => ({ kind: "groupMemberQuery", groupName: "g", ackId, top: null, continuationToken: null, ...query }));
    return ack.payload instanceof Uint8Array ? decode(ack.payload) : undefined;
  };
  assert.deepEqual(await page({}), [ids, null]);
  assert.deepEqual(await page({ maxPageSize: 2 }), [ids.slice(0, 2), "2"]);
  assert.deepEqual(await page({ maxPageSize: 2, continuationToken: "2" }), [ids.slice(2), null]);
});

void test("an app closes one client, a user's, a group's or all, but for those it keeps", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  const left = async (make: (ackId: number) => ServiceMessage): Promise<number[]> => {
    const { status } = await server.acknowledged(server.connection, make);
    return [status, service.connections()[0]?.clients.length ?? 0];
  };
  const join = async (userId: string): Promise<string> => {
    const client = await connect(t, service, undefined, undefined, { userId });
    client.onreconnecting(() => void client.stop());
    await client.invoke("Join", "g");
    return client.connectionId ?? "";
  };
  const [one, two] = [await join("ann"), await join("ann"), await join("bob"), await join("bob"), await join("cid")];
  assert.deepEqual(await left((ackId) => ({ kind: "closeConnectionWithAck", connectionId: "nobody", reason: null, ackId })), [2, 5]);
  assert.deepEqual(await left((ackId) => ({ kind: "closeConnectionWithAck", connectionId: one, reason: "kicked", ackId })), [1, 4]);
  assert.deepEqual(await left((ackId) => ({ kind: "closeUserConnectionsWithAck", userId: "ann", reason: null, ackId, excludedList: [two] })), [1, 4]);
  assert.deepEqual(await left((ackId) => ({ kind: "closeUserConnectionsWithAck", userId: "bob", reason: null, ackId, excludedList: [] })), [1, 2]);
  assert.deepEqual(await left((ackId) => ({ kind: "closeGroupConnectionsWithAck", groupName: "g", reason: null, ackId, excludedList: [two] })), [1, 1]);
  assert.deepEqual(await left((ackId) => ({ kind: "closeConnectionsWithAck", reason: null, ackId, excludedList: [] })), [1, 0]);
});
