import * as l10n from "@vscode/l10n";
import type { Cause, Place, ProbeResult, Verdict } from "./model.ts";
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
    const causes = causesOf(warnings);
    return { outcome: "warning", causes, text: l10n.t("Clients get through, but: {0}", causes[0]?.text ?? warned.evidence), ...(warned.remedy && { remedy: warned.remedy }) };
  }
  return { outcome: "ok", causes: [], text: healthy(results) };
}

function failedVerdict(symptom: ProbeResult, results: readonly ProbeResult[]): Verdict {
  const codes = (symptom.causes ?? []).map(({ code }) => code);
  const reasons = results.filter(({ id, outcome, explains }) => id !== symptom.id && (outcome === "failed" || outcome === "warning") && explains?.some((code) => codes.includes(code)) === true);
  const rest = results.filter((each) => each.outcome === "failed" && each !== symptom && !reasons.includes(each));
  const causes = causesOf([...reasons, symptom, ...rest]);
  const [named, ...others] = causesOf([...reasons, symptom]);
  const place = placeOf(reasons[0] ?? symptom, named?.code ?? "", results);
  const remedy = reasons.find((each) => each.remedy !== undefined)?.remedy ?? symptom.remedy;
  return { outcome: "failed", place, causes, text: sentence(place, named, others, symptom), ...(remedy && { remedy }) };
}

function sentence(place: Place, named: Cause | undefined, [other]: readonly Cause[], { evidence }: ProbeResult): string {
  const cause = named?.text ?? evidence;
  const text = l10n.t("The fault is with {0}: {1}", shownPlace(place), cause);
  return other === undefined || other.text === cause ? text : l10n.t("{0} If it is not that: {1}", text, other.text);
}

/** The place as people read it. */
export function shownPlace(place: Place): string {
  const names: Readonly<Record<Place, string>> = { "the app": l10n.t("the app"), "the gateway": l10n.t("the gateway"), "the service": l10n.t("the service"), "the way between": l10n.t("the way between") };
  return names[place];
}

/** Each cause once, in order. */
function causesOf(results: readonly ProbeResult[]): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const cause of results.flatMap((result) => result.causes ?? [])) {
    if (!causes.has(cause.code)) {
      causes.set(cause.code, cause);
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
