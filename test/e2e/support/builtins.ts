import { mkdir, readFile, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { installServer } from "../../../scripts/installServer.ts";

/**
 * Of the extensions that VS Code comes with, those that run nothing: languages and themes. The others start with every window, use as
 * much of the machine as the window itself, and no test of the UI looks at them; the tests inside VS Code run beside all of them.
 */
export async function quietBuiltins(folder: string): Promise<string> {
  const own = join(await installServer(() => undefined), "extensions");
  await mkdir(folder, { recursive: true });
  const entries = await readdir(own, { withFileTypes: true });
  await Promise.all(entries.filter((entry) => entry.isDirectory()).map(async ({ name }) => {
    const text = await readFile(join(own, name, "package.json"), "utf8").catch(() => "{}");
    const manifest = JSON.parse(text) as { readonly name?: string; readonly main?: string; readonly browser?: string };
    if (manifest.name !== undefined && manifest.main === undefined && manifest.browser === undefined) await symlink(join(own, name), join(folder, name), "junction");
  }));
  return folder;
}
