import { run } from "node:test";
import type { EventData } from "node:test";
import { globSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { root } from "../paths.ts";
import type { Result } from "./stage.ts";

/** The run has ten minutes on two cores: who keeps it within them looks at these first. */
const slowestShown = 6;

interface Options {
  /** Processes at once. */
  readonly concurrency: number;
  readonly exclude?: RegExp;
  /** Files that share one process with the others of their folder: they load the same modules. */
  readonly together?: RegExp;
}

/** Runs the test files of the globs with `node:test`, `concurrency` processes at once; prints failures as they come. */
export async function nodeTests(globs: readonly string[], options: Options): Promise<Result> {
  const found = globSync([...globs], { cwd: root }).map((file) => file.replaceAll("\\", "/")).filter((file) => options.exclude?.test(file) !== true).toSorted();
  const temp = await mkdtemp(join(tmpdir(), "signalr-apim-tests-"));
  try {
    return await runFiles(await gathered(found, temp, options.together), options.concurrency);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** The files to run: of those that go together, one for each folder that imports them in their order. */
async function gathered(files: readonly string[], temp: string, together: RegExp | undefined): Promise<string[]> {
  const folders = Map.groupBy(files.filter((file) => together?.test(file) === true), (file) => posix.dirname(file));
  const alone = files.filter((file) => together?.test(file) !== true);
  const shared = Array.from(folders, async ([folder, members]) => {
    const path = join(temp, `${folder.replaceAll("/", ".")}.mjs`);
    await writeFile(path, members.map((file) => `await import(${JSON.stringify(pathToFileURL(join(root, file)).href)});\n`).join(""));
    return path;
  });
  return [...(await Promise.all(shared)), ...alone];
}

async function runFiles(files: string[], concurrency: number): Promise<Result> {
  const skipped: string[] = [];
  const seconds: { readonly file: string; readonly seconds: number }[] = [];
  let passed = 0;
  let failed = 0;
  if (files.length === 0) return { passed, failed, skipped };
  const stream = run({ files, cwd: root, concurrency, timeout: 300_000 });
  stream.on("test:pass", (test) => {
    if (test.details.type === "suite") return;
    if (test.skip !== undefined && test.skip !== false) skipped.push(typeof test.skip === "string" ? `${test.name}: ${test.skip}` : test.name);
    else passed += 1;
  });
  stream.on("test:fail", (test) => {
    if (isOnlyItsTests(test)) return;
    failed += 1;
    process.stderr.write(`not ok ${test.file ?? ""}:${test.line ?? ""} ${test.name}\n${inspect(test.details.error.cause ?? test.details.error)}\n`);
  });
  stream.on("test:summary", ({ file, duration_ms: duration }) => {
    if (file !== undefined) seconds.push({ file: basename(file), seconds: duration / 1000 });
  });
  stream.on("test:stderr", ({ message }) => process.stderr.write(message));
  for await (const event of stream) void event;
  const slowest = seconds.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  process.stdout.write(`slowest: ${slowest.map(({ file, seconds: time }) => `${file} ${time.toFixed(0)} s`).join(", ")}\n`);
  return { passed, failed, skipped };
}

/** What fails because a test inside it failed is no failure of its own. */
function isOnlyItsTests(test: EventData.TestFail): boolean {
  return "failureType" in test.details.error && test.details.error.failureType === "subtestsFailed";
}
