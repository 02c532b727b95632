import { listFiles } from "@vscode/vsce";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { promisify } from "node:util";
import { root } from "../../scripts/paths.ts";
import { activate, vscodeNames } from "../bench/loading.ts";
import { tempFolder } from "../support/tempFolder.ts";

const run = promisify(execFile);

void suite("what a person installs", () => {
  let vsix = "";
  let files: string[] = [];
  before(async () => {
    const { stdout } = await run(process.execPath, ["scripts/package.ts"], { cwd: root });
    vsix = stdout.trim().split("\n").at(-1) ?? "";
    files = await listFiles({ cwd: root, packagedDependencies: [] });
  });

  void test("the last line names a VSIX of at most 700 KiB and 30 files", async () => {
    const { size } = await stat(vsix);
    assert.ok(size <= 700 * 1024, `${(size / 1024).toFixed(0)} KiB`);
    // vsce adds the VSIX manifest and the content types.
    assert.ok(files.length + 2 <= 30, files.join("\n"));
  });

  void test("what loads at activation is at most 60 KB and names no SDK", async () => {
    const entry = await readFile(join(root, "dist", "extension.js"), "utf8");
    assert.ok(entry.length <= 60_000, `${entry.length} bytes`);
    const closure = await staticImports(join("dist", "extension.js"));
    const inputs = [...closure].flatMap(([, { inputs: names }]) => names);
    assert.deepEqual(inputs.filter((input) => /node_modules\/(@azure|@microsoft|ws|jose|commander|saxes)\//.test(input)), []);
    assert.ok([...closure.values()].reduce((sum, { bytes }) => sum + bytes, 0) <= 60_000, [...closure].map(([name, { bytes }]) => `${name} ${bytes}`).join(", "));
  });

  void test("it activates by itself, as the bench of its start measures it", async () => {
    assert.ok((await activate(join(root, "dist", "extension.js"), await vscodeNames())) > 0);
  });

  void test("no source, test, source map or key is in it", async () => {
    assert.deepEqual(files.filter((file) => /\.(ts|map|mjs)$|^(src|test|scripts|node_modules|artifacts)\/|meta\.json$|(^|\/)\.(?!vscodeignore)/.test(file)), []);
    for (const file of files.filter((name) => /\.(js|json|md|txt|css|html)$/.test(name))) {
      const text = await readFile(join(root, file), "utf8");
      assert.doesNotMatch(text, /AccessKey=[\w+/]{40,}=|BEGIN [A-Z ]*PRIVATE KEY|sourceMappingURL=/, file);
    }
  });

  void test("everything the manifest names is there", async () => {
    const manifest = JSON.stringify(JSON.parse(await readFile(join(root, "package.json"), "utf8")).contributes ?? {});
    const named = [...manifest.matchAll(/"((?:\.\/)?(?:media|dist|l10n)\/[^"]+)"/g)].map(([, path = ""]) => path.replace(/^\.\//, ""));
    assert.ok(named.length > 0);
    assert.deepEqual(named.filter((path) => !files.includes(path)), []);
  });

  void test("the notices name every package that was bundled", async () => {
    const notices = await readFile(join(root, "dist", "ThirdPartyNotices.txt"), "utf8");
    for (const name of ["@azure/arm-apimanagement", "@microsoft/signalr", "jose", "lit", "ws"]) assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+`, "m"));
  });

  void test("the command line runs from its one file, with nothing beside it", async (t) => {
    const folder = await tempFolder(t);
    await copyFile(join(root, "dist", "cli.js"), join(folder, "cli.js"));
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    const { stdout } = await run(process.execPath, ["cli.js", "--help"], { cwd: folder });
    for (const command of ["sandbox", "plan", "publish", "integrations", "remove", "connection-string", "connect"]) assert.match(stdout, new RegExp(`^\\s+${command}\\b`, "m"));
  });
});

interface Chunk {
  readonly bytes: number;
  readonly inputs: readonly string[];
}

/** The bundle's chunks that load with `entry`, without those behind a dynamic import. */
async function staticImports(entry: string): Promise<Map<string, Chunk>> {
  const meta = JSON.parse(await readFile(join(root, "dist", "meta.json"), "utf8")) as readonly { outputs: Record<string, { bytes: number; imports: { path: string; kind: string }[]; inputs: Record<string, unknown> }> }[];
  const outputs = Object.assign({}, ...meta.map((bundle) => bundle.outputs)) as (typeof meta)[number]["outputs"];
  const found = new Map<string, Chunk>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || found.has(path)) return;
    found.set(path, { bytes: output.bytes, inputs: Object.keys(output.inputs) });
    for (const { path: next, kind } of output.imports) if (kind === "import-statement") visit(next);
  };
  visit(entry);
  return found;
}
