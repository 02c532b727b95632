import { carriedTransports } from "../apim/layouts/transports.ts";
import type { TransportName } from "../signalr/events.ts";
import type { NegotiateAnswer } from "../signalr/negotiateAnswer.ts";
import { redactUrl } from "../signalr/redact.ts";
import { judged } from "./judged.ts";
import type { Diagnosis, ProbeResult } from "./model.ts";
import { planeProbes } from "./plane/planeProbes.ts";
import { runProbes } from "./run.ts";
import { defaultDeadlines } from "./subject.ts";
import type { Deadlines, PlaneSubject, Subject } from "./subject.ts";
import { verdictOf } from "./verdict.ts";
import { appProbes } from "./wire/appProbes.ts";
import { AppVisit } from "./wire/appVisit.ts";
import { linkProbes } from "./wire/linkProbes.ts";
import { placesOf } from "./wire/places.ts";
import { stringProbe } from "./wire/stringProbe.ts";
import { wayProbes, wayTo } from "./wire/wayProbes.ts";
import type { WayProbes } from "./wire/wayProbes.ts";

export interface ExamineOptions {
  readonly deadlines?: Deadlines;
  readonly signal?: AbortSignal;
  /** Told of each result when it is there. What is straight to the service may be judged milder in the end. */
  readonly told?: (result: ProbeResult) => void;
}

/**
 * Asks everything that can be asked about the subject, and says what it comes to.
 * @throws Problem `invalidUrl`, `hubNameInvalid` for a subject that cannot be meant; Cancelled
 */
export async function examine(subject: Subject, { deadlines = defaultDeadlines, signal = new AbortController().signal, told }: ExamineOptions = {}): Promise<Diagnosis> {
  const startedAt = new Date();
  const { wireMs, planeMs } = deadlines;
  const visit = subject.appUrl === undefined ? undefined : new AppVisit(subject.appUrl, subject, wireMs);
  const [app, ways, plane] = await Promise.all([
    visit === undefined ? runProbes(stringProbe(subject, wireMs), signal, told) : examineApp(visit, subject, wireMs, signal, told),
    examineWays(visit, subject, wireMs, signal, told),
    subject.plane === undefined ? [] : examinePlane(subject, subject.plane, planeMs, signal, told),
  ]);
  const probes = judged([...app, ...ways, ...plane], subject);
  return { subject: redactUrl(subject.title), startedAt: startedAt.toISOString(), ms: Date.now() - startedAt.getTime(), verdict: verdictOf(probes), probes };
}

async function examineApp(visit: AppVisit, subject: Subject, deadlineMs: number, signal: AbortSignal, told: ExamineOptions["told"]): Promise<readonly ProbeResult[]> {
  const link = linkProbes("app", visit.url, subject.network, deadlineMs);
  try {
    return await runProbes([...stringProbe(subject, deadlineMs), ...link.probes, ...appProbes(visit, subject, deadlineMs, link.last)], signal, told);
  } finally {
    visit.end();
    await link.end();
  }
}

async function examineWays(visit: AppVisit | undefined, subject: Subject, deadlineMs: number, signal: AbortSignal, told: ExamineOptions["told"]): Promise<readonly ProbeResult[]> {
  const answer = await visit?.answer().catch((): NegotiateAnswer | undefined => undefined);
  const places = placesOf(subject, answer);
  const transports: readonly TransportName[] = subject.layout === undefined ? ["webSockets"] : carriedTransports(subject.layout);
  const ways: readonly WayProbes[] = (["app", "gateway", "service"] as const).flatMap((target) => {
    const place = places[target];
    return place === undefined ? [] : [wayProbes(wayTo(target, place, subject, deadlineMs), transports)];
  });
  try {
    return await runProbes(ways.flatMap(({ probes }) => probes), signal, told);
  } finally {
    await Promise.all(ways.map((way) => way.end()));
  }
}

async function examinePlane(subject: Subject, plane: PlaneSubject, deadlineMs: number, signal: AbortSignal, told: ExamineOptions["told"]): Promise<readonly ProbeResult[]> {
  const asked = planeProbes(subject, plane, deadlineMs);
  try {
    return await runProbes(asked.probes, signal, told);
  } finally {
    asked.end();
  }
}
