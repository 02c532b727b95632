// Builds dist/: `node esbuild.mjs` for what is packaged, `node esbuild.mjs --watch` with source maps while developing.
import { context, build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { iconFont } from "./scripts/iconFont.ts";
import { ownSockets } from "./scripts/ownSockets.ts";

const watch = process.argv.includes("--watch");
const outdir = "dist";
// CommonJS packages inside an ES module bundle ask for `require` when they reach for a Node module.
const requireBanner = 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** @type {import("esbuild").BuildOptions} */
const common = { outdir, bundle: true, format: "esm", minify: !watch, sourcemap: watch, metafile: true, legalComments: "none", logLevel: watch ? "info" : "warning", write: watch };
// Of @azure/identity's credentials only the one that signs in through a browser opens it; VS Code does that here.
const unused = ["open"];
/** @type {import("esbuild").BuildOptions} */
const node = { ...common, platform: "node", target: "node22", mainFields: ["module", "main"], plugins: [ownSockets], external: unused, banner: { js: requireBanner } };

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
  // Splitting keeps what activation loads small: everything else is behind a dynamic import. The sandbox is a process of its own
  // that shares the rest with the extension.
  { ...node, entryPoints: { extension: "src/extension.ts", sandbox: "src/sandbox/main.ts" }, splitting: true, chunkNames: "chunks/[name]-[hash]", external: ["vscode", ...unused] },
  // One file, so that `npx` and a pipeline need nothing beside it.
  { ...node, entryPoints: { cli: "src/cli/main.ts" }, banner: { js: `#!/usr/bin/env node\n${requireBanner}` } },
  {
    ...common, platform: "browser", target: "es2022",
    entryPoints: [{ in: "src/page/main.ts", out: "page" }, { in: "media/page/page.css", out: "page" }],
    plugins: [iconFont], assetNames: "[name]",
  },
];

// The ChatRoom page loads the official browser client as its makers built it.
const chatRoomClient = { from: "node_modules/@microsoft/signalr/dist/browser/signalr.min.js", to: join(outdir, "chatroom.js") };

async function write(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}

if (watch) {
  await write(chatRoomClient.to, await readFile(chatRoomClient.from));
  for (const options of bundles) {
    const bundle = await context(options);
    await bundle.rebuild();
    await bundle.watch();
  }
  // The line the build task of .vscode/tasks.json waits for.
  process.stdout.write("watching for changes\n");
} else {
  // esbuild has printed what is wrong by the time its promise rejects.
  const results = await Promise.all(bundles.map((options) => build(options))).catch(() => process.exit(1));
  const files = new Map(results.flatMap(({ outputFiles = [] }) => outputFiles).map((file) => [file.path, file.contents]));
  files.set(join(process.cwd(), chatRoomClient.to), await readFile(chatRoomClient.from, "utf8").then((text) => text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n")));
  // Which packages went into which file: package.ts makes the third-party notices of it.
  files.set(join(process.cwd(), outdir, "meta.json"), JSON.stringify(results.map((result) => result.metafile)));
  for (const [path, contents] of files) await write(path, contents);
  for (const entry of await readdir(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(process.cwd(), entry.parentPath, entry.name);
    if (entry.isFile() && !files.has(path)) await rm(path, { force: true });
  }
}
