import assert from "node:assert/strict";
import { test } from "node:test";
import { Subject } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { startAppServer } from "../../support/appServer.ts";
import { connect, officialClient } from "../../support/officialClient.ts";
import { rest } from "../../support/restCall.ts";
import { setMode, startTestService } from "../../support/signalRService.ts";

const version = "?api-version=2024-12-01";
const root = "/api/hubs/chat";

void test("a token made by the service opens a connection for its user", async (t) => {
  const service = await startTestService(t);
  const made = await rest(service, "POST", `${root}/:generateToken?api-version=2022-11-01&userId=ann&minutesToExpire=5`);
  const { token }: { token: string } = JSON.parse(made.body);
  const client = officialClient(t, Object.assign(Object.create(service) as typeof service, { token: () => Promise.resolve(token) }));
  await client.start();
  assert.equal((await rest(service, "HEAD", `${root}/users/ann${version}`)).status, 200);
  assert.equal((await rest(service, "POST", `${root}/:generateToken${version}&minutesToExpire=soon`)).status, 400);
  assert.equal((await rest(service, "POST", `${root}/:generateToken?api-version=2022-06-01`)).status, 404, "2022-06-01 does not have it yet");
});

void test("the members of a group are listed page by page", async (t) => {
  const service = await startTestService(t);
  const clients = await Promise.all(["ann", "bob", undefined].map((userId) => connect(t, service, undefined, undefined, userId === undefined ? {} : { userId })));
  for (const { connectionId } of clients) await rest(service, "PUT", `${root}/groups/red%20ones/connections/${connectionId ?? ""}${version}`);
  interface Page {
    readonly value: readonly { readonly connectionId: string; readonly userId?: string }[];
    readonly nextLink?: string;
  }
  const list = async (path: string): Promise<Page> => JSON.parse((await rest(service, "GET", path)).body) as Page;
  const first = await list(`${root}/groups/red%20ones/connections${version}&maxpagesize=2`);
  const { nextLink = "" } = first;
  assert.ok(nextLink.startsWith(service.url), "an absolute URL of the service");
  const second = await list(nextLink);
  assert.equal(second.nextLink, undefined);
  assert.deepEqual([...first.value, ...second.value], clients.map(({ connectionId }, index) => ({ connectionId, ...(index === 2 ? {} : { userId: index === 0 ? "ann" : "bob" }) })));
  const top = await list(`${root}/groups/red%20ones/connections${version}&top=1`);
  assert.deepEqual([top.value.length, top.nextLink], [1, undefined]);
  assert.deepEqual(await list(`${root}/groups/none/connections${version}`), { value: [] });
  assert.equal((await rest(service, "GET", `${root}/groups/red%20ones/connections${version}&maxpagesize=201`)).status, 400);
});

for (const served of ["an app server", "the service itself"] as const) {
  void test(`a client that ${served} serves answers an invocation by REST`, async (t) => {
    const service = await startTestService(t, {}, false);
    if (served === "an app server") await startAppServer(t, service);
    else setMode(service.signalR, "Serverless");
    const client = await connect(t, service);
    client.on("answer", (question: string) => {
      if (question === "bad") throw new Error("no idea");
      return `${question}: 42`;
    });
    const ask = (question: string, id = client.connectionId ?? ""): ReturnType<typeof rest> => rest(service, "POST", `${root}/connections/${id}/:invoke${version}`, { body: { target: "answer", arguments: [question] } });
    const answer = await ask("what");
    assert.deepEqual([answer.status, answer.body], [200, '{"result":"what: 42"}']);
    const refused = await ask("bad");
    assert.equal(refused.status, 400);
    assert.match(refused.body, /no idea/);
    assert.deepEqual([(await ask("x", "nobody")).status, (await ask("x", "nobody")).code], [404, "Error.Connection.NotExisted"]);
  });
}

void test("items and the end of a stream are pushed to one client, whatever protocol it speaks", async (t) => {
  const service = await startTestService(t, {}, false);
  setMode(service.signalR, "Serverless");
  const client = await connect(t, service, undefined, new MessagePackHubProtocol());
  const stream = (invocationId: string): Promise<unknown> => {
    const items = new Subject<unknown>();
    const seen: unknown[] = [];
    const ended = new Promise((resolve) => items.subscribe({ next: (item) => seen.push(item), complete: () => resolve([...seen, "end"]), error: (error: Error) => resolve([...seen, error.message]) }));
    client.stream(invocationId).subscribe(items);
    return ended;
  };
  // The official client numbers its invocations from 0.
  const [whole, broken] = [stream("Count"), stream("Count")];
  const push = (id: number, path: string, body?: unknown): ReturnType<typeof rest> => rest(service, "POST", `${root}/connections/${client.connectionId ?? ""}/streams/${id}/${path}`, { body });
  assert.equal((await push(0, ":send?api-version=2022-06-01", { n: 1 })).status, 202);
  await push(0, `:send${version}&completed=true`, 2);
  assert.deepEqual(await whole, [{ n: 1 }, 2, "end"]);
  await push(1, `:complete${version}&reason=enough`);
  assert.deepEqual(await broken, ["enough"]);
  assert.equal((await push(0, `:send${version}`, "{")).status, 400);
});
