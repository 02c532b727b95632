import type { Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";
import { iconNames } from "../src/page/icons.ts";

/** Keeps of the codicons what the page shows: their glyphs in the font and their rules in its style sheet. The whole font is a tenth of the VSIX. */
export const iconFont: Plugin = {
  name: "icon-font",
  setup(build) {
    const points = new Map<string, string>();
    build.onLoad({ filter: /[\\/]@vscode[\\/]codicons[\\/]dist[\\/]codicon\.css$/ }, async ({ path }) => {
      const whole = await readFile(path, "utf8");
      const contents = whole.replace(/^\.codicon-([\w-]+):before \{ content: "\\([0-9a-f]+)" \}.*\n?/gm, (rule, name: string, point: string) => {
        if (!kept.has(name)) return "";
        points.set(name, String.fromCodePoint(Number.parseInt(point, 16)));
        return rule;
      });
      const unknown = iconNames.filter((name) => !points.has(name));
      return unknown.length > 0 ? { errors: [{ text: `No codicon is named ${unknown.join(", ")}` }] } : { contents, loader: "css" };
    });
    // The style sheet asks for the font, so its rules have been read by now.
    build.onLoad({ filter: /[\\/]@vscode[\\/]codicons[\\/]dist[\\/]codicon\.ttf$/ }, async ({ path }) => ({
      contents: await subsetFont(await readFile(path), [...points.values()].join(""), { targetFormat: "truetype" }),
      loader: "file",
    }));
  },
};

const kept: ReadonlySet<string> = new Set(iconNames);
