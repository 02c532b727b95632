import assert from "node:assert/strict";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { tempFolder } from "../support/tempFolder.ts";
import { document, sandboxFixture } from "./support.ts";

const names = {
  bicep: ["README.md", "main.bicep", "main.bicepparam"],
  arm: ["README.md", "azuredeploy.json", "azuredeploy.parameters.json"],
  terraform: ["README.md", "main.tf", "outputs.tf", "terraform.tfvars.example", "variables.tf", "versions.tf"],
};

void test("export prints each format as files, writes them with --out, and changes nothing on the instance", async (t) => {
  const { run } = await sandboxFixture(t);
  for (const [format, expected] of Object.entries(names)) {
    const folder = join(await tempFolder(t), "infra", format);
    const result = await run(["export", "--layout", "webSocket", "--format", format, "--out", folder, "--json"]);
    assert.equal(result.code, 0, result.stderr);
    const { files, ...more } = document(result) as { files: { path: string; text: string }[] };
    assert.deepEqual(more, {});
    assert.deepEqual(files.map((file) => file.path).toSorted(), expected);
    assert.deepEqual((await readdir(folder)).toSorted(), expected);
    for (const { path, text, ...other } of files) {
      assert.deepEqual(other, {});
      assert.equal(await readFile(join(folder, path), "utf8"), text);
    }
    const printed = await run(["export", "--layout", "webSocket", "--format", format]);
    for (const { path, text } of files) assert.ok(printed.stdout.includes(`==> ${path} <==\n${text}`));
  }
  assert.deepEqual(document(await run(["integrations", "--json"])), { integrations: [] });
});

void test("a second export replaces its own files, leaves the parameter file as the person changed it, and never touches what somebody else wrote", async (t) => {
  const { run } = await sandboxFixture(t);
  const folder = await tempFolder(t);
  const args = ["export", "--format", "bicep", "--out", folder, "--layout"];
  assert.equal((await run([...args, "webSocket"])).code, 0);
  await writeFile(join(folder, "main.bicepparam"), "using './main.bicep'\nparam apimName = 'mine'\n");
  const second = await run([...args, "http"]);
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stderr, /main\.bicepparam: kept as it is/);
  assert.match(await readFile(join(folder, "main.bicepparam"), "utf8"), /'mine'/);
  assert.match(await readFile(join(folder, "main.bicep"), "utf8"), /layout http/);

  await writeFile(join(folder, "main.bicep"), "param mine string\n");
  const readme = await readFile(join(folder, "README.md"), "utf8");
  const third = await run([...args, "webSocket", "--json"]);
  assert.equal(third.code, 1);
  assert.match(JSON.stringify(document(third)["error"]), /exportFileInTheWay/);
  assert.equal(await readFile(join(folder, "main.bicep"), "utf8"), "param mine string\n");
  assert.equal(await readFile(join(folder, "README.md"), "utf8"), readme);

  const other = await tempFolder(t);
  await writeFile(join(other, "target"), "untouched");
  await symlink(join(other, "target"), join(other, "main.bicep"));
  const linked = await run(["export", "--layout", "http", "--format", "bicep", "--out", other]);
  assert.equal(linked.code, 1);
  assert.equal(await readFile(join(other, "target"), "utf8"), "untouched");
});

void test("an export follows what is published: the same names, so that deploying it changes nothing", async (t) => {
  const { run } = await sandboxFixture(t);
  const options = ["--layout", "http", "--prefix", "team", "--name", "orders", "--cors", "https://app.contoso.com", "--hub", "orders"];
  const before = document(await run(["export", ...options, "--format", "arm", "--json"]));
  assert.equal((await run(["publish", ...options, "--yes"])).code, 0);
  const after = document(await run(["export", ...options, "--format", "arm", "--json"]));
  assert.deepEqual(after, before);
});

void test("wrong usage of export is refused before anything is sent", async (t) => {
  const { run } = await sandboxFixture(t);
  for (const args of [["--layout", "webSocket"], ["--layout", "webSocket", "--format", "pulumi"], ["--format", "bicep"], ["--layout", "gatewayNegotiate", "--format", "bicep"], ["--layout", "webSocket", "--format", "bicep", "--prefix", "a//b"]]) {
    const { code, stderr } = await run(["export", ...args]);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
  }
});
