import type { Diagnosis, ProbeResult, Remedy } from "../../doctor/model.ts";

/** A remedy with the line of the report that it belongs to, counted from 0. */
export interface PlacedRemedy {
  readonly remedy: Remedy;
  readonly line: number;
}

/**
 * What can be done about what was found: the verdict's own remedy at the top, the others where they stand in the report.
 * @param report the diagnosis as Markdown
 */
export function placedRemedies({ verdict, probes }: Diagnosis, report: string): readonly PlacedRemedy[] {
  const lines = report.split("\n");
  const all = [
    ...(verdict.remedy === undefined ? [] : [{ remedy: verdict.remedy, line: 0 }]),
    ...probes.flatMap((probe) => remediesOf(probe).map((remedy) => ({ remedy, line: headingOf(probe, lines) }))),
  ];
  return all.filter(({ remedy, line }, index) => all.findIndex((other) => other.remedy.text === remedy.text && other.line === line) === index);
}

function remediesOf({ outcome, causes = [], remedy }: ProbeResult): readonly Remedy[] {
  if (outcome === "ok" || outcome === "skipped") return [];
  return [...causes.map((cause) => cause.remedy), remedy].filter((each) => each !== undefined);
}

/** The probe's id stands two lines under its heading. */
function headingOf({ id }: ProbeResult, lines: readonly string[]): number {
  return Math.max(0, lines.findIndex((line) => line.includes(`\`${id}\``)) - 2);
}
