import type { Diagnosis, ProbeOutcome, ProbeResult } from "./model.ts";

/** What a later run is compared with, and all that has to be kept of one for that. */
export interface EarlierRun {
  /** ISO time. */
  readonly startedAt: string;
  readonly probes: readonly { readonly id: string; readonly outcome: ProbeOutcome }[];
}

/** A question that came out otherwise than in an earlier run. */
export interface Change {
  readonly now: ProbeResult;
  readonly earlier: ProbeOutcome;
}

/** What came out otherwise, in the order of the way; questions that were asked only once are left out. */
export function changesSince({ probes }: Diagnosis, before: EarlierRun): readonly Change[] {
  const outcomes = new Map(before.probes.map(({ id, outcome }) => [id, outcome]));
  return probes.flatMap((now) => {
    const earlier = outcomes.get(now.id);
    return earlier === undefined || earlier === now.outcome ? [] : [{ now, earlier }];
  });
}
