// `npm start`: builds, starts the sandbox and serves a real VS Code in which it is already in the tree. Stops everything on Ctrl-C.
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { firstLine, startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { startDesktop } from "./desktop.ts";
import { root } from "./paths.ts";
import { startServer } from "./vscodeServer.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const { port, desktop } = await options().catch(usage);
const children: Child[] = [];
const temp = await mkdtemp(join(tmpdir(), "signalr-apim-"));
let stopping = false;
const stopped = Promise.withResolvers<number>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopped.resolve(0));

const code = await Promise.race([stopped.promise, main().then(() => stopped.promise)]).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  return 1;
});
stopping = true;
await Promise.all(children.map((child) => child.stop()));
await rm(temp, { recursive: true, force: true });
process.exit(code);

async function main(): Promise<void> {
  say("Building…");
  const built = spawnSync(process.execPath, [join(root, "esbuild.mjs")], { cwd: root, stdio: ["ignore", 2, 2] });
  if (built.status !== 0) throw new Error("The build failed.");

  const sandbox = keep("The sandbox", startChild(process.execPath, [join(root, "dist", "sandbox.js")], { stdio: ["pipe", "pipe", "pipe"] }));
  const line = await firstLine(sandbox, "The sandbox", (text) => (text.startsWith("{") ? text : undefined));
  // Holds the token and keys of this run.
  const profile = join(temp, "profile.json");
  await writeFile(profile, `${line}\n`, { mode: 0o600 });
  const folder = join(temp, "sample");
  await cp(join(root, "scripts", "sample"), folder, { recursive: true });
  const env = { SIGNALR_APIM_PROFILE: profile };

  if (desktop) {
    const editor = startDesktop({ folder, env, dataDir: join(temp, "desktop") });
    children.push(editor);
    void editor.exited.then((exit) => stopped.resolve(exit ?? 1));
    process.stdout.write("VS Code is open with the extension and the sandbox in it; close its window or press Ctrl-C to stop.\n");
    return;
  }
  const server = await startServer({ dataDir: join(temp, "server"), folder, port, env, install: true, progress: say });
  keep("VS Code", server);
  process.stdout.write(`Open ${server.url}\n`);
  say("Ctrl-C stops VS Code and the sandbox.");
  openBrowser(server.url);
}

/** Remembers a child to stop at the end; its own end is the end of everything. */
function keep(name: string, child: Child): Child {
  children.push(child);
  void end(name, child);
  return child;
}

async function end(name: string, child: Child): Promise<void> {
  const exit = await child.exited;
  if (stopping) return;
  say(`${name} ended (exit ${exit}).`);
  stopped.resolve(1);
}

function openBrowser(url: string): void {
  const headless = process.platform === "linux" && process.env["DISPLAY"] === undefined && process.env["WAYLAND_DISPLAY"] === undefined;
  if (headless || process.env["CI"] !== undefined) return;
  const [command, ...args] = process.platform === "darwin" ? ["open", url] : process.platform === "win32" ? ["explorer", url] : ["xdg-open", url];
  // Without an opener the printed address is enough.
  spawn(command, args, { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
}

async function options(): Promise<{ port: number; desktop: boolean }> {
  const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, desktop: { type: "boolean", default: false } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port: "${values.port}" is not a port.`);
  return { port, desktop: values.desktop };
}

function usage(error: unknown): never {
  say(`${error instanceof Error ? error.message : String(error)}\nusage: npm start [-- [--port N] [--desktop]]`);
  process.exit(2);
}
