import assert from "node:assert/strict";
import { test } from "node:test";
import { holdGeneratedPart } from "../support/generatedPart.ts";
import { allCases } from "./cases/all.ts";

const file = new URL("../../docs/doctor.md", import.meta.url);

function table(): string {
  const groups = allCases.map(({ title, cases }) => {
    const rows = cases.map(({ name, place, cause, followedBy = [], source }) => `| ${name} | ${place ?? "a warning"} | ${[cause, ...followedBy].map((code) => `\`${code}\``).join(", then ")} | ${source} |`);
    return [`### ${title}`, "", "| what is wrong | where | named first | fact |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
  });
  return groups.join("\n").trimEnd();
}

void test("docs/doctor.md holds every case with the cause that is named first (UPDATE_DOCS=1 writes it)", () => holdGeneratedPart(file, "cases", table()));

void test("the doctor knows sixty symptoms and more, each once", () => {
  const names = allCases.flatMap(({ cases }) => cases.map(({ name }) => name));
  assert.ok(names.length >= 60, `${names.length} cases`);
  assert.equal(new Set(names).size, names.length);
});
