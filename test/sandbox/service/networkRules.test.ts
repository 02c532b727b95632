import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { refuseRequest } from "../../../src/sandbox/service/networkRules.ts";
import type { RequestType } from "../../../src/sandbox/service/networkRules.ts";
import type { JsonObject } from "../../../src/sandbox/model.ts";
import { serverToken } from "../../support/appServer.ts";
import { chatSocket, refusedUpgrade, rs } from "../../support/rawClient.ts";
import { restToken, startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

const types: readonly RequestType[] = ["ClientConnection", "ServerConnection", "RESTAPI"];

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

/** The status each kind of request gets with a good token. */
async function statuses(service: TestService): Promise<Record<string, number>> {
  const client = bearer(await service.token());
  const path = "/api/v1/hubs/chat/users/ann";
  const status = async (url: string, headers: Record<string, string>, method: string): Promise<number> => (await fetch(service.url + url, { method, headers })).status;
  const upgraded = async (url: string, headers: Record<string, string>): Promise<number> =>
    await refusedUpgrade(service.url + url, headers).then((answer) => answer.status, () => 101);
  return {
    negotiate: await status("/client/negotiate?hub=chat", client, "POST"),
    client: await upgraded("/client/?hub=chat", client),
    server: await upgraded("/server/?hub=chat", bearer(await serverToken(service.signalR.keys.primary, "chat", "app"))),
    rest: await status(path, bearer(await restToken(service, path)), "HEAD"),
    preflight: await status("/client/negotiate?hub=chat", { Origin: "https://a.example", "Access-Control-Request-Method": "POST" }, "OPTIONS"),
  };
}

const open = { negotiate: 200, client: 101, server: 101, rest: 404, preflight: 204 };
const shut = (status: number, ...names: (keyof typeof open)[]): typeof open => ({ ...open, ...Object.fromEntries(names.map((name) => [name, status])) });
const everything = ["negotiate", "client", "server", "rest", "preflight"] as const;
const cases: readonly (readonly [name: string, properties: JsonObject, expected: typeof open])[] = [
  ["a new service lets everything in", {}, open],
  ["without public network access nothing gets in", { publicNetworkAccess: "Disabled" }, shut(403, ...everything)],
  ["rules that allow only app servers keep clients and REST out", { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: ["ServerConnection"] } } }, shut(403, "negotiate", "client", "rest", "preflight")],
  ["a rule that denies clients keeps only them out", { networkACLs: { defaultAction: "Allow", publicNetwork: { deny: ["ClientConnection"] } } }, shut(403, "negotiate", "client", "preflight")],
  ["a rule that denies the REST API keeps only that out", { networkACLs: { defaultAction: "Allow", publicNetwork: { deny: ["RESTAPI"] } } }, shut(403, "rest")],
  ["the default action decides where no rule does", { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: [] } } }, shut(403, ...everything)],
  ["an IP rule that denies this address keeps everything out", { networkACLs: { defaultAction: "Allow", publicNetwork: { allow: [...types] }, ipRules: [{ value: "0.0.0.0/0", action: "Allow" }, { value: "127.0.0.1", action: "Deny" }] } }, shut(403, ...everything)],
  ["rules for other addresses leave this one to the default action", { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: [...types] }, ipRules: [{ value: "10.0.0.0/8", action: "Allow" }, { value: "AzureCloud", action: "Allow" }] } }, shut(403, ...everything)],
  ["an IP rule that allows this address lets in what the request types do", { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: ["ClientConnection"] }, ipRules: [{ value: "127.0.0.0/8", action: "Allow" }, { value: "::/0", action: "Deny" }] } }, shut(403, "server", "rest")],
  ["a stopped service is not there", { resourceStopped: "true" }, shut(503, ...everything)],
];

for (const [name, properties, expected] of cases) {
  void test(name, async (t) => {
    const service = await startTestService(t);
    Object.assign(service.signalR.properties, properties);
    assert.deepEqual(await statuses(service), expected);
    if (expected.negotiate !== 403) return;
    const answer = await fetch(`${service.url}/client/negotiate?hub=chat`, { method: "POST" });
    assert.deepEqual([answer.status, answer.headers.get("content-type"), answer.headers.get("access-control-allow-origin")], [403, "text/html", null], "no token is even looked at");
    assert.match(await answer.text(), /403 Forbidden.*nginx/s);
    assert.ok(service.events.some((event) => event.event === "refused" && event["status"] === 403), "the sandbox's log names it");
  });
}

void test("rules count from the next request: who is connected stays", async (t) => {
  const service = await startTestService(t);
  const raw = await chatSocket(t, service);
  service.signalR.properties["publicNetworkAccess"] = "Disabled";
  service.resourceChanged();
  raw.send(`{"type":1,"invocationId":"1","target":"nope","arguments":[]}${rs}`);
  assert.match(await raw.text(), /Unknown hub method/);
});

void test("what both lists name is denied, what neither names follows the default, and no shape of the rules breaks it", async (t) => {
  const { signalR } = await startTestService(t);
  const list = fc.option(fc.subarray([...types, "Trace"]), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom("Allow", "Deny"), list, list, fc.constantFrom(...types), (defaultAction, allow, deny, type) => {
      signalR.properties["networkACLs"] = { defaultAction, publicNetwork: { ...(allow && { allow }), ...(deny && { deny }) } };
      const expected = deny?.includes(type) === true ? false : allow?.includes(type) === true || defaultAction === "Allow";
      assert.equal(refuseRequest(signalR, type) === undefined, expected);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...types), (rules, type) => {
      signalR.properties["networkACLs"] = JSON.parse(JSON.stringify(rules));
      assert.ok([undefined, 403].includes(refuseRequest(signalR, type)?.status));
    }),
  );
});

void test("with Entra's tokens off, neither the credential nor keys made from it open anything; with access keys off, only they do", async (t) => {
  const entraToken = "the-test-credential";
  const service = await startTestService(t, { entraToken });
  const headers = { Authorization: `Bearer ${entraToken}` };
  const keys = async (): Promise<Response> => await fetch(`${service.url}/api/v1/auth/accessKey`, { headers });
  const made = (await (await keys()).json()) as { readonly AccessKey: string };
  const rest = async (): Promise<number> => (await fetch(`${service.url}/api/v1/hubs/chat/users/ann`, { method: "HEAD", headers })).status;
  const client = async (accessKey?: string): Promise<number> =>
    (await fetch(`${service.url}/client/negotiate?hub=chat`, { method: "POST", headers: { Authorization: `Bearer ${await service.token(accessKey === undefined ? {} : { accessKey })}` } })).status;
  assert.deepEqual([await rest(), await client(made.AccessKey), await client()], [404, 200, 200]);
  service.signalR.properties["disableAadAuth"] = true;
  assert.deepEqual([(await keys()).status, await rest(), await client(made.AccessKey), await client()], [401, 401, 401, 200]);
  assert.equal((await refusedUpgrade(`${service.url}/server/?hub=chat`, headers)).status, 401);
  Object.assign(service.signalR.properties, { disableAadAuth: false, disableLocalAuth: true });
  assert.deepEqual([await rest(), await client(made.AccessKey), await client()], [404, 200, 401]);
});
