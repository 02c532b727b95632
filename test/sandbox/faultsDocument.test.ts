import assert from "node:assert/strict";
import { test } from "node:test";
import { sandboxFaults } from "../../src/sandbox/faults/catalogue.ts";
import { holdGeneratedPart } from "../support/generatedPart.ts";

void test("docs/doctor.md lists every fault that the sandbox can show (UPDATE_DOCS=1 writes it)", async () => {
  const rows = sandboxFaults.map(({ id, title, layout, seenAt, warning }) => `| ${title()} | \`${id}\` | ${[...(layout === undefined ? [] : [`only with the layout \`${layout}\``]), ...(seenAt === undefined ? [] : ["run the doctor on ChatRoom's hub"]), ...(warning === true ? ["clients get through, and the doctor warns"] : [])].join("; ")} |`);
  await holdGeneratedPart(new URL("../../docs/doctor.md", import.meta.url), "faults", ["| what is wrong | name | |", "| --- | --- | --- |", ...rows].join("\n"));
});

void test("each fault has a name and a title of its own", () => {
  assert.equal(new Set(sandboxFaults.map(({ id }) => id)).size, sandboxFaults.length);
  assert.equal(new Set(sandboxFaults.map(({ title }) => title())).size, sandboxFaults.length);
});
