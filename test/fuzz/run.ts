import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import type { FuzzTarget } from "./target.ts";

/** What reading one input may take in milliseconds, on a busy machine: they are 64 KiB at most. */
const slowMs = 3_000;

/** An input that broke something; `seed` makes it again. */
export class FuzzFailure extends Error {
  readonly seed: number;
  readonly input: Uint8Array;

  constructor(target: FuzzTarget, seed: number, input: Uint8Array, cause: unknown) {
    super(`${target.name}, seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}\n${inputText(input)}`, { cause });
    this.name = "FuzzFailure";
    this.seed = seed;
    this.input = input;
  }
}

/**
 * Makes the input of a seed and lets the target read it.
 * @throws FuzzFailure
 */
export async function fuzzOnce(target: FuzzTarget, seed: number): Promise<void> {
  const random = new Random(seed);
  const input = mutate(target.seeds, random);
  const began = performance.now();
  try {
    await target.check(input, random);
  } catch (error) {
    throw new FuzzFailure(target, seed, input, error);
  }
  const ms = performance.now() - began;
  if (ms > slowMs) throw new FuzzFailure(target, seed, input, `it took ${Math.round(ms)} ms`);
}

function inputText(input: Uint8Array): string {
  const shown = Buffer.from(input.subarray(0, 2_000)).toString("base64");
  return `input (${input.length} bytes, base64${input.length > 2_000 ? ", its beginning" : ""}): ${shown}`;
}
