import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { firstLine, startChild } from "../../scripts/child.ts";

const folder = join(import.meta.dirname, "server");

/** Why the ASP.NET Core app cannot be built here; undefined where it can. */
export function whyNoDotnet(): string | undefined {
  const { status, stdout } = spawnSync("dotnet", ["--list-sdks"], { encoding: "utf8" });
  if (status !== 0) return "dotnet is not installed";
  return /^1\d\./m.test(stdout) ? undefined : "no .NET SDK 10 or newer is installed";
}

/** Builds the app (only what changed), starts it and gives its address. It ends with the test. */
export async function startAspNet(t: TestContext): Promise<string> {
  await promisify(execFile)("dotnet", ["build", "-c", "Release", "-o", "bin/app", "-v", "quiet", "-nologo"], { cwd: folder, env: quiet() }).catch((error: unknown) => {
    throw new Error(`The ASP.NET Core app does not build.\n${String((error as { stdout?: unknown }).stdout)}`);
  });
  const server = startChild("dotnet", [join(folder, "bin", "app", "Interop.dll")], { env: quiet(), stdio: ["pipe", "pipe", "pipe"] });
  t.after(() => server.stop());
  return firstLine(server, "The ASP.NET Core app", (line) => /^listening (\S+)$/.exec(line)?.[1]);
}

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" };
}
