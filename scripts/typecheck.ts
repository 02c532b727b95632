// Both TypeScript projects, checked together: the host (Node types, no DOM) and the console page (DOM, no Node types).
import { spawnSync } from "node:child_process";

const results = ["tsconfig.json", "src/page/tsconfig.json"].map((project) => spawnSync("tsc", ["-p", project, "--pretty", "false"], { stdio: "inherit", shell: process.platform === "win32" }).status);
process.exit(results.every((status) => status === 0) ? 0 : 1);
