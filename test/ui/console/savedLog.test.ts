import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { suite, test } from "node:test";
import { pageHtml } from "../../../src/ui/console/html.ts";
import { readSavedLog, removeAbandonedLogs, SavedLog, savedLogPath } from "../../../src/ui/console/savedLog.ts";
import type { SavedText } from "../../../src/ui/console/savedLog.ts";
import { tempFolder } from "../../support/tempFolder.ts";

function texts(text: (limit: number) => string): SavedText {
  return { atOnce: text, inSlices: async (limit) => text(limit) };
}

const id = "3f2b8c1e-0000-4000-8000-000000000000";

void suite("a console's log over a reload", () => {
  void test("is written when the window goes, for its owner only, and read back", async (t) => {
    const path = savedLogPath(join(await tempFolder(t), "console"), id) ?? "";
    const saved = new SavedLog(path, texts((limit) => `at most ${limit}`));
    saved.flush();
    assert.equal(await readSavedLog(path), undefined, "nothing changed, nothing is written");
    saved.changed();
    saved.flush();
    assert.equal(await readSavedLog(path), "at most 2097152");
    if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o777, 0o600);
    saved.changed();
    saved.remove();
    assert.equal(existsSync(path), false);
  });

  void test("is written at most every five seconds while messages come", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const path = join(await tempFolder(t), `${id}.jsonl`);
    let reads = 0;
    const saved = new SavedLog(path, texts(() => String(++reads)));
    for (let index = 0; index < 100; index++) saved.changed();
    t.mock.timers.tick(4999);
    assert.equal(existsSync(path), false);
    t.mock.timers.tick(1);
    await saved.written;
    assert.equal(await readFile(path, "utf8"), "1");
    saved.changed();
    t.mock.timers.tick(5000);
    saved.remove();
    await saved.written;
    assert.deepEqual(await readdir(dirname(path)), [], "what was being written when its tab was closed is gone as well");
  });

  void test("never leaves its folder, whatever id a page's state holds", () => {
    for (const wrong of ["", "../../etc/passwd", `${id}/..`, `${id}\u0000`]) assert.equal(savedLogPath("/storage", wrong), undefined);
  });

  void test("is removed when its tab has not come back for a week", async (t) => {
    const folder = await tempFolder(t);
    const now = Date.now();
    const old = join(folder, "old.jsonl");
    const fresh = join(folder, "fresh.jsonl");
    await Promise.all([old, fresh].map((path) => writeFile(path, "")));
    await utimes(old, new Date(now), new Date(now - 8 * 24 * 3600 * 1000));
    await removeAbandonedLogs(folder, now);
    await removeAbandonedLogs(join(folder, "missing"), now);
    assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true]);
  });
});

void suite("the page's frame", () => {
  void test("lets nothing run or load but the page's own files", () => {
    const html = pageHtml({ language: "en", title: "Console", source: "https://source", nonce: "abc", address: (...path) => `https://source/${path.join("/")}` });
    assert.match(html, /content="default-src 'none'; script-src 'nonce-abc'; style-src https:\/\/source; font-src https:\/\/source"/);
    assert.doesNotMatch(html, /unsafe|<style| style=| on\w+=/);
    assert.equal(html.match(/<script /g)?.length, 1);
  });
});
