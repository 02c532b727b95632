import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { WriteOptions } from "../../../src/apim/appSettings/writeConnectionString.ts";
import { writeConnectionString } from "../../../src/apim/appSettings/writeConnectionString.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { tempFolder } from "../../support/tempFolder.ts";

const value = "Endpoint=https://a;AccessKey=FAKEkey=;Version=1.0;ClientEndpoint=https://g;";
const project = `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><!-- <UserSecretsId>old</UserSecretsId> --><UserSecretsId>chat-1234</UserSecretsId></PropertyGroup></Project>`;

interface Machine {
  readonly cwd: string;
  readonly home: string;
  /** Where the stand-in for dotnet writes what it was called with. */
  readonly log: string;
  readonly write: (options: Partial<WriteOptions> & Pick<WriteOptions, "target">) => Promise<{ readonly path: string }>;
}

/** A machine with its own home, and a `dotnet` that takes secrets down and ends as told; undefined for none installed. */
async function machine(t: TestContext, dotnetEnds?: number): Promise<Machine> {
  const root = await tempFolder(t);
  const [cwd, home, bin, log] = ["work", "home", "bin", "log"].map((name) => join(root, name)) as [string, string, string, string];
  await Promise.all([cwd, home, bin].map((folder) => mkdir(folder)));
  if (dotnetEnds !== undefined) {
    await writeFile(join(bin, "dotnet"), `#!${process.execPath}\nlet text = "";\nprocess.stdin.on("data", (part) => { text += part; }).on("end", () => {\n  require("node:fs").writeFileSync(${JSON.stringify(log)}, JSON.stringify({ arguments: process.argv.slice(2), stdin: text }));\n  process.exitCode = ${dotnetEnds};\n});\n`, { mode: 0o755 });
  }
  const environment = { HOME: home, PATH: [bin, dotnetEnds === undefined ? "" : (process.env["PATH"] ?? "")].join(delimiter) };
  return { cwd, home, log, write: (options) => writeConnectionString({ cwd, value, environment, ...options }) };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

async function refused(run: Promise<unknown>, code: string): Promise<Problem> {
  const error: unknown = await run.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof Problem, String(error));
  assert.equal(error.code, code);
  assert.ok(!JSON.stringify(error.details).includes("FAKEkey"));
  return error;
}

void test("new files are their owner's alone and hold the string under the name the app reads", async (t) => {
  const { cwd, write } = await machine(t);
  assert.deepEqual(await write({ target: "dotenv" }), { path: join(cwd, ".env") });
  assert.equal(await readFile(join(cwd, ".env"), "utf8"), `Azure__SignalR__ConnectionString="${value}"\n`);
  const { path } = await write({ target: "local-settings" });
  assert.deepEqual(JSON.parse(await readFile(path, "utf8")), { IsEncrypted: false, Values: { AzureSignalRConnectionString: value } });
  assert.deepEqual(await Promise.all([join(cwd, ".env"), path].map(modeOf)), [0o600, 0o600]);
  assert.deepEqual((await readdir(cwd)).toSorted(), [".env", "local.settings.json"], "no leftovers");
});

void test("an existing file keeps its mode, a link stays a link, and another name can be given", async (t) => {
  const { cwd, write } = await machine(t);
  await writeFile(join(cwd, "real.env"), "A=1\n");
  await chmod(join(cwd, "real.env"), 0o640);
  await symlink("real.env", join(cwd, ".env"));
  await write({ target: "dotenv", key: "HUB" });
  assert.equal(await readFile(join(cwd, "real.env"), "utf8"), `A=1\nHUB="${value}"\n`);
  assert.equal(await modeOf(join(cwd, "real.env")), 0o640);
});

void test("with dotnet installed user secrets are set by it, the value through stdin and never as an argument", async (t) => {
  const { cwd, home, log, write } = await machine(t, 0);
  await writeFile(join(cwd, "Chat.csproj"), project);
  assert.deepEqual(await write({ target: "user-secrets" }), { path: join(home, ".microsoft/usersecrets/chat-1234/secrets.json") });
  const called: unknown = JSON.parse(await readFile(log, "utf8"));
  assert.deepEqual(called, { arguments: ["user-secrets", "set", "--project", join(cwd, "Chat.csproj")], stdin: JSON.stringify({ "Azure:SignalR:ConnectionString": value }) });
});

