// `npm run screenshots`: runs the main job through the UI of a real VS Code and takes the README's pictures from what was on the screen.
// With `--all` every test of the UI is run, and leaves its pictures in every look under artifacts/screenshots.
import { globSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { artifacts, root } from "./paths.ts";
import { command } from "./stages/stage.ts";

/** Pictures by their name in docs/pictures, with the one of the UI tests they are. */
const pictures = {
  "plan.png": "plan-Light-Modern-1280x800.png",
  "console.png": "console-Dark-Modern-1280x800.png",
} as const;

const all = process.argv.includes("--all");
if (all) process.env["SIGNALR_APIM_LOOKS"] = "all";
const tests = all ? globSync("test/e2e/*.test.ts", { cwd: root }) : ["test/e2e/publish.test.ts"];
const ran = (await command(["esbuild.mjs"])).failed === 0 && (await command(["--test", "--test-concurrency=1", ...tests])).failed === 0;
if (!ran) process.exit(1);
const folder = join(root, "docs", "pictures");
await mkdir(folder, { recursive: true });
for (const [name, shot] of Object.entries(pictures)) await copyFile(join(artifacts, "screenshots", shot), join(folder, name));
process.stdout.write(`${folder}\n`);
