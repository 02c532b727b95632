import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { root } from "./paths.ts";

const names = process.platform === "win32" ? ["code.cmd", "code-insiders.cmd"] : ["code", "code-insiders", "codium"];
const places = [
  "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code",
  join(process.env["HOME"] ?? "", "Applications/Visual Studio Code.app/Contents/Resources/app/bin/code"),
  join(process.env["LOCALAPPDATA"] ?? "", "Programs/Microsoft VS Code/bin/code.cmd"),
  "/usr/share/code/bin/code",
  "/snap/bin/code",
];

/** The command line launcher of an installed VS Code. */
export function installedCode(): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places].find((path) => existsSync(path));
}

/**
 * Opens the installed VS Code with the built extension, apart from the person's own settings and extensions; ends when its window is closed.
 * @throws Error for people when there is none.
 */
export function startDesktop(options: { readonly folder: string; readonly env: Readonly<Record<string, string>>; readonly dataDir: string }): Child {
  const code = installedCode();
  if (code === undefined) throw new Error("No installed VS Code was found (no `code` on the PATH). Use `npm start` without --desktop: it serves one in the browser.");
  const args = [
    `--extensionDevelopmentPath=${root}`, "--user-data-dir", join(options.dataDir, "data"), "--extensions-dir", join(options.dataDir, "extensions"),
    "--disable-workspace-trust", "--skip-welcome", "--new-window", "--wait", options.folder,
  ];
  // Electron refuses root with its own sandbox.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return startChild(code, args, { env: { ...process.env, ...options.env }, stdio: "inherit", shell: process.platform === "win32" });
}
