import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";

/**
 * Holds the part of a document between `<!-- name -->` and `<!-- /name -->` to what a test knows; UPDATE_DOCS=1 writes it.
 * @param text without the empty lines around it
 */
export async function holdGeneratedPart(document: URL, name: string, text: string): Promise<void> {
  const marked = new RegExp(`(<!-- ${name} -->\\n).*(<!-- /${name} -->)`, "s");
  const before = await readFile(document, "utf8");
  assert.match(before, marked, `${document.pathname} has no part ${name}.`);
  const now = before.replace(marked, (_all, start: string, end: string) => `${start}\n${text}\n\n${end}`);
  if (process.env["UPDATE_DOCS"] === "1") await writeFile(document, now);
  assert.equal(await readFile(document, "utf8"), now, "Run this test once with UPDATE_DOCS=1 and look at the difference.");
}
