import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { quietBuiltins } from "../builtins.ts";

const replaced = "microsoft-authentication";

/** VS Code's own extensions in a folder of the run, its Microsoft sign-in replaced by the test's. */
export async function builtinsWithTestSignIn(folder: string): Promise<string> {
  await quietBuiltins(folder);
  await mkdir(join(folder, replaced));
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), "provider.ts")],
    outfile: join(folder, replaced, "extension.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  });
  await writeFile(join(folder, replaced, "package.json"), JSON.stringify(manifest));
  return folder;
}

const providers = [{ label: "Microsoft", id: "microsoft" }, { label: "Microsoft Sovereign Cloud", id: "microsoft-sovereign-cloud" }];
const manifest = {
  name: replaced,
  publisher: "vscode",
  version: "0.0.1",
  engines: { vscode: "^1.105.0" },
  main: "./extension.js",
  enabledApiProposals: ["authenticationChallenges"],
  activationEvents: providers.map(({ id }) => `onAuthenticationRequest:${id}`),
  capabilities: { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true },
  contributes: {
    authentication: providers,
    commands: providers.map(({ id, label }) => ({ command: `${id}.test.expire`, title: `Test: Expire ${label} Sessions` })),
    configuration: { properties: { "microsoft-sovereign-cloud.environment": { type: "string", scope: "machine" } } },
  },
};
