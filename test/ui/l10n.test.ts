import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { getL10nJson } from "@vscode/l10n-dev";

const root = new URL("../../", import.meta.url).pathname;
const bundle = join(root, "l10n", "bundle.l10n.json");

const pieceLength = 60_000;

/** What a translator has to translate, as it stands in the code. */
async function extracted(): Promise<string> {
  const paths = (await readdir(join(root, "src"), { recursive: true })).filter((path) => path.endsWith(".ts")).toSorted();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, "src", path), "utf8")));
  const pieces = inPieces(texts.filter((text) => text.includes("l10n.t("))).map((contents) => ({ extension: ".ts" as const, contents }));
  const words = Object.entries(await getL10nJson(pieces)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(words), undefined, 2)}\n`;
}

/** The extractor takes a while to get ready for each piece, and ever longer for a large one. */
function inPieces(texts: readonly string[]): string[] {
  const pieces: string[] = [];
  for (const text of texts) {
    const last = pieces.at(-1);
    if (last === undefined || last.length + text.length > pieceLength) pieces.push(text);
    else pieces[pieces.length - 1] = `${last}\n${text}`;
  }
  return pieces;
}

void test("l10n/bundle.l10n.json holds every text of the code, for translators (UPDATE_L10N=1 writes it)", async () => {
  const now = await extracted();
  if (process.env["UPDATE_L10N"] === "1") await writeFile(bundle, now);
  assert.ok(now.includes("Reading what {0} holds"));
  assert.equal(await readFile(bundle, "utf8"), now, "Run the tests once with UPDATE_L10N=1 and look at the difference.");
});