const dotnetMissing = spawnSync("dotnet", ["--version"], { stdio: "ignore" }).status === 0 ? false : "the .NET SDK is not installed";

void test("the real dotnet sets it, and finds it again beside what was there", { skip: dotnetMissing }, async (t) => {
  const { cwd, home } = await machine(t);
  const environment = { ...process.env, HOME: home, DOTNET_CLI_HOME: home };
  await writeFile(join(cwd, "Chat.csproj"), project.replace("<UserSecretsId>chat", "<TargetFramework>net8.0</TargetFramework><UserSecretsId>chat"));
  const write = (key: string): Promise<{ readonly path: string }> => writeConnectionString({ target: "user-secrets", cwd, value, key, environment });
  const { path } = await write("First");
  assert.equal(await modeOf(path), 0o600);
  await write("Azure:SignalR:ConnectionString");
  const { stdout } = spawnSync("dotnet", ["user-secrets", "list", "--project", cwd], { env: environment, encoding: "utf8" });
  assert.deepEqual(stdout.trim().split(/\r?\n/).toSorted(), [`Azure:SignalR:ConnectionString = ${value}`, `First = ${value}`]);
});

void test("without dotnet, or where it fails, the documented file is written", async (t) => {
  for (const ends of [undefined, 1]) {
    const { cwd, home, write } = await machine(t, ends);
    await writeFile(join(cwd, "Chat.csproj"), project);
    const { path } = await write({ target: "user-secrets", path: "Chat.csproj" });
    assert.equal(path, join(home, ".microsoft/usersecrets/chat-1234/secrets.json"));
    assert.deepEqual(JSON.parse(await readFile(path, "utf8")), { "Azure:SignalR:ConnectionString": value });
    assert.equal(await modeOf(path), 0o600);
  }
});

void test("secrets that are there already are edited in place, which dotnet would not do", async (t) => {
  const { cwd, home, log, write } = await machine(t, 0);
  await writeFile(join(cwd, "Chat.csproj"), project);
  const folder = join(home, ".microsoft/usersecrets/chat-1234");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "secrets.json"), `{\n  // mine\n  "Other": "x"\n}\n`);
  const { path } = await write({ target: "user-secrets" });
  assert.equal(await readFile(path, "utf8"), `{\n  // mine\n  "Other": "x",\n  "Azure:SignalR:ConnectionString": ${JSON.stringify(value)}\n}\n`);
  await assert.rejects(stat(log), { code: "ENOENT" });
});

void test("a secrets.json can be named itself", async (t) => {
  const { cwd, write } = await machine(t);
  assert.deepEqual(await write({ target: "user-secrets", path: "secrets.json" }), { path: join(cwd, "secrets.json") });
});

void test("no project, several, or one without an id: said by name, and nothing is written", async (t) => {
  const { cwd, home, write } = await machine(t);
  await refused(write({ target: "user-secrets" }), "projectNotFound");
  await refused(write({ target: "user-secrets", path: "Gone.csproj" }), "projectNotFound");
  await writeFile(join(cwd, "A.csproj"), "<Project/>");
  assert.match((await refused(write({ target: "user-secrets" }), "userSecretsIdMissing")).details.nextStep ?? "", /dotnet user-secrets init --project/);
  await writeFile(join(cwd, "B.fsproj"), project);
  assert.match((await refused(write({ target: "user-secrets" }), "projectAmbiguous")).message, /A\.csproj, B\.fsproj/);
  assert.deepEqual(await readdir(home), []);
});

void test("a file that does not parse, is encrypted, is no text or cannot be written stays byte for byte", async (t) => {
  const { cwd, write } = await machine(t);
  const settings = join(cwd, "local.settings.json");
  for (const [bytes, code] of [
    [Buffer.from(`{"Values": {`), "fileUnreadable"],
    [Buffer.from(`{"IsEncrypted": true, "Values": {}}`), "settingsEncrypted"],
    [Buffer.from("\uFEFF{}", "utf16le"), "fileUnreadable"],
  ] as const) {
    await writeFile(settings, bytes);
    await refused(write({ target: "local-settings" }), code);
    assert.deepEqual(await readFile(settings), bytes);
  }
  await mkdir(join(cwd, "folder"));
  await refused(write({ target: "dotenv", path: "folder" }), "fileUnreadable");
  await writeFile(join(cwd, "file"), "");
  await refused(write({ target: "dotenv", path: "file/.env" }), "fileUnreadable");
});
