import "./node20.ts";
import { exitCodes } from "./exit.ts";
import { runCli } from "./run.ts";

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    // What was begun is finished or taken back; who asks twice does not want to wait for that.
    if (interrupt.signal.aborted) {
      process.exit(exitCodes.interrupted);
    }
    interrupt.abort();
  });
}
process.stderr.on("error", () => undefined);

process.exit(await runCli(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, signal: interrupt.signal }));
