import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/**
 * The licences of the packages that went into the bundles, packages with the same text together.
 * @param inputs paths of the bundled files, relative to the repository, as esbuild's metafile names them
 */
export function thirdPartyNotices(inputs: Iterable<string>): string {
  const packages = [...new Set([...inputs].flatMap(packageFolder))].map(readPackage).toSorted((a, b) => a.name.localeCompare(b.name));
  const byText = Map.groupBy(packages, ({ text }) => text);
  const sections = [...byText].map(([text, group]) => `${group.map(({ name, version, license }) => `${name} ${version} (${license})`).join("\n")}\n\n${text}`);
  return `This product holds the following packages, each under its own licence.\n\n${sections.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** `node_modules/a/node_modules/@b/c` of `node_modules/a/node_modules/@b/c/d/e.js`. */
function packageFolder(input: string): string[] {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
  return found === undefined ? [] : [found];
}

function readPackage(folder: string): Package {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as { name?: string; version?: string; license?: string };
  const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  const path = file === undefined ? undefined : join(root, folder, file);
  const license = manifest.license ?? "see its text";
  return { name: manifest.name ?? folder, version: manifest.version ?? "", license, text: path !== undefined && existsSync(path) ? readFileSync(path, "utf8").trim().replaceAll("\r\n", "\n") : `Licence: ${license}` };
}
