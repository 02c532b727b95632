import type { Diagnosis, ProbeResult } from "./model.ts";

/** The JSON document of a diagnosis (cli.md, `doctor`): the members named there, and what else is worth keeping. */
export function diagnosisDocument({ subject, startedAt, ms, verdict, probes }: Diagnosis): object {
  const { text, outcome, place, causes, remedy } = verdict;
  return {
    verdict: text,
    outcome,
    ...(place && { place }),
    causes,
    ...(remedy && { remedy }),
    subject,
    startedAt,
    ms,
    probes: probes.map(probeDocument),
  };
}

function probeDocument({ id, target, outcome, evidence, causes = [], remedy, question, ms }: ProbeResult): object {
  // What is well may hold causes for what it might have explained.
  const [first, ...others] = outcome === "ok" ? [] : causes.map(({ explains: _explains, ...cause }) => cause);
  const proposed = outcome === "ok" ? undefined : (first?.remedy ?? remedy);
  return {
    id, target, outcome, evidence,
    ...(first && { cause: first.text, code: first.code, ...(first.nextStep !== undefined && { nextStep: first.nextStep }) }),
    ...(others.length > 0 && { otherCauses: others }),
    ...(proposed && { remedy: proposed }),
    question, ms: Math.round(ms),
  };
}
