// `npm run package`: builds the .vsix; its path is the last line of stdout.
import { createVSIX } from "@vscode/vsce";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";
import { thirdPartyNotices } from "./notices.ts";
import { command } from "./stages/stage.ts";

if ((await command(["esbuild.mjs"])).failed > 0) process.exit(1);
const bundles = JSON.parse(readFileSync(join(root, "dist", "meta.json"), "utf8")) as readonly { readonly inputs: Readonly<Record<string, unknown>> }[];
// The ChatRoom page's client is copied, not bundled.
const inputs = [...bundles.flatMap((bundle) => Object.keys(bundle.inputs)), "node_modules/@microsoft/signalr/dist/browser/signalr.min.js"];
writeFileSync(join(root, "dist", "ThirdPartyNotices.txt"), thirdPartyNotices(inputs));

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const packagePath = join(root, `signalr-apim-${version}.vsix`);
// Links in the README stay as they are: there is no public repository to point them at.
await createVSIX({ cwd: root, packagePath, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
process.stdout.write(`${packagePath}\n`);
