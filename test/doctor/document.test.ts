import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { allCases } from "./cases/all.ts";

const file = new URL("../../docs/doctor.md", import.meta.url);
const marked = /(<!-- cases -->\n).*(<!-- \/cases -->)/s;

function table(): string {
  const groups = allCases.map(({ title, cases }) => {
    const rows = cases.map(({ name, place, cause, followedBy = [], source }) => `| ${name} | ${place ?? "a warning"} | ${[cause, ...followedBy].map((code) => `\`${code}\``).join(", then ")} | ${source} |`);
    return [`### ${title}`, "", "| what is wrong | where | named first | fact |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
  });
  return `${groups.join("\n")}\n`;
}

void test("docs/doctor.md holds every case with the cause that is named first (UPDATE_DOCS=1 writes it)", async () => {
  const before = await readFile(file, "utf8");
  const now = before.replace(marked, (_all, start: string, end: string) => `${start}\n${table()}${end}`);
  if (process.env["UPDATE_DOCS"] === "1") await writeFile(file, now);
  assert.equal(await readFile(file, "utf8"), now, "Run this test once with UPDATE_DOCS=1 and look at the difference.");
});

void test("the doctor knows sixty symptoms and more, each once", () => {
  const names = allCases.flatMap(({ cases }) => cases.map(({ name }) => name));
  assert.ok(names.length >= 60, `${names.length} cases`);
  assert.equal(new Set(names).size, names.length);
});
