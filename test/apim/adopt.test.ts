import assert from "node:assert/strict";
import { test } from "node:test";
import { planAdoption } from "../../src/apim/adopt/adopt.ts";
import { apply } from "../../src/apim/apply.ts";
import type { Integration, LayoutName, Plan } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { planText } from "../../src/apim/planText.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, handMade, handMadeHttp, instance, service } from "../support/fakeInstance.ts";

function only(on: FakeInstance): Integration {
  const [found, ...others] = recognise(instance, on.contents, [service]);
  assert.ok(found);
  assert.deepEqual(others, []);
  return found;
}

const adoption = (on: FakeInstance, name?: string): Plan => planAdoption({ instance, integration: only(on), contents: on.contents, ...(name !== undefined && { name }) });
const publishing = (on: FakeInstance, layout: LayoutName, name = only(on).name): Plan => plan({ instance, service, options: { layout, prefix: "", name, requireSubscriptionKey: false }, contents: on.contents });
const writes = ({ changes }: Plan): readonly string[] => changes.flatMap(({ action, resource }) => (action === "none" ? [] : [`${action} ${resource}`]));

void test("adopting writes one line into each API's description and nothing else; removing takes just that away", async () => {
  for (const made of [handMade(), handMadeHttp()]) {
    const on = new FakeInstance([...made, foreignApi]);
    const before = on.snapshot;
    assert.equal(only(on).origin, "handMade");
    const names = made.filter(({ path }) => /^apis\/[^/]+$/.test(path)).map(({ path }) => path);
    const planned = adoption(on);
    assert.deepEqual(writes(planned), names.map((path) => `update ${path}`));
    assert.match(planText(planned), /^Adopt chat-signalr on contoso-apim/);
    await apply(planned, on);
    assert.equal(only(on).origin, "adopted");
    assert.deepEqual(writes(adoption(on)), [], "once is enough");
    const same = (of: typeof before): unknown => of.map(([path, { description: _ours, ...rest }]) => [path, rest]);
    assert.deepEqual(same(on.snapshot), same(before), "names, suffixes, backends and operations are their maker's");
    await apply(planRemoval({ instance, integration: only(on), contents: on.contents }), on);
    assert.deepEqual(on.snapshot.map(([path, properties]) => [path, properties["description"] === "" ? { ...properties, description: undefined } : properties]), before.map(([path, properties]) => [path, path.includes("/operations") || path === foreignApi.path ? properties : { ...properties, description: undefined }]));
  }
});

void test("a person's own description stays in front of the line, and comes back", async () => {
  const on = new FakeInstance(handMade().map((resource) => ({ ...resource, properties: { ...resource.properties, description: "Owned by team A." } })));
  const before = on.snapshot;
  await apply(adoption(on), on);
  assert.match(JSON.stringify(on.resources.get("apis/signalr-connect")?.properties["description"]), /^"Owned by team A\.\\nLooked after by SignalR for Azure API Management: integration chat-signalr, layout webSocket, part connect"$/);
  await apply(planRemoval({ instance, integration: only(on), contents: on.contents }), on);
  assert.deepEqual(on.snapshot, before);
});

void test("once adopted it is found under its name whatever is renamed or moved, and repaired where it drifted", async () => {
  const on = new FakeInstance(handMade());
  await apply(adoption(on, "live"), on);
  assert.equal(only(on).name, "live");
  assert.deepEqual(writes(publishing(on, "webSocket")), []);
  await on.patch(instance, { path: "apis/signalr-connect", properties: { displayName: "Renamed", path: "elsewhere", serviceUrl: "wss://other.example/x" } });
  const drifted = only(on);
  assert.deepEqual([drifted.name, drifted.state, drifted.findings.map(({ code }) => code).toSorted()], ["live", "drifted", ["backendDiffers", "pathDiffers"]]);
  const repair = publishing(on, "webSocket");
  assert.deepEqual(writes(repair), ["update apis/signalr-connect"]);
  assert.equal(repair.changes.at(-1)?.after?.["displayName"], undefined, "the new name is its owner's");
  await apply(repair, on);
  assert.equal(only(on).state, "published");
});

void test("where the line was deleted from an API, it is recognised by its shape again, and can be adopted again", async () => {
  const on = new FakeInstance();
  await apply(plan({ instance, service, options: { layout: "http", prefix: "", requireSubscriptionKey: false }, contents: on.contents }), on);
  await on.patch(instance, { path: "apis/chat-signalr-http", properties: { description: "Do not touch." } });
  assert.deepEqual([only(on).origin, only(on).state], ["handMade", "published"]);
  await apply(adoption(on), on);
  assert.deepEqual([only(on).origin, only(on).name], ["adopted", "chat-signalr"]);
});

void test("a name that another layout has already, or that no API id could carry, is refused before anything is written", async () => {
  const on = new FakeInstance(handMade());
  await apply(plan({ instance, service, options: { layout: "http", prefix: "sse", name: "chat", requireSubscriptionKey: false }, contents: on.contents }), on);
  const integration = recognise(instance, on.contents, [service]).find(({ origin }) => origin === "handMade");
  assert.ok(integration);
  for (const [name, code] of [["chat", "nameInUse"], ["a b", "nameInvalid"]] as const) {
    assert.throws(() => planAdoption({ instance, integration, contents: on.contents, name }), (error) => error instanceof Problem && error.code === code);
  }
});
