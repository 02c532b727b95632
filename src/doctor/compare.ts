import type { Diagnosis, ProbeOutcome, ProbeResult } from "./model.ts";

/** A question that came out otherwise than in an earlier run. */
export interface Change {
  readonly now: ProbeResult;
  readonly earlier: ProbeOutcome;
}

/** What came out otherwise, in the order of the way; questions that were asked only once are left out. */
export function changesSince({ probes }: Diagnosis, before: Diagnosis): readonly Change[] {
  const outcomes = new Map(before.probes.map(({ id, outcome }) => [id, outcome]));
  return probes.flatMap((now) => {
    const earlier = outcomes.get(now.id);
    return earlier === undefined || earlier === now.outcome ? [] : [{ now, earlier }];
  });
}
