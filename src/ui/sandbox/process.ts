import * as l10n from "@vscode/l10n";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { SandboxLine } from "../../sandbox/model.ts";
import { Cancelled, Problem } from "../../signalr/problem.ts";

export interface SandboxProcessOptions {
  /** The sandbox's entry, a JavaScript file (`dist/sandbox.js`), with its arguments. */
  readonly entry: string;
  readonly args: readonly string[];
  /** Node, or VS Code's own executable acting as Node. */
  readonly execPath: string;
  /** Each later line of stdout (an event as JSON) and each line of stderr. */
  readonly said: (line: string) => void;
  /** The process ended without `stop` having been called. */
  readonly died: (code: number | null) => void;
  readonly signal?: AbortSignal;
}

export interface SandboxProcess {
  readonly line: SandboxLine;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** How long the process may take to stop by itself; the sandbox promises two seconds. */
const stopTimeoutMs = 4000;

/** Starts the sandbox as a child process and waits for its line. Throws a Problem with what it said when it ends before. */
export async function startSandboxProcess(options: SandboxProcessOptions): Promise<SandboxProcess> {
  if (options.signal?.aborted === true) throw new Cancelled();
  // VS Code's executable is Electron on the desktop; the variable makes it plain Node. NODE_OPTIONS could hold a debugger meant for the window.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(options.execPath, [options.entry, ...options.args], { env: { ...env, ELECTRON_RUN_AS_NODE: "1" }, stdio: ["pipe", "pipe", "pipe"] });
  const gone = once(child, "exit").catch(() => []);
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await gone;
    clearTimeout(late);
  };
  const last: string[] = [];
  createInterface({ input: child.stderr }).on("line", (text) => {
    last.push(text);
    if (last.length > 5) last.shift();
    options.said(text);
  });
  const line = await new Promise<SandboxLine>((resolve, reject) => {
    const fail = (cause?: unknown): void =>
      // Cancelling ends the process, and its end must not be told as a failure.
      reject(
        options.signal?.aborted === true ? new Cancelled() : new Problem(
          {
            code: "sandboxNotStarted",
            message: l10n.t("The sandbox did not start."),
            likelyCause: last.length > 0 ? last.join(" ") : l10n.t("Its process ended before it was ready."),
            nextStep: l10n.t("Start it again; the log has what it said."),
          },
          { cause },
        ),
      );
    options.signal?.addEventListener("abort", () => { void stop().then(() => reject(new Cancelled())); }, { once: true });
    child.once("error", fail);
    child.once("close", () => fail());
    let first = true;
    createInterface({ input: child.stdout }).on("line", (text) => {
      if (!first) return options.said(text);
      first = false;
      const parsed = readLine(text);
      if (parsed === undefined) void stop().then(() => fail());
      else resolve(parsed);
    });
  });
  child.once("exit", (code) => {
    if (!stopping) options.died(code);
  });
  return { line, stop };
}

const members = ["armEndpoint", "armToken", "gatewayUrl", "serviceEndpoint", "appServerUrl", "tenantId", "subscriptionId", "resourceGroup", "apimName", "signalRName", "connectionString"] as const;

/** Reads the sandbox line (cli.md); undefined for anything else. */
export function readLine(text: string): SandboxLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is SandboxLine {
  if (typeof value !== "object" || value === null) return false;
  const record: Partial<Record<string, unknown>> = { ...value };
  return record["version"] === 1 && typeof record["pid"] === "number" && members.every((member) => typeof record[member] === "string");
}
