// Folders are named because oxlint would otherwise walk into generated ones; a warning fails like an error.
import { spawnSync } from "node:child_process";

const result = spawnSync("oxlint", ["--type-aware", "--deny-warnings", "src", "test", "scripts", "esbuild.mjs"], { stdio: "inherit", shell: process.platform === "win32" });
process.exit(result.status ?? 1);
