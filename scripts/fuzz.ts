// `npm run fuzz -- [--minutes N] [--seed S] [--target NAME]`: the targets of test/fuzz with ever new inputs. Ends with 1 when one of
// them broke or hung, and says the seed that makes the input again.
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { targets } from "../test/fuzz/targets.ts";

/** Longer than any input may take, on a machine that does other things too. */
const hangMs = 30_000;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "1" }, seed: { type: "string" }, target: { type: "string" } } });
const minutes = Number(values.minutes);
const from = values.seed === undefined ? Math.floor(Date.now() / 1000) % 1_000_000_000 : Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(from) || (values.target !== undefined && !targets.some(({ name }) => name === values.target))) {
  process.stderr.write(`usage: npm run fuzz -- [--minutes N] [--seed WHOLE_NUMBER] [--target NAME]\nThe targets: ${targets.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}

const progress = new Int32Array(new SharedArrayBuffer(8));
const worker = new Worker(new URL("../test/fuzz/worker.ts", import.meta.url), { workerData: { progress, from, only: values.target } });
const over = new AbortController();
let failed = 0;
worker.on("message", (failure: unknown) => {
  failed += 1;
  process.stdout.write(`${String(failure)}\n`);
});
worker.on("error", (error) => {
  failed += 1;
  process.stdout.write(`${error.stack ?? error.message}\n`);
});
worker.on("exit", () => over.abort());

process.stdout.write(`fuzzing for ${minutes} min from seed ${from}\n`);
const end = Date.now() + minutes * 60_000;
let seen = "";
let since = Date.now();
while (Date.now() < end && !over.signal.aborted) {
  await delay(Math.min(1_000, Math.max(1, end - Date.now())), undefined, { signal: over.signal }).catch(() => undefined);
  const now = progress.join(" ");
  if (now !== seen) [seen, since] = [now, Date.now()];
  else if (Date.now() - since > hangMs) {
    failed += 1;
    process.stdout.write(`${targets[progress[0] ?? 0]?.name ?? ""}, seed ${progress[1] ?? 0}: it does not end\n`);
    break;
  }
}
const inputs = Math.max(0, (progress[1] ?? from) - from);
process.stdout.write(`${inputs} inputs for each target, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
