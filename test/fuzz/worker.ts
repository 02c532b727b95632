// Fuzzes until it is told to stop, in a thread of its own: whoever watches sees a hang by a seed that does not change.
import { parentPort, workerData } from "node:worker_threads";
import * as v from "valibot";
import { fuzzOnce } from "./run.ts";
import { targets } from "./targets.ts";

/** `progress` holds the index of the target and the seed being tried. */
const { progress, from, only } = v.parse(v.object({ progress: v.instance(Int32Array), from: v.number(), only: v.optional(v.string()) }), workerData);
const chosen = [...targets.entries()].filter(([, { name }]) => only === undefined || name === only);
for (let seed = from; ; seed++) {
  for (const [index, target] of chosen) {
    Atomics.store(progress, 0, index);
    Atomics.store(progress, 1, seed);
    try {
      await fuzzOnce(target, seed);
    } catch (error) {
      parentPort?.postMessage(error instanceof Error ? error.message : String(error));
      // What was found is enough: the same fault would be found again and again.
      chosen.splice(chosen.findIndex(([at]) => at === index), 1);
    }
  }
  if (chosen.length === 0) break;
}
