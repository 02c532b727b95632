import assert from "node:assert/strict";
import { test } from "node:test";
import { chatSocket, negotiate, openSocket, jsonHandshake, rs } from "../../support/rawClient.ts";
import type { RawSocket } from "../../support/rawClient.ts";
import { rest } from "../../support/restCall.ts";
import type { Answer } from "../../support/restCall.ts";
import { startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

const version = "?api-version=2022-06-01";
const news = { target: "news", arguments: ["x", 1] };
const newsText = `{"type":1,"target":"news","arguments":["x",1]}${rs}`;

async function user(t: Parameters<typeof openSocket>[0], service: TestService, userId: string): Promise<RawSocket & { readonly id: string }> {
  const token = await service.token({ userId });
  const { connectionId, connectionToken = "" } = await negotiate(service, "hub=chat&negotiateVersion=1", token);
  const socket = await openSocket(t, service, `${service.url}/client/?hub=chat&id=${connectionToken}`);
  socket.send(jsonHandshake);
  assert.equal(await socket.text(), `{}${rs}`);
  return Object.assign(socket, { id: connectionId });
}

/** What arrived before the mark that was sent to everyone. */
async function heardBeforeMark(socket: RawSocket): Promise<string[]> {
  const seen = [];
  for (let text = await socket.text(); !text.includes("mark"); text = await socket.text()) seen.push(text);
  return seen;
}

void test("health needs no token", async (t) => {
  const service = await startTestService(t);
  for (const path of [`/api/health${version}`, "/api/v1/health"]) assert.equal((await rest(service, "HEAD", path, { token: "" })).status, 200);
});

for (const [form, send] of [["current", `/:send${version}`], ["first", ""]] as const) {
  const root = form === "first" ? "/api/v1/hubs/chat" : "/api/hubs/chat";
  void test(`${form} form: broadcast, user, group and connection sends reach those they name`, async (t) => {
    const service = await startTestService(t);
    const [ann, bob] = [await user(t, service, "ann"), await user(t, service, "bob")];
    const query = form === "first" ? "" : version;
    assert.equal((await rest(service, "PUT", `${root}/groups/red%20ones/connections/${bob.id}${query}`)).status, 200);
    for (const [path, hears] of [
      ["", [ann, bob]],
      ["/users/ann", [ann]],
      ["/groups/red%20ones", [bob]],
      [`/connections/${ann.id}`, [ann]],
    ] as const) {
      assert.equal((await rest(service, "POST", `${root}${path}${send}`, { body: news })).status, 202);
      await rest(service, "POST", `/api/hubs/chat/:send${version}`, { body: { target: "mark" } });
      for (const each of [ann, bob]) assert.deepEqual(await heardBeforeMark(each), hears.some((one) => one === each) ? [newsText] : [], path);
    }
  });
}

void test("excluded connections hear nothing, and names are read as the .NET SDK writes them", async (t) => {
  const service = await startTestService(t);
  const [ann, bob] = [await user(t, service, "ann"), await user(t, service, "bob")];
  assert.equal((await rest(service, "POST", `/api/hubs/Chat/:send${version}&excluded=${ann.id}&excluded=x`, { body: { Target: "news", Arguments: ["x", 1] } })).status, 202);
  assert.equal(await bob.text(), newsText);
  await rest(service, "POST", `/api/hubs/chat/:send${version}`, { body: { target: "mark" } });
  assert.deepEqual(await heardBeforeMark(ann), []);
});

void test("what is not there is 404 with the code SDKs read", async (t) => {
  const service = await startTestService(t);
  const ann = await user(t, service, "ann");
  const root = "/api/hubs/chat";
  for (const [method, path, code] of [
    ["HEAD", "/connections/x", "Warning.Connection.NotExisted"],
    ["HEAD", "/users/x", "Warning.User.NotExisted"],
    ["HEAD", "/groups/x", "Warning.Group.NotExisted"],
    ["HEAD", "/users/ann/groups/x", "Info.User.NotInGroup"],
    ["PUT", "/groups/x/connections/x", "Error.Connection.NotExisted"],
    ["GET", "/users/ann/groups/x", "Info.User.NotInGroup"],
  ] as const) {
    const answer = await rest(service, method, `${root}${path}${version}`);
    assert.deepEqual([path, answer.status, answer.code], [path, 404, code]);
  }
  for (const path of [`/connections/${ann.id}`, "/users/ann"]) assert.equal((await rest(service, "HEAD", `${root}${path}${version}`)).status, 200);
  assert.equal((await rest(service, "DELETE", `${root}/connections/x/groups${version}`)).status, 200, "nothing to leave is left");
});

void test("a user stays in a group over reconnects, until it is taken out", async (t) => {
  const service = await startTestService(t);
  const root = "/api/hubs/chat";
  assert.equal((await rest(service, "PUT", `${root}/users/ann/groups/red${version}`)).status, 200);
  assert.equal((await rest(service, "HEAD", `${root}/users/ann/groups/red${version}`)).status, 200);
  assert.equal((await rest(service, "GET", `${root}/users/ann/groups/red${version}`)).status, 200, "as the management SDK asks");
  const ann = await user(t, service, "ann");
  await rest(service, "POST", `${root}/groups/red/:send${version}`, { body: news });
  assert.equal(await ann.text(), newsText);
  assert.equal((await rest(service, "DELETE", `${root}/users/ann/groups/red${version}`)).status, 204);
  assert.equal((await rest(service, "HEAD", `${root}/groups/red${version}`)).status, 404);
  assert.equal((await rest(service, "PUT", `${root}/users/bob/groups/red${version}&ttl=0`)).status, 200);
  assert.equal((await rest(service, "HEAD", `${root}/users/bob/groups/red${version}`)).status, 404);
});

void test("closing ends clients with the reason and lets them come back", async (t) => {
  const service = await startTestService(t);
  const [ann, bob, eve] = [await user(t, service, "ann"), await user(t, service, "bob"), await user(t, service, "eve")];
  const closed = `{"type":7,"error":"tidying up","allowReconnect":true}${rs}`;
  assert.equal((await rest(service, "DELETE", `/api/hubs/chat/connections/${ann.id}${version}&reason=tidying%20up`)).status, 200);
  assert.equal(await ann.text(), closed);
  assert.equal((await rest(service, "POST", `/api/hubs/chat/users/bob/:closeConnections${version}&reason=tidying%20up`)).status, 204);
  assert.equal(await bob.text(), closed);
  assert.equal((await rest(service, "POST", `/api/hubs/chat/:closeConnections${version}`)).status, 204);
  assert.equal(await eve.text(), `{"type":7,"allowReconnect":true}${rs}`);
});

void test("the token must be for the called URL, with or without its query", async (t) => {
  const service = await startTestService(t);
  const path = `/api/hubs/chat/users/1/:send${version}`;
  const call = (audience: string): Promise<Answer> => rest(service, "POST", path, { body: news, audience });
  assert.equal((await call("http://127.0.0.1/api/hubs/chat/users/1/:send")).status, 202);
  assert.equal((await call("http://127.0.0.1/api/hubs/chat/users/1/:send?api-version=2022-06-01")).status, 202);
  const wrong = await call("http://127.0.0.1/api/hubs/chat/users/2/:send");
  assert.deepEqual([wrong.status, wrong.challenge], [401, 'Bearer error="invalid_token", error_description="The audience is invalid"']);
  assert.equal((await call("https://gateway.azure-api.net/api/hubs/chat/users/1/:send")).status, 401);
  assert.equal((await rest(service, "POST", path, { body: news, token: await service.token() })).status, 401);
  service.signalR.properties["disableLocalAuth"] = true;
  assert.equal((await call("http://127.0.0.1/api/hubs/chat/users/1/:send")).status, 403);
});

void test("bad calls get an ErrorDetail that says what is wrong", async (t) => {
  const service = await startTestService(t, { postBytes: 1000 });
  for (const [method, path, body, status, words] of [
    ["POST", `/api/hubs/chat/:send${version}`, "{", 400, "not JSON"],
    ["POST", `/api/hubs/chat/:send${version}`, { arguments: [] }, 400, "target"],
    ["POST", `/api/hubs/chat/:send${version}`, { target: "x", arguments: 1 }, 400, "arguments"],
    ["POST", `/api/hubs/chat/:send${version}`, "x".repeat(1001), 413, "1000 bytes"],
    ["POST", "/api/hubs/chat/:send", news, 400, "api-version"],
    ["POST", `/api/hubs/1chat/:send${version}`, news, 400, "hub name"],
    ["POST", `/api/hubs/chat/groups/%20/:send${version}`, news, 400, "group name"],
    ["PUT", `/api/hubs/chat/users/a/groups/b${version}&ttl=soon`, undefined, 400, "ttl"],
    ["GET", `/api/hubs/chat/:send${version}`, undefined, 405, "GET"],
    ["GET", "/api/nothing/here", undefined, 404, "No such resource"],
  ] as const) {
    const answer = await rest(service, method, path, body === undefined ? {} : { body });
    assert.equal(answer.status, status, `${method} ${path}: ${answer.body}`);
    const detail: unknown = JSON.parse(answer.body);
    assert.ok(typeof detail === "object" && detail !== null && "message" in detail && String(detail.message).includes(words), answer.body);
  }
});

void test("a REST send reaches clients of a hub without app server", async (t) => {
  const service = await startTestService(t, {}, false);
  service.signalR.properties["features"] = [{ flag: "ServiceMode", value: "Serverless", properties: {} }];
  const socket = await chatSocket(t, service);
  await rest(service, "POST", `/api/hubs/chat/:send${version}`, { body: news });
  assert.equal(await socket.text(), newsText);
});
