import * as l10n from "@vscode/l10n";
import type { Cause, Place, ProbeResult, Remedy, Verdict } from "./model.ts";
import { placeOf } from "./place.ts";

/**
 * What it comes to, in one sentence that names the place and the first cause.
 * @param results in the order of the way a client takes
 */
export function verdictOf(results: readonly ProbeResult[]): Verdict {
  const failures = results.filter(({ outcome }) => outcome === "failed");
  const warnings = results.filter(({ outcome }) => outcome === "warning");
  const wire = failures.find(({ id }) => !id.startsWith("plane."));
  const first = wire ?? failures[0];
  if (first !== undefined) {
    return failedVerdict(first, results);
  }
  const [warned] = warnings;
  if (warned !== undefined) {
    const causes = causesOf(causesIn(warnings));
    const remedy = remedyOf(warned, warned.causes?.[0]);
    return { outcome: "warning", causes, text: l10n.t("Clients get through, but: {0}", causes[0]?.text ?? warned.evidence), ...(remedy && { remedy }) };
  }
  return { outcome: "ok", causes: [], text: healthy(results) };
}

function failedVerdict(symptom: ProbeResult, results: readonly ProbeResult[]): Verdict {
  const codes = (symptom.causes ?? []).map(({ code }) => code);
  const reasons = results.flatMap((result) => reasonsIn(result, codes));
  const failures = results.filter(({ outcome }) => outcome === "failed");
  const explained = causesOf(reasons.map(({ cause }) => cause));
  const causes = causesOf([...explained, ...causesIn([symptom, ...failures])]);
  const named = explained[0] ?? symptom.causes?.[0];
  const [reason] = reasons;
  const place = placeOf(reason?.result ?? symptom, named?.code ?? "", results);
  const remedy = reason === undefined ? remedyOf(symptom, symptom.causes?.[0]) : remedyOf(reason.result, reason.cause);
  return { outcome: "failed", place, causes, text: sentence(place, symptom, explained), ...(remedy && { remedy }) };
}

function remedyOf(result: ProbeResult, cause: Cause | undefined): Remedy | undefined {
  return cause?.remedy ?? result.remedy;
}

interface Reason {
  readonly cause: Cause;
  readonly result: ProbeResult;
}

function reasonsIn(result: ProbeResult, symptoms: readonly string[]): readonly Reason[] {
  return (result.causes ?? []).filter(({ explains }) => explains?.some((code) => symptoms.includes(code)) === true).map((cause) => ({ cause, result }));
}

/** With a reason from the control plane both are told: what was seen, and why. */
function sentence(place: Place, { evidence, causes }: ProbeResult, [reason, other]: readonly Cause[]): string {
  if (reason === undefined) {
    return l10n.t("The fault is with {0}: {1}", shownPlace(place), causes?.[0]?.text ?? evidence);
  }
  const text = l10n.t("The fault is with {0}: {1} The reason: {2}", shownPlace(place), ended(evidence), reason.text);
  return other === undefined ? text : l10n.t("{0} If it is not that: {1}", text, other.text);
}

function ended(sentenceText: string): string {
  return /[.!?]$/.test(sentenceText) ? sentenceText : `${sentenceText}.`;
}

/** The place as people read it. */
export function shownPlace(place: Place): string {
  const names: Readonly<Record<Place, string>> = { "the app": l10n.t("the app"), "the gateway": l10n.t("the gateway"), "the service": l10n.t("the service"), "the way between": l10n.t("the way between") };
  return names[place];
}

function causesIn(results: readonly ProbeResult[]): readonly Cause[] {
  return results.flatMap(({ causes = [] }) => causes);
}

/** Each cause once, in order. */
function causesOf(all: readonly Cause[]): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const { code, text, nextStep, remedy } of all) {
    if (!causes.has(code)) {
      causes.set(code, { code, text, ...(nextStep !== undefined && { nextStep }), ...(remedy && { remedy }) });
    }
  }
  return [...causes.values()];
}

function healthy(results: readonly ProbeResult[]): string {
  const asked = (target: ProbeResult["target"]): boolean => results.some(({ id, outcome }) => outcome === "ok" && id.startsWith(`${target}.`));
  if (asked("gateway") && asked("service")) {
    return asked("app") ? l10n.t("All is well: the app, the gateway and the service answer as they should.") : l10n.t("All is well: the gateway and the service answer as they should.");
  }
  return l10n.t("All is well: what was asked answers as it should.");
}
