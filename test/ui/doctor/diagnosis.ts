import type { Diagnosis, ProbeResult } from "../../../src/doctor/model.ts";

export function probe(change: Partial<ProbeResult> = {}): ProbeResult {
  return { id: "gateway.negotiate", target: "gateway", question: "Does negotiate pass the gateway?", ms: 3, outcome: "ok", evidence: "200", ...change };
}

export function diagnosis(change: Partial<Diagnosis> = {}): Diagnosis {
  return { subject: "chat", startedAt: "2026-01-02T03:04:05.000Z", ms: 12, verdict: { text: "All is well.", outcome: "ok", causes: [] }, probes: [probe()], ...change };
}
