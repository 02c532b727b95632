import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../../../src/apim/compare.ts";
import { Inventory } from "../../../src/azure/inventory.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import type { Account } from "../../../src/ui/account/account.ts";
import { loadLevel } from "../../../src/ui/tree/levels.ts";
import type { InstanceNode, TreeNode } from "../../../src/ui/tree/nodes.ts";
import { present, spoken } from "../../../src/ui/tree/present.ts";
import { handMade } from "../../support/fakeInstance.ts";
import { account, api, instance, service } from "../support/fakes.ts";
import { testReader } from "../support/reader.ts";

const gone = new Problem({ code: "unreachable", message: "No network." });
const secret = "a-function-key-in-a-policy";

/** An account whose control plane does as it is told, with an instance on which a service is published by hand. */
function azure(): { readonly node: InstanceNode; readonly asked: () => number; readonly fail: (problem: Problem | undefined) => void } {
  const chat = service("chat");
  const made = handMade(chat.endpoint);
  const apis = made.filter(({ path }) => /^apis\/[^/]+$/.test(path)).map((each) => ({
    ...api(each.path.slice(5), { ...each.properties, serviceUrl: `${textOf(each, "serviceUrl")}?code=${secret}` }, made.filter(({ path }) => path.startsWith(`${each.path}/operations/`) && !path.includes("/policies/"))),
    policies: [{ path: `${each.path}/policies/policy`, properties: { value: `<policies><inbound><!-- ${secret} --></inbound></policies>` } }],
  }));
  const { account: fake } = account("azure", { subscriptions: [], instances: [], services: [chat], apis });
  let problem: Problem | undefined;
  let asked = 0;
  const controlPlane: Account["controlPlane"] = async () => {
    const plane = await fake.controlPlane();
    return { ...plane, contents: (...args) => ((asked += 1), problem === undefined ? plane.contents(...args) : Promise.reject(problem)), subscriptions: () => (problem === undefined ? plane.subscriptions() : Promise.reject(problem)) };
  };
  const made2: Account = { ...fake, controlPlane, inventory: new Inventory({ controlPlane }) };
  const node: InstanceNode = { kind: "instance", id: "azure/apim", account: made2, instance: instance("apim"), services: [chat] };
  return { node, asked: () => asked, fail: (now) => void (problem = now) };
}

const kinds = (rows: readonly TreeNode[]): readonly string[] => rows.map((row) => (row.kind === "message" ? row.state : row.kind));

void test("offline, an instance keeps its rows, with their age, also after the window was reloaded", async () => {
  const { node, fail, asked } = azure();
  const files = new Map<string, string>();
  const at = Date.now() - 5 * 60_000;
  const load = (reader = testReader(files, () => at)): Promise<readonly TreeNode[]> => loadLevel(node, () => Promise.resolve(reader), new AbortController().signal);
  const before = await load();
  assert.ok(kinds(before).includes("integration"), kinds(before).join());
  fail(gone);
  for (const rows of [await load(), await load(testReader(files))]) {
    assert.deepEqual(kinds(rows), [...kinds(before), "offline"]);
    const offline = rows.at(-1);
    assert.ok(offline);
    assert.equal(spoken(present(offline)), "Offline, as it was read 5 minutes ago; click to try again");
    const integration = rows.find((row) => row.kind === "integration");
    assert.ok(integration);
    assert.ok((await loadLevel(integration, () => Promise.resolve(testReader()), new AbortController().signal)).length > 0, "its APIs are there too");
  }
  assert.equal(asked(), 3);
  await node.account.inventory.rows().catch(() => undefined);
  await load(testReader(files));
  assert.equal(asked(), 3, "once the account is known to be offline, no instance finds out by itself");
});

void test("what outlives the window holds no policy and no query of a backend's URL", async () => {
  const { node } = azure();
  const files = new Map<string, string>();
  await testReader(files).read(node, new AbortController().signal);
  const [text = ""] = files.values();
  assert.match(text, /serviceUrl/);
  assert.doesNotMatch(text, new RegExp(secret));
});

void test("trouble in Azure leaves the rows too, and says what it is; who may not read them any more does not see them", async () => {
  const { node, fail } = azure();
  const reader = testReader();
  const load = (): Promise<readonly TreeNode[]> => loadLevel(node, () => Promise.resolve(reader), new AbortController().signal);
  await load();
  fail(new Problem({ code: "http503", status: 503, message: "Azure has trouble." }));
  const row = (await load()).at(-1);
  assert.ok(row);
  assert.match(spoken(present(row)), /^Azure has trouble\., what is above was read just now; click to try again$/);
  for (const status of [401, 403, 404]) {
    fail(new Problem({ code: `http${status}`, status, message: "No." }));
    await assert.rejects(load(), /No\./);
  }
});

void test("a file that something else wrote is taken for nothing", async () => {
  const { node, fail } = azure();
  fail(gone);
  for (const text of ["", "{", '{"version":1,"at":1,"integrations":[{"name":1}],"others":[]}', '{"version":2,"at":1,"integrations":[],"others":[]}']) {
    const files = new Map([[`${node.account.id} ${node.instance.id}`, text]]);
    await assert.rejects(testReader(files).read(node, new AbortController().signal), /No network/);
  }
});
