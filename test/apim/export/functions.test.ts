import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { functionProject } from "../../../src/apim/export/functions/project.ts";
import { functionLanguages } from "../../../src/apim/export/functions/options.ts";
import type { NegotiateFunction } from "../../../src/apim/export/functions/options.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { parseBicep } from "./judges/bicepSyntax.ts";

const usual: NegotiateFunction = { language: "typescript", hub: "chat", caller: "clients", origins: ["https://app.contoso.com"], clientEndpoint: "https://contoso.azure-api.net/team-a/", service: { name: "contoso-signalr", resourceGroup: "it's" } };

function filesOf(options: Partial<NegotiateFunction> = {}): ReadonlyMap<string, string> {
  return new Map(functionProject({ ...usual, ...options }).map(({ path, text }) => [path, text]));
}

function json(files: ReadonlyMap<string, string>, path: string): Record<string, unknown> {
  return JSON.parse(files.get(path) ?? "") as Record<string, unknown>;
}

/** The grammar knows no parameter files; their values are written as those of variables are. */
async function parseParameters(text: string): Promise<void> {
  assert.match(text, /^using '\.\/main\.bicep'\n/);
  await parseBicep(text.replace(/^using.*\n/, "").replaceAll(/^param (\w+) =/gm, "var $1 ="));
}

const variants = functionLanguages.flatMap((language) => (["clients", "gateway"] as const).map((caller) => ({ language, caller })));

void test("every variant is a whole project: function, tests, settings, deployment, page", async () => {
  for (const variant of variants) {
    const files = filesOf(variant);
    for (const path of ["host.json", "local.settings.json", ".gitignore", "infra/main.bicep", "infra/main.bicepparam", "README.md"]) assert.ok(files.has(path), `${variant.language}: ${path}`);
    assert.match(files.get(".gitignore") ?? "", /^local\.settings\.json$/m);
    for (const [path, text] of files) {
      assert.ok(text.endsWith("\n") && !text.includes("\r"), path);
      assert.doesNotMatch(text, /AccessKey=(?!…)\w|sig=|undefined|\[object/, path);
      if (path.endsWith(".json")) JSON.parse(text);
      if (path.endsWith(".bicep")) await parseBicep(text);
      if (path.endsWith(".bicepparam")) await parseParameters(text);
    }
  }
});

void test("the settings of this machine hold no key, list origins, and are kept once they are there", () => {
  const files = functionProject({ ...usual, language: "csharp" });
  const settings = files.find(({ path }) => path === "local.settings.json");
  assert.equal(settings?.parameters, true);
  assert.deepEqual(JSON.parse(settings?.text ?? ""), {
    IsEncrypted: false,
    Values: { FUNCTIONS_WORKER_RUNTIME: "dotnet-isolated", AzureWebJobsStorage: "UseDevelopmentStorage=true", AzureSignalRConnectionString: "" },
    Host: { CORS: "https://app.contoso.com", CORSCredentials: true },
  });
});

void test("the route is /api/negotiate, with the extensions that the worker's language needs", () => {
  assert.deepEqual(json(filesOf(), "host.json"), { version: "2.0", extensions: { http: { routePrefix: "api" } }, extensionBundle: { id: "Microsoft.Azure.Functions.ExtensionBundle", version: "[4.*, 5.0.0)" } });
  assert.deepEqual(json(filesOf({ language: "csharp" }), "host.json"), { version: "2.0", extensions: { http: { routePrefix: "api" } } });
});

void test("clients are sent through the gateway by ClientEndpoint; the gateway itself is not, and needs the function's key", () => {
  for (const { language, caller } of variants) {
    const files = filesOf({ language, caller });
    const bicep = files.get("infra/main.bicep") ?? "";
    const code = files.get(language === "typescript" ? "src/functions/negotiate.ts" : "Negotiate.cs") ?? "";
    if (caller === "clients") {
      assert.match(bicep, /value: '\$\{signalR\.listKeys\(\)\.primaryConnectionString\}ClientEndpoint=\$\{clientEndpoint\};'/);
      assert.match(files.get("infra/main.bicepparam") ?? "", /^param clientEndpoint = 'https:\/\/contoso\.azure-api\.net\/team-a\/'$/m);
      assert.match(code, /authLevel: "anonymous"|AuthorizationLevel\.Anonymous/);
    } else {
      assert.doesNotMatch(bicep + (files.get("infra/main.bicepparam") ?? ""), /clientEndpoint/i);
      assert.match(code, /authLevel: "function"|AuthorizationLevel\.Function/);
    }
  }
});

void test("every name in the deployment is declared, and every parameter used", () => {
  for (const variant of variants) {
    const bicep = filesOf(variant).get("infra/main.bicep") ?? "";
    const parameters = [...bicep.matchAll(/^param (\w+)/gm)].map(([, name = ""]) => name);
    const given = [...(filesOf(variant).get("infra/main.bicepparam") ?? "").matchAll(/^param (\w+)/gm)].map(([, name = ""]) => name);
    for (const name of given) assert.ok(parameters.includes(name), name);
    const code = bicep.replaceAll(/'(?:[^'$\\\n]|\\.|\$(?!\{))*'/g, "''");
    for (const name of parameters) assert.ok((code.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length >= 2, `${name} is used`);
  }
});

void test("what cannot be a hub or an origin is refused before a file is made", () => {
  for (const bad of [{ hub: 'chat"; evil(' }, { hub: "" }, { origins: ["*"] }, { origins: ["https://a.example/path"] }]) assert.throws(() => functionProject({ ...usual, ...bad }), Problem);
});

void test("whatever the service and its group are called, the parameter file stays Bicep", async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: "grapheme" }).filter((name) => !/\n/.test(name)), async (name) => {
    await parseParameters(filesOf({ service: { name, resourceGroup: name } }).get("infra/main.bicepparam") ?? "");
  }), { numRuns: 50 });
});
