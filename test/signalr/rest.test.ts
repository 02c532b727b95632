import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { connect } from "../../src/signalr/connection.ts";
import { serviceTarget } from "../../src/signalr/connectTarget.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { ServiceRest } from "../../src/signalr/rest.ts";
import { verifyToken } from "../../src/signalr/token.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { Recorder } from "./recorder.ts";

interface Asked {
  readonly line: string;
  readonly token: string;
  readonly body: string;
}

/** A data plane that answers everything with the same, and keeps what it was asked. */
async function dataPlane(t: TestContext, status = 202, body: string | (() => string) = "", headers: Readonly<Record<string, string>> = {}): Promise<{ readonly port: number; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    incoming.on("end", () => {
      asked.push({ line: `${incoming.method} ${incoming.url}`, token: incoming.headers.authorization?.replace("Bearer ", "") ?? "", body: Buffer.concat(pieces).toString() });
      response.writeHead(status, headers).end(incoming.method === "HEAD" ? undefined : typeof body === "string" ? body : body());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, asked };
}

const key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

function restOf(port: number): ServiceRest {
  return new ServiceRest({ connectionString: parseConnectionString(`Endpoint=http://127.0.0.1;Port=${port};AccessKey=${key};ClientEndpoint=https://gateway.example/`), hub: "Chat" });
}

void test("every call goes where the service's reference says, with a token for just that URL", async (t) => {
  const { port, asked } = await dataPlane(t, 200);
  const rest = restOf(port);
  await rest.send({ to: "all" }, "news", ["ä", 1n << 60n], ["c 1", "c2"]);
  await rest.send({ to: "user", user: "ann/b" }, "news", []);
  await rest.send({ to: "group", group: "g 1" }, "news", [], ["c1"]);
  await rest.send({ to: "connection", connection: "c+1=" }, "news", []);
  await rest.exists({ to: "connection", connection: "c1" });
  await rest.exists({ to: "user", user: "ann" });
  await rest.exists({ to: "group", group: "g" });
  await rest.userInGroup("ann", "g");
  await rest.addToGroup("g", "c1");
  await rest.removeFromGroup("g", "c1");
  await rest.removeFromAllGroups("c1");
  await rest.addUserToGroup("g", "ann", 60);
  await rest.addUserToGroup("g", "ann");
  await rest.removeUserFromGroup("g", "ann");
  await rest.removeUserFromAllGroups("ann");
  await rest.close({ to: "connection", connection: "c1" }, "go & away");
  await rest.close({ to: "all" });
  await rest.close({ to: "user", user: "ann" });
  await rest.close({ to: "group", group: "g" }, "x");
  const version = "api-version=2022-06-01";
  assert.deepEqual(asked.map(({ line }) => line), [
    `POST /api/hubs/chat/:send?${version}&excluded=c%201&excluded=c2`,
    `POST /api/hubs/chat/users/ann%2Fb/:send?${version}`,
    `POST /api/hubs/chat/groups/g%201/:send?${version}&excluded=c1`,
    `POST /api/hubs/chat/connections/c%2B1%3D/:send?${version}`,
    `HEAD /api/hubs/chat/connections/c1?${version}`,
    `HEAD /api/hubs/chat/users/ann?${version}`,
    `HEAD /api/hubs/chat/groups/g?${version}`,
    `HEAD /api/hubs/chat/users/ann/groups/g?${version}`,
    `PUT /api/hubs/chat/groups/g/connections/c1?${version}`,
    `DELETE /api/hubs/chat/groups/g/connections/c1?${version}`,
    `DELETE /api/hubs/chat/connections/c1/groups?${version}`,
    `PUT /api/hubs/chat/users/ann/groups/g?${version}&ttl=60`,
    `PUT /api/hubs/chat/users/ann/groups/g?${version}`,
    `DELETE /api/hubs/chat/users/ann/groups/g?${version}`,
    `DELETE /api/hubs/chat/users/ann/groups?${version}`,
    `DELETE /api/hubs/chat/connections/c1?${version}&reason=go%20%26%20away`,
    `POST /api/hubs/chat/:closeConnections?${version}`,
    `POST /api/hubs/chat/users/ann/:closeConnections?${version}`,
    `POST /api/hubs/chat/groups/g/:closeConnections?${version}&reason=x`,
  ]);
  assert.equal(asked[0]?.body, '{"target":"news","arguments":["ä",1152921504606846976]}');
  for (const { line, token } of asked) {
    await verifyToken({ token, keys: [key], audience: `http://127.0.0.1${line.split(" ")[1]?.split("?")[0]}` });
  }
});

void test("a client's answer comes back as the call's result, by the version that has it", async (t) => {
  const { port, asked } = await dataPlane(t, 200, '{"protocol":"json","result":{"a":1}}');
  assert.deepEqual(await restOf(port).invoke("c1", "ask", [1]), { a: 1 });
  assert.equal(asked[0]?.line, "POST /api/hubs/chat/connections/c1/:invoke?api-version=2024-12-01");
});

void test("the members of a group are read to the last page; what is no list is refused", async (t) => {
  const pages = [
    { value: [{ connectionId: "c1", userId: "ann" }], nextLink: "https://elsewhere.example/api/hubs/chat/groups/g/connections?continuationToken=a%2Bb" },
    { value: [{ connectionId: "c2" }] },
  ];
  const { port, asked } = await dataPlane(t, 200, () => JSON.stringify(pages.shift() ?? "no list"));
  assert.deepEqual(await restOf(port).members("g"), [{ connectionId: "c1", userId: "ann" }, { connectionId: "c2" }]);
  const path = "GET /api/hubs/chat/groups/g/connections?api-version=2024-12-01";
  assert.deepEqual(asked.map(({ line }) => line), [path, `${path}&continuationToken=a%2Bb`]);
  await assert.rejects(restOf(port).members("g"), { code: "unexpectedAnswer" });
});

void test("an Entra token takes the key's place", async (t) => {
  const { port, asked } = await dataPlane(t);
  const connectionString = parseConnectionString(`Endpoint=http://127.0.0.1:${port};AuthType=azure;`);
  await new ServiceRest({ connectionString, hub: "chat", entraToken: () => Promise.resolve("entra") }).send({ to: "all" }, "x", []);
  assert.equal(asked[0]?.token, "entra");
  assert.throws(() => new ServiceRest({ connectionString, hub: "chat" }), { code: "accessKeyNeeded" });
  assert.throws(() => new ServiceRest({ connectionString, hub: "/chat", entraToken: () => Promise.resolve("x") }), { code: "hubNameInvalid" });
});

const refusals = [
  { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token", error_description="The audience is invalid"' }, body: "", says: /401: The audience is invalid/ },
  { status: 403, headers: {}, body: "", says: /403/ },
  { status: 404, headers: { "x-ms-error-code": "Error.Connection.NotExisted", "x-ms-request-id": "r1" }, body: '{"code":"NotFound","message":"Connection does not exist."}', says: /404: Connection does not exist\./ },
  { status: 413, headers: {}, body: "too large", says: /413: too large/ },
  { status: 429, headers: { "retry-after": "7" }, body: "", says: /429/ },
] as const;

for (const { status, headers, body, says } of refusals) {
  void test(`a refusal with ${status} is told in the service's words, with what to do`, async (t) => {
    const { port } = await dataPlane(t, status, body, headers);
    await assert.rejects(restOf(port).addToGroup("g", "c1"), (error) => {
      assert.ok(error instanceof Problem);
      assert.match(error.message, says);
      assert.ok(error.details.likelyCause !== undefined && error.details.nextStep !== undefined && error.details.status === status);
      assert.ok(!JSON.stringify(error.details).includes(key));
      return true;
    });
    if (status === 404) assert.equal(await restOf(port).exists({ to: "group", group: "g" }), false);
  });
}

void test("one plays the server of the sandbox's service: everyone, users, groups, one connection, and the end", async (t) => {
  const sandbox = await startSandbox({ event: () => undefined });
  t.after(() => sandbox.stop());
  const connectionString = parseConnectionString(sandbox.line.connectionString);
  const rest = new ServiceRest({ connectionString, hub: "chat" });
  const seen = new Recorder();
  const ann = await connect({ ...serviceTarget({ connectionString, hub: "chat", userId: "ann" }) }, seen);
  const connection = ann.connectionId ?? "";
  assert.equal(await rest.exists({ to: "user", user: "ann" }), true);
  assert.equal(await rest.exists({ to: "user", user: "bob" }), false);
  assert.equal(await rest.exists({ to: "connection", connection }), true);
  await rest.addToGroup("g", connection);
  assert.equal(await rest.exists({ to: "group", group: "g" }), true);
  await rest.send({ to: "all" }, "to", ["all"]);
  await rest.send({ to: "all" }, "to", ["nobody"], [connection]);
  await rest.send({ to: "user", user: "ann" }, "to", ["ann"]);
  await rest.send({ to: "group", group: "g" }, "to", ["group"]);
  await rest.removeFromGroup("g", connection);
  await rest.send({ to: "group", group: "g" }, "to", ["nobody"]);
  await rest.send({ to: "connection", connection }, "to", ["connection"]);
  await assert.rejects(rest.addToGroup("g", "nobody"), { code: "notFound" });
  await rest.close({ to: "connection", connection }, "enough");
  const { problem } = await ann.closed;
  assert.match(problem?.message ?? "", /enough/);
  const heard = seen.records.flatMap(({ message }) => (message.kind === "invocation" ? [message.arguments[0]] : []));
  assert.deepEqual(heard, ["all", "ann", "group", "connection"]);
});
