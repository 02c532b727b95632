import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Lets go of what nobody needs any more, the memory behind typed arrays with it. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  for (let turn = 0; turn < 3; turn++) {
    if (typeof collect === "function") collect();
    await setTimeout(50);
  }
}

/** The middle of several measurements: one slow run does not move it. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds that `run` takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** The median of several runs of each, taken in turns so that a busy moment of the machine meets both. */
export async function inTurns<Name extends string>(times: number, runs: Readonly<Record<Name, () => Promise<number>>>): Promise<Record<Name, number>> {
  const names = Object.keys(runs) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let index = 0; index < times; index++) {
    for (const name of names) values.get(name)?.push(await runs[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(values.get(name) ?? [])])) as Record<Name, number>;
}

/** One line: what was measured, ours, the peer's, and their ratio. */
export function say(what: string, ours: number, peer: number, unit: string, peerName: string): void {
  const digits = ours < 100 && unit !== "requests" ? 1 : 0;
  process.stdout.write(`${what.padEnd(46)} ${ours.toFixed(digits).padStart(9)} ${unit.padEnd(12)} ${peerName}: ${peer.toFixed(digits)} ${unit}  ratio ${(ours / peer).toFixed(2)}\n`);
}
