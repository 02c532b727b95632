import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { startAppServer } from "../../support/appServer.ts";
import { connect } from "../../support/officialClient.ts";
import { startTestApp } from "../../support/sandboxApp.ts";

void test("another process sees what is connected, closes a client and chooses who serves, with the sandbox's token", async (t) => {
  const app = await startTestApp(t);
  const ask = async (method: string, path: string, body?: string, token = app.armToken): Promise<Response> =>
    fetch(`${app.url}/.sandbox/${path}`, { method, headers: { Authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) });
  for (const [method, path] of [["GET", "connections"], ["DELETE", "connections/x"], ["PUT", "serving"]] as const) assert.equal((await ask(method, path, undefined, "wrong")).status, 401);
  await startAppServer(t, app.service, { serverId: "mine" });
  assert.equal((await ask("PUT", "serving", "external")).status, 204);
  assert.deepEqual(await (await ask("GET", "serving")).json(), { serving: "external" });
  const client = await connect(t, app.service);
  const listed: unknown = await (await ask("GET", "connections")).json();
  assert.deepEqual(listed, { serving: "external", hubs: JSON.parse(JSON.stringify(app.service.connections())) as unknown });
  const gone = new Promise<void>((resolve) => client.onreconnecting(() => resolve()));
  assert.equal((await ask("DELETE", `connections/${client.connectionId ?? ""}`)).status, 204);
  await gone;
  const other = await startAppServer(t, app.service, { serverId: "web 1/ü", hub: "news" });
  const ended = once(other.connection.socket, "close");
  assert.equal((await ask("DELETE", `connections/${encodeURIComponent("web 1/ü")}`)).status, 204);
  assert.equal((await ended)[0], 1000);
  for (const nobody of ["nobody", "%ff"]) assert.equal((await ask("DELETE", `connections/${nobody}`)).status, 404);
  assert.equal((await ask("PUT", "serving", "both")).status, 400);
  assert.equal((await ask("POST", "connections")).status, 405);
});
