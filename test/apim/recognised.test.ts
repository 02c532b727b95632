import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import { planAdoption } from "../../src/apim/adopt/adopt.ts";
import type { ArmResource, Integration, JsonObject, Plan, SignalRService } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { FakeInstance, instance, service } from "../support/fakeInstance.ts";

/** A variation that somebody may make by hand: what ARM answers for the instance, and what must be found in it. */
interface Variation {
  readonly what: string;
  /** ARM's answers, for resources of every kind. */
  readonly value: readonly { readonly id: string; readonly properties: JsonObject }[];
  readonly found: readonly (Pick<Integration, "name" | "layout" | "signalR" | "prefix" | "origin" | "state"> & Partial<Pick<Integration, "cors" | "requireSubscriptionKey">> & { readonly findings: readonly (readonly [code: string, resource: string])[] })[];
  /** Writes of the plan that repairs the first; absent where it cannot be planned. */
  readonly repair?: readonly string[];
  /** Codes of findings that a repair leaves to the owner. */
  readonly left: readonly string[];
  /** Endpoint of the service behind the first, where it is not the known one. */
  readonly repairHost?: string;
}

const folder = new URL("recognised/", import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
const variations = await Promise.all(files.map(async (name): Promise<readonly [string, Variation]> => [basename(name, ".json"), JSON.parse(await readFile(new URL(name, folder), "utf8"))]));

function instanceOf({ value }: Variation): FakeInstance {
  return new FakeInstance(value.map(({ id, properties }): ArmResource => ({ path: id.slice(id.indexOf("/contoso-apim/") + "/contoso-apim/".length), properties })));
}

function found(on: FakeInstance): readonly Integration[] {
  return recognise(instance, on.contents, [service]);
}

function repairing(on: FakeInstance, { layout, prefix, name, requireSubscriptionKey, cors, signalREndpoint, signalR }: Integration): Plan {
  const behind: SignalRService = { ...service, name: signalR, endpoint: signalREndpoint };
  return plan({ instance, service: behind, options: { layout, prefix, name, requireSubscriptionKey, cors }, contents: on.contents });
}

const writes = ({ changes }: Plan): readonly string[] => changes.flatMap(({ action, resource }) => (action === "none" ? [] : [`${action} ${resource}`]));
/** What its maker chose and no repair changes. */
const chosen = (on: FakeInstance): readonly unknown[] => on.contents.apis.filter(({ api }) => api.properties["isCurrent"] !== false).map(({ api }) => [api.path, api.properties["displayName"], api.properties["path"]]);

void test("there are at least forty variations", () => {
  assert.ok(variations.length >= 40, String(variations.length));
});

for (const [name, variation] of variations) {
  void test(`recognised: ${name}: ${variation.what}`, () => {
    const seen = found(instanceOf(variation));
    assert.deepEqual(
      seen.map(({ name: called, layout, signalR, prefix, origin, state, findings }) => ({ name: called, layout, signalR, prefix, origin, state, findings: findings.map(({ code, resource }) => [code, resource]) })),
      variation.found.map(({ cors: _cors, requireSubscriptionKey: _key, ...rest }) => rest),
    );
    for (const [index, { cors = [], requireSubscriptionKey = false }] of variation.found.entries()) {
      assert.deepEqual([seen[index]?.cors, seen[index]?.requireSubscriptionKey], [cors, requireSubscriptionKey]);
    }
    for (const { message } of seen.flatMap(({ findings }) => findings)) {
      assert.match(message, /^[A-Z{a-z].{15,}\.$/s, "said in words");
      assert.doesNotMatch(message, /undefined|\[object/);
    }
  });

  const { repair } = variation;
  if (variation.found.length > 0 && repair !== undefined) {
    void test(`repaired: ${name}`, async () => {
      const on = instanceOf(variation);
      const before = chosen(on);
      const [integration] = found(on);
      assert.ok(integration);
      const planned = repairing(on, integration);
      assert.deepEqual(writes(planned), repair);
      await apply(planned, on);
      assert.deepEqual(found(on)[0]?.findings.map(({ code }) => code), variation.left, "what is left is the owner's");
      assert.deepEqual(writes(repairing(on, integration)), [], "a second run has nothing to do");
      assert.deepEqual(chosen(on).slice(0, before.length), before, "nothing that works is renamed or moved");
    });
  }
}

void test("whatever is recognised can be adopted, which changes no finding and renames nothing", async () => {
  for (const [name, variation] of variations) {
    const on = instanceOf(variation);
    const before = chosen(on);
    for (const integration of found(on).filter(({ name: each }) => /^[\w.-]+$/.test(each))) {
      await apply(planAdoption({ instance, integration, contents: on.contents }), on);
      const now = found(on).find(({ name: each }) => each === integration.name);
      assert.deepEqual([now?.origin, now?.findings.map(({ code }) => code)], ["adopted", integration.findings.map(({ code }) => code)], name);
    }
    assert.deepEqual(chosen(on), before, name);
  }
});
