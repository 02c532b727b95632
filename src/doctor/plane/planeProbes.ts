import * as l10n from "@vscode/l10n";
import { ok, skipped } from "../finding.ts";
import type { Finding, Probe } from "../model.ts";
import type { PlaneSubject, Subject } from "../subject.ts";
import { apiQuestions } from "./apiProbes.ts";
import { instanceQuestions } from "./instanceProbes.ts";
import { logQuestions } from "./logProbes.ts";
import { policyQuestions } from "./policyProbes.ts";
import type { PlaneQuestion } from "./question.ts";
import { PlaneReadings, refusal } from "./readings.ts";
import { serviceQuestions } from "./serviceProbes.ts";

export interface PlaneProbes {
  readonly probes: readonly Probe[];
  end(): void;
}

/** Everything that is asked of the control plane. What it does not tell this account is skipped, and is no fault of the way. */
export function planeProbes(subject: Subject, plane: PlaneSubject, deadlineMs: number): PlaneProbes {
  const readings = new PlaneReadings(plane);
  const { integration, service } = plane;
  const read = (id: string, question: string, ask: () => Promise<unknown>): Probe => ({ id: `plane.read.${id}`, target: "control plane", question, deadlineMs, needs: [], run: () => readable(ask) });
  const questions = [
    ...instanceQuestions(),
    // Without an integration there is nothing to say of its APIs but that it is missing.
    ...apiQuestions().filter(({ id }) => integration !== undefined || id === "apis"),
    ...(integration === undefined ? [] : [...policyQuestions(), ...logQuestions()]),
    ...(service === undefined ? [] : serviceQuestions()),
  ];
  const probes = [
    read("instance", l10n.t("May the instance be read?"), () => readings.instance()),
    ...(service === undefined ? [] : [read("service", l10n.t("May the service be read?"), () => readings.service())]),
    ...questions.map((question): Probe => ({
      id: `plane.${question.id}`, target: question.of === "service" ? "service" : "gateway", question: question.question, deadlineMs,
      needs: needsOf(question),
      run: () => question.ask({ subject, plane, readings }),
    })),
  ];
  return { probes, end: () => readings.end() };
}

function needsOf({ id, of }: PlaneQuestion): readonly string[] {
  if (of === "contents") {
    return [];
  }
  return id === "region" ? ["plane.read.instance", "plane.read.service"] : [`plane.read.${of}`];
}

async function readable(ask: () => Promise<unknown>): Promise<Finding> {
  try {
    await ask();
    return ok(l10n.t("Yes."));
  } catch (error) {
    const { message, details: { nextStep } } = refusal(error);
    return skipped(nextStep === undefined ? message : `${message} ${nextStep}`);
  }
}
