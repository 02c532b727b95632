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
  const [first, ...others] = outcome === "ok" ? [] : causes.map(({ code, text, nextStep }) => ({ code, text, ...(nextStep !== undefined && { nextStep }) }));
  return {
    id, target, outcome, evidence,
    ...(first && { cause: first.text, code: first.code, ...(first.nextStep !== undefined && { nextStep: first.nextStep }) }),
    ...(others.length > 0 && { otherCauses: others }),
    ...(remedy && { remedy }),
    question, ms: Math.round(ms),
  };
}
