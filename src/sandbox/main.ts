/** The sandbox as a child process: its line on stdout, then its events, each a line of JSON. Stops on SIGTERM, SIGINT, or when its parent goes. */
import { fstatSync } from "node:fs";
import { parseArgs } from "node:util";
import { Problem } from "../signalr/problem.ts";
import { redactText } from "../signalr/redact.ts";
import { runSandbox } from "./run.ts";

const stop = new AbortController();
const end = (): void => stop.abort();
process.on("SIGTERM", end).on("SIGINT", end);
// Nobody reads any more: the parent is gone.
process.stdout.on("error", end);
const stdin = fstatSync(0);
if (stdin.isSocket() || stdin.isFIFO()) {
  process.stdin.on("end", end).on("error", end).resume();
}

function write(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

try {
  // `--json` is what this entry does anyway; it is taken so that the command line's arguments can be handed on.
  const { values } = parseArgs({ options: { json: { type: "boolean" }, port: { type: "string", default: "0" }, state: { type: "string" }, app: { type: "string" } } });
  await runSandbox({ port: Number(values.port), ...(values.state === undefined ? {} : { stateFile: values.state }), ...(values.app === "own" || values.app === "external" ? { app: values.app } : {}), started: write, event: write }, stop.signal);
  process.exit(0);
} catch (error) {
  const said = error instanceof Problem ? [error.message, error.details.likelyCause, error.details.nextStep].filter((text) => text !== undefined).join("\n") : String(error);
  process.stderr.write(`${redactText(said)}\n`);
  process.exit(1);
}
