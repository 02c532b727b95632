// The TypeScript projects, checked together: the host (Node types, no DOM), the console page (DOM, no Node types) and the page's tests (both).
import { spawnSync } from "node:child_process";

const projects = ["tsconfig.json", "src/page/tsconfig.json", "test/page/tsconfig.json"];
const results = projects.map((project) => spawnSync("tsc", ["-p", project, "--pretty", "false"], { stdio: "inherit", shell: process.platform === "win32" }).status);
process.exit(results.every((status) => status === 0) ? 0 : 1);
