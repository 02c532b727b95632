import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli } from "../../src/cli/run.ts";
import type { SandboxEvent } from "../../src/sandbox/model.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { tempFolder } from "../support/tempFolder.ts";

const entry = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** Called with the running process, to interrupt it or look at its output. */
  readonly during?: (child: ChildProcess) => Promise<void>;
  /** The command's job is to print a key: its stdout is not searched for one. */
  readonly printsKey?: boolean;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// What the machine's environment says about a hub is not what a test says.
for (const name of ["SIGNALR_CONNECTION_STRING", "APIM_SUBSCRIPTION_KEY", "SIGNALR_APIM_LOG"]) delete process.env[name];

/** Runs the command line from source: in this process where that is the same, for it is quicker by far, else as a process of its own. */
export function cli(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return Object.keys(options).some((name) => name !== "printsKey") ? asProcess(args, options) : here(args);
}

async function asProcess(args: readonly string[], options: RunOptions): Promise<Result> {
  const child = spawn(process.execPath, [entry, ...args], { env: { ...process.env, ...options.env }, cwd: options.cwd, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined).end(options.stdin ?? "");
  const [stdout, stderr, [code]] = await Promise.all([all(child.stdout), all(child.stderr), once(child, "exit"), options.during?.(child)]);
  return { code: typeof code === "number" ? code : null, stdout, stderr };
}

async function here(args: readonly string[]): Promise<Result> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await runCli(args, { stdout, stderr, signal: new AbortController().signal });
  return { code, stdout: await text(stdout.end()), stderr: await text(stderr.end()) };
}

/** What a stream gave; a stream the test closed itself gave nothing. */
async function all(stream: Readable): Promise<string> {
  try {
    return await text(stream);
  } catch {
    return "";
  }
}

/** The one JSON document a command printed. */
export function document(result: Result): Record<string, unknown> {
  const value: unknown = JSON.parse(result.stdout);
  assert.equal(result.stdout.trimEnd().includes("\n"), false, "one document, on one line");
  assert.ok(typeof value === "object" && value !== null);
  return { ...value };
}

/** The `error` member of a document. */
export function errorOf(result: Result): Record<string, unknown> {
  const { error } = document(result);
  assert.ok(typeof error === "object" && error !== null, result.stdout);
  return { ...error };
}

/** The records of a transcript without its first line. */
export function records(result: Result): Record<string, unknown>[] {
  const [header = "", ...lines] = result.stdout.trimEnd().split("\n");
  assert.match(header, /^\{"format":"signalr-transcript","version":1,/);
  return lines.map((line): Record<string, unknown> => {
    const value: unknown = JSON.parse(line);
    assert.ok(typeof value === "object" && value !== null);
    return { ...value };
  });
}

export interface Fixture {
  readonly sandbox: Sandbox;
  readonly events: readonly SandboxEvent[];
  readonly profile: string;
  readonly folder: string;
  /** Runs with the sandbox's profile; no output may hold one of the sandbox's keys. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Result>;
  /** Publishes, and gives the app the string where it is asked to. */
  readonly publish: (options?: { readonly toApp?: boolean }) => Promise<void>;
}

/** A sandbox in this process, with its profile in a file. */
export async function sandboxFixture(t: TestContext): Promise<Fixture> {
  const events: SandboxEvent[] = [];
  const sandbox = await startSandbox({ event: (event) => events.push(event) });
  t.after(() => sandbox.stop());
  const folder = await tempFolder(t);
  const profile = join(folder, "profile.json");
  await writeFile(profile, JSON.stringify(sandbox.line), { mode: 0o600 });
  const run = async (args: readonly string[], options: RunOptions = {}): Promise<Result> => {
    const result = await cli([...args, "--profile", profile], options);
    const secrets = secretsOf(sandbox.line, sandbox.model);
    assertNoSecrets(`stderr of ${args.join(" ")}`, result.stderr, secrets);
    if (options.printsKey !== true) assertNoSecrets(`stdout of ${args.join(" ")}`, result.stdout, secrets);
    return result;
  };
  return {
    sandbox,
    events,
    profile,
    folder,
    run,
    async publish({ toApp = false } = {}): Promise<void> {
      const published = await run(["publish", "--layout", "webSocket", "--yes"]);
      assert.equal(published.code, 0, published.stderr);
      if (toApp) assert.equal((await run(["connection-string", "--integration", "chat-signalr", "--to", "sandbox-app"])).code, 0);
    },
  };
}
