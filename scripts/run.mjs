// Runs a TypeScript entry with Node 24, on a machine that may have Node 20 and nothing else: installs the
// packages first where they are missing or older than the lock file. Plain JavaScript on purpose.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write("usage: node scripts/run.mjs ENTRY [ARG...]\n");
  process.exit(2);
}

// What was installed is remembered by the lock file's hash: its date changes with every checkout. Packages that someone
// installed by hand are taken where they are newer than the lock file.
const lock = join(root, "package-lock.json");
const byHand = join(root, "node_modules", ".package-lock.json");
const stamp = join(root, "node_modules", ".installed-lock");
const wanted = createHash("sha256").update(readFileSync(lock)).digest("hex");
const isInstalled = existsSync(stamp) ? readFileSync(stamp, "utf8") === wanted : existsSync(byHand) && statSync(byHand).mtimeMs >= statSync(lock).mtimeMs;
if (!isInstalled) {
  process.stderr.write("Installing the packages of package-lock.json (first run, or they changed)…\n");
  // npm's own output goes to stderr: stdout belongs to the command that was asked for.
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (npm.status !== 0) {
    process.stderr.write(`npm ci failed (${npm.error?.message ?? `exit ${npm.status}`}); what it said stands above. If the registry cannot be reached, name another with "npm config set registry URL".\n`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

const bin = join(root, "node_modules", ".bin");
const path = [bin, ...(process.env.PATH ?? "").split(delimiter).filter((part) => part !== bin)].join(delimiter);
process.env.PATH = path;
if (Number(process.versions.node.split(".")[0]) >= 24) {
  process.argv.splice(1, 2, resolve(root, entry));
  await import(pathToFileURL(resolve(root, entry)).href);
} else {
  const node = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(node)) {
    process.stderr.write(`Node 24 or newer is needed; this is ${process.version} and the npm package "node" did not install its binary (are install scripts switched off?).\n`);
    process.exit(1);
  }
  const child = spawn(node, [resolve(root, entry), ...args], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone must be handed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
