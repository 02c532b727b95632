import { join, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { setDotenv } from "./dotenv.ts";
import { jsonMember, setJsonSetting } from "./jsonSetting.ts";
import { readText, writeText } from "./textFile.ts";
import type { Environment } from "./userSecrets.ts";
import { findProject, noUserSecretsId, secretsFile, setWithDotnet, userSecretsId } from "./userSecrets.ts";

export const settingTargets = ["user-secrets", "local-settings", "dotenv"] as const;
export type SettingTarget = (typeof settingTargets)[number];

/** Names under which the service SDK, the Functions extension and a container find the string (cli.md). */
export const defaultKeys: Readonly<Record<SettingTarget, string>> = {
  "user-secrets": "Azure:SignalR:ConnectionString",
  "local-settings": "AzureSignalRConnectionString",
  dotenv: "Azure__SignalR__ConnectionString",
};

export interface WriteOptions {
  readonly target: SettingTarget;
  /** File to write: for user secrets a project file, its folder, or a secrets.json. Default: what is usual for the target in `cwd`. */
  readonly path?: string;
  /** Another name than the target's default. */
  readonly key?: string;
  readonly cwd: string;
  /** The connection string. Secret. */
  readonly value: string;
  /** Default: the process's own. */
  readonly environment?: Environment;
}

/**
 * Writes a connection string where an app reads it, leaving everything else in the file as it is.
 * @returns the file that holds it now
 * @throws Problem `fileUnreadable`, `fileNotWritable`, `projectNotFound`, `projectAmbiguous`, `userSecretsIdMissing`, `settingsEncrypted`
 */
export async function writeConnectionString(options: WriteOptions): Promise<{ readonly path: string }> {
  const key = options.key ?? defaultKeys[options.target];
  const given = options.path === undefined ? undefined : resolve(options.cwd, options.path);
  if (options.target === "user-secrets") {
    return { path: await writeUserSecret(given ?? resolve(options.cwd), key, options) };
  }
  if (options.target === "local-settings") {
    const path = given ?? join(resolve(options.cwd), "local.settings.json");
    const text = (await readText(path)) ?? `{\n  "IsEncrypted": false,\n  "Values": {}\n}\n`;
    refuseEncrypted(text, path);
    await writeText(path, setJsonSetting(text, { within: ["Values"], key }, options.value, path));
    return { path };
  }
  const path = given ?? join(resolve(options.cwd), ".env");
  await writeText(path, setDotenv((await readText(path)) ?? "", key, options.value, path));
  return { path };
}

/**
 * Through dotnet where a new file is to be made; a file with something in it is edited in place, because dotnet would write it anew
 * without comments and nesting.
 */
async function writeUserSecret(given: string, key: string, options: WriteOptions): Promise<string> {
  const environment = options.environment ?? process.env;
  if (/\.json$/i.test(given)) {
    return editSecrets(given, key, options.value);
  }
  const project = await findProject(given);
  const id = await userSecretsId(project);
  const file = id === undefined ? undefined : secretsFile(id, environment);
  if (file !== undefined && ((await readText(file)) ?? "").trim() !== "") {
    return editSecrets(file, key, options.value);
  }
  if (await setWithDotnet(project, key, options.value, environment)) {
    return file ?? project;
  }
  if (file === undefined) {
    throw noUserSecretsId(project);
  }
  return editSecrets(file, key, options.value);
}

async function editSecrets(path: string, key: string, value: string): Promise<string> {
  await writeText(path, setJsonSetting((await readText(path)) ?? "", { within: [], key }, value, path));
  return path;
}

function refuseEncrypted(text: string, path: string): void {
  if (jsonMember(text, "IsEncrypted", path) === true) {
    throw new Problem({
      code: "settingsEncrypted",
      message: l10n.t("{0} holds encrypted settings; a value in plain text would not be read.", path),
      resource: path,
      nextStep: l10n.t("Run: func settings decrypt — or copy the string and add it with: func settings add."),
    });
  }
}
