import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { cli } from "./support.ts";

void test("--app external leaves ChatRoom's hub to an app server of one's own", async () => {
  const result = await cli(["sandbox", "--json", "--app", "external"], {
    printsKey: true,
    during: async (child) => {
      assert.ok(child.stdout);
      const [first]: unknown[] = await once(createInterface({ input: child.stdout }), "line");
      const line = JSON.parse(String(first)) as SandboxLine;
      const answer = await fetch(`${line.appServerUrl}/.sandbox/serving`, { headers: { Authorization: `Bearer ${line.armToken}` } });
      assert.deepEqual(await answer.json(), { serving: "external" });
      child.kill("SIGTERM");
    },
  });
  assert.equal(result.code, 0, result.stderr);
});

void test("--app takes own and external only", async () => {
  const { code, stderr } = await cli(["sandbox", "--app", "both"]);
  assert.equal(code, 2);
  assert.match(stderr, /Allowed choices are own, external/);
});
