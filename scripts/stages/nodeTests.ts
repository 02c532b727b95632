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
  /** Up to so many files that fail are run once more when the others are done; what passes only then is said by name. */
  readonly again?: number;
}

/** Runs the test files of the globs with `node:test`, `concurrency` processes at once; prints failures as they come. */
export async function nodeTests(globs: readonly string[], options: Options): Promise<Result> {
  const found = globSync([...globs], { cwd: root }).map((file) => file.replaceAll("\\", "/")).filter((file) => options.exclude?.test(file) !== true).toSorted();
  const temp = await mkdtemp(join(tmpdir(), "signalr-apim-tests-"));
  try {
    return await runFiles(await gathered(found, temp, options.together), options);
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

async function runFiles(files: readonly string[], { concurrency, again = 0 }: Options): Promise<Result> {
  const runs = await eachOf(files, concurrency);
  const failed = runs.filter((run) => run.failed > 0);
  const tryAgain = failed.length <= again ? failed : [];
  const second = await eachOf(tryAgain.map(({ file }) => file), concurrency);
  for (const { file, failed: still } of second) process.stderr.write(`${basename(file)} failed once, and ${still > 0 ? "a second time" : "passed when it was run again"}\n`);
  const all = [...runs.filter((run) => !tryAgain.includes(run)), ...second];
  const slowest = all.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  process.stdout.write(`slowest: ${slowest.map(({ file, seconds }) => `${basename(file)} ${seconds.toFixed(0)} s`).join(", ")}\n`);
  const sum = (of: (run: FileRun) => number): number => all.reduce((total, run) => total + of(run), 0);
  return { passed: sum((run) => run.passed), failed: sum((run) => run.failed), skipped: all.flatMap((run) => run.skipped), unsteady: second.filter((run) => run.failed === 0).map(({ file }) => basename(file)) };
}

interface FileRun extends Result {
  readonly file: string;
  readonly seconds: number;
}

/** Runs the files, `concurrency` at once, in their order. */
async function eachOf(files: readonly string[], concurrency: number): Promise<FileRun[]> {
  const runs: FileRun[] = [];
  const left = files.values();
  const work = async (): Promise<void> => {
    for (const file of left) runs.push(await runFile(file));
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return runs;
}

async function runFile(file: string): Promise<FileRun> {
  const skipped: string[] = [];
  const started = performance.now();
  let passed = 0;
  let failed = 0;
  const stream = run({ files: [file], cwd: root, timeout: 300_000 });
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
  stream.on("test:stderr", ({ message }) => process.stderr.write(message));
  for await (const event of stream) void event;
  return { file, passed, failed, skipped, seconds: (performance.now() - started) / 1000 };
}

/** What fails because a test inside it failed is no failure of its own. */
function isOnlyItsTests(test: EventData.TestFail): boolean {
  return "failureType" in test.details.error && test.details.error.failureType === "subtestsFailed";
}
