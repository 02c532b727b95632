import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Ignored folder for editors that were fetched, keyed by version inside. */
export const editorCache = join(root, ".vscode-test");
/** Ignored folder for what a run leaves for a person to look at. */
export const artifacts = join(root, "artifacts");
