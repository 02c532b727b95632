// `npm test [-- STAGE…]`: every check in order; the last line counts them all.
import { join } from "node:path";
import { root } from "./paths.ts";
import { desktopSuite } from "./stages/desktopSuite.ts";
import { nodeTests } from "./stages/nodeTests.ts";
import { command } from "./stages/stage.ts";
import type { Result } from "./stages/stage.ts";
import { vscodeSuite } from "./stages/vscodeSuite.ts";

// Hundreds of processes read the same modules: each is stripped of its types and compiled once.
process.env["NODE_COMPILE_CACHE"] ??= join(root, "node_modules", ".cache", "node");

/** Files that are run once more when they failed: browsers, sockets and .NET on a machine that others use too now and then miss a moment. What is broken fails twice; what passes only then is said by name, and is to be mended. */
const again = 2;

const notUnit = /^test\/(e2e|interop|package|vscode|bench)\//;
/** The stages in order. Those of one group run at the same time, for each leaves a core idle by itself; the package is built anew, so nothing that loads it stands beside it. */
const groups: readonly Readonly<Record<string, () => Promise<Result>>>[] = [
  { build: () => command(["esbuild.mjs"]) },
  {
    typecheck: () => command(["scripts/typecheck.ts"]),
    lint: () => command(["scripts/lint.ts"]),
    package: () => nodeTests(["test/package/**/*.test.ts"], { concurrency: 1 }),
  },
  { unit: () => nodeTests(["test/**/*.test.ts"], { concurrency: 3, exclude: notUnit, together: /^test\/(?!page\/|fuzz\/)/, again }) },
  { vscode: vscodeSuite, interop: () => nodeTests(["test/interop/**/*.test.ts"], { concurrency: 1, again }) },
  { e2e: () => nodeTests(["test/e2e/**/*.test.ts"], { concurrency: 2, again }) },
  { desktop: desktopSuite },
];

const names = groups.flatMap((group) => Object.keys(group));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No stage ${unknown.join(", ")}. The stages: ${names.join(" ")}\n`);
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: [] as string[], unsteady: [] as string[] };
for (const group of groups) {
  const chosen = Object.entries(group).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  await Promise.all(chosen.map(async ([name, stage]) => {
    const started = performance.now();
    const result = await runStage(stage);
    process.stdout.write(`${name}: ${words(result)} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped.push(...result.skipped);
    total.unsteady.push(...(result.unsteady ?? []));
  }));
}
for (const name of total.unsteady) process.stdout.write(`passed only when it was run again: ${name}\n`);
for (const name of total.skipped) process.stdout.write(`skipped: ${name}\n`);
process.stdout.write(`${words(total)}\n`);
// Handles that a finished stage left open must not keep the run alive.
process.exit(total.failed === 0 ? 0 : 1);

async function runStage(stage: () => Promise<Result>): Promise<Result> {
  try {
    return await stage();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return { passed: 0, failed: 1, skipped: [] };
  }
}

function words({ passed, failed, skipped }: Result): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
}
