import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { readText } from "./textFile.ts";

/** It evaluates the project, which takes seconds; longer than this and it waits for something nobody will give. */
const dotnetLimitMs = 60_000;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one .NET project meant: the file itself, or the only one in a folder.
 * @throws Problem `projectNotFound`, `projectAmbiguous` naming them
 */
export async function findProject(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined) {
    throw new Problem({ code: "projectNotFound", message: l10n.t("There is no {0}.", path), resource: path, nextStep: l10n.t("Give the path of a project file or a secrets.json.") });
  }
  if (!isFolder) {
    return resolve(path);
  }
  const projects = (await readdir(path)).filter((name) => /\.(cs|fs|vb)proj$/i.test(name)).toSorted();
  const only = projects[0];
  if (only === undefined) {
    throw new Problem({ code: "projectNotFound", message: l10n.t("There is no .NET project in {0}.", path), resource: path, nextStep: l10n.t("Give the path of the project file.") });
  }
  if (projects.length > 1) {
    throw new Problem({ code: "projectAmbiguous", message: l10n.t("There are several .NET projects in {0}: {1}.", path, projects.join(", ")), resource: path, nextStep: l10n.t("Say which one by giving the path of its project file.") });
  }
  return resolve(path, only);
}

/** `UserSecretsId` as the project file itself says it; undefined where it is absent or made by the build. */
export async function userSecretsId(project: string): Promise<string | undefined> {
  const xml = ((await readText(project)) ?? "").replace(/<!--[\s\S]*?-->/g, "");
  const id = /<UserSecretsId(?:\s[^>]*)?>\s*([^<]*?)\s*<\/UserSecretsId>/i.exec(xml)?.[1];
  return id === undefined || id === "" || /[$\\/:*?"<>|]/.test(id) || /^\.+$/.test(id) ? undefined : id;
}

/** The documented place of a project's secrets (Microsoft Learn, "Safe storage of app secrets in development"). */
export function secretsFile(id: string, environment: Environment): string {
  const appData = environment["APPDATA"];
  return appData ? join(appData, "Microsoft", "UserSecrets", id, "secrets.json") : join(environment["HOME"] || homedir(), ".microsoft", "usersecrets", id, "secrets.json");
}

export function noUserSecretsId(project: string): Problem {
  return new Problem({
    code: "userSecretsIdMissing",
    message: l10n.t("{0} has no UserSecretsId, so it has no place for user secrets yet.", project),
    resource: project,
    nextStep: l10n.t("Run: dotnet user-secrets init --project \"{0}\"", project),
  });
}

/**
 * Sets a secret with `dotnet user-secrets`, which knows ids that only the build knows. The value goes through stdin, because a process list
 * shows arguments.
 * @returns whether it was set; false where there is no dotnet with that tool, or it refused
 */
export async function setWithDotnet(project: string, key: string, value: string, environment: Environment): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn("dotnet", ["user-secrets", "set", "--project", project], {
      env: { ...environment, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1", DOTNET_SKIP_FIRST_TIME_EXPERIENCE: "1" },
      // Its output repeats the value.
      stdio: ["pipe", "ignore", "ignore"],
      windowsHide: true,
      // Not `timeout`, whose timer lives on where there is no dotnet.
      signal: AbortSignal.timeout(dotnetLimitMs),
    });
    child.once("error", () => done(false));
    child.once("close", (code) => done(code === 0));
    // A dotnet that ends before it reads closes the pipe; its exit code says enough.
    child.stdin.once("error", () => undefined);
    child.stdin.end(JSON.stringify({ [key]: value }));
  });
}
