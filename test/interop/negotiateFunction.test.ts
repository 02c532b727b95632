import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { functionProject } from "../../src/apim/export/functions/project.ts";
import type { NegotiateFunction } from "../../src/apim/export/functions/options.ts";
import { writeExport } from "../../src/apim/export/writeExport.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { whyNoDotnet } from "./aspNetServer.ts";

const run = promisify(execFile);
const options: NegotiateFunction = { language: "typescript", hub: "chat", caller: "clients", origins: [], clientEndpoint: undefined, service: undefined };
const env = { ...process.env, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1", NODE_TEST_CONTEXT: undefined };

void test("the TypeScript function compiles strictly and passes its own tests with the real @azure/functions", async (t) => {
  for (const caller of ["clients", "gateway"] as const) {
    const folder = await tempFolder(t);
    await writeExport(functionProject({ ...options, caller }), folder);
    const installed = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--silent"], { cwd: folder, stdio: "ignore", timeout: 120_000 });
    if (installed.status !== 0) {
      t.skip("npm cannot obtain @azure/functions and TypeScript");
      return;
    }
    const { stdout } = await run("npm", ["test", "--silent"], { cwd: folder, env });
    assert.match(stdout, /^# pass 2$|^ℹ pass 2$/m);
  }
});

void test("the C# function compiles, against stand-ins for the worker's attributes", { skip: whyNoDotnet() ?? false }, async (t) => {
  for (const [caller, level] of [["clients", "Anonymous"], ["gateway", "Function"]] as const) {
    const folder = await tempFolder(t);
    for (const { path, text } of functionProject({ ...options, language: "csharp", caller }).filter((file) => file.path === "Negotiate.cs")) await writeExport([{ path, text }], folder);
    await cp(join(import.meta.dirname, "workerStub"), folder, { recursive: true, filter: (source) => !/[\\/](?:bin|obj)$/.test(source) });
    await run("dotnet", ["build", "-c", "Release", "-o", "bin/app", "-v", "quiet", "-nologo"], { cwd: folder, env });
    const { stdout } = await run("dotnet", [join(folder, "bin", "app", "WorkerStub.dll")], { env });
    assert.equal(stdout.trim(), `${level} post negotiate chat unchanged`);
  }
});

void test("the C# project builds and passes its own tests with the real worker", { skip: whyNoDotnet() ?? false }, async (t) => {
  const folder = await tempFolder(t);
  await writeExport(functionProject({ ...options, language: "csharp" }), folder);
  const restored = spawnSync("dotnet", ["restore", "tests", "-v", "quiet"], { cwd: folder, stdio: "ignore", timeout: 120_000 });
  if (restored.status !== 0) {
    t.skip("dotnet restore cannot obtain the packages of the Functions worker");
    return;
  }
  const { stdout } = await run("dotnet", ["test", "tests", "--no-restore", "-nologo"], { cwd: folder, env });
  assert.match(stdout, /Passed/);
});
