import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { fullRun, functionKey } from "../support/fullRun.ts";
import type { FullRun } from "../support/fullRun.ts";
import { assertNoSecrets } from "../support/secrets.ts";
import type { Placeholders } from "../support/wireText.ts";
import { wireText } from "../support/wireText.ts";

const folder = fileURLToPath(new URL("golden/", import.meta.url));

function placeholders({ azure: { instance, service, model, arm } }: FullRun): Placeholders {
  return [
    [instance.id, "{instance}"],
    [service.id, "{service}"],
    [model.subscriptionId, "{subscription}"],
    [model.tenantId, "{tenant}"],
    [arm.url, "{arm}"],
    [functionKey, "{function key}"],
  ];
}

void test("what is sent for everything a person can do is as test/azure/golden has it (UPDATE_GOLDEN=1 writes it)", async (t) => {
  const run = await fullRun(t);
  const { model, token } = run.azure;
  const keys = [...model.services.values()].flatMap((service) => [service.keys.primary, service.keys.secondary]);
  const stories = Map.groupBy(run.steps, ({ story }) => story);
  const now = new Map([...stories].map(([story, steps]) => [`${story}.txt`, wireText(steps, placeholders(run))]));
  for (const [name, text] of now) assertNoSecrets(name, text, [token, functionKey, ...keys]);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of now) await writeFile(`${folder}${name}`, text);
  }
  assert.deepEqual((await readdir(folder)).toSorted(), [...now.keys()].toSorted());
  for (const [name, text] of now) {
    assert.equal(text, await readFile(`${folder}${name}`, "utf8"), `${name} differs. If that is meant, run this test once with UPDATE_GOLDEN=1 and look at the difference.`);
  }
});
