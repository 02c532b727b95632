import type { Counters } from "../policies/run.ts";

/** Calls that are kept track of at once, over all keys; the oldest keys are forgotten first. */
const mostKeys = 10_000;

/** Counts in memory, for one gateway; a restart forgets. */
export function createCounters(now: () => number): Counters {
  const calls = new Map<string, number[]>();
  return {
    now,
    recent(key, windowMs) {
      const since = now() - windowMs;
      const kept = (calls.get(key) ?? []).filter((time) => time > since);
      if (kept.length === 0) calls.delete(key);
      else calls.set(key, kept);
      return kept;
    },
    add(key, count) {
      const times = calls.get(key) ?? [];
      for (let index = 0; index < count; index++) times.push(now());
      calls.delete(key);
      calls.set(key, times);
      const [oldest] = calls.keys();
      if (calls.size > mostKeys && oldest !== undefined) calls.delete(oldest);
    },
  };
}
