import * as l10n from "@vscode/l10n";
import type { Cause, Diagnosis, ProbeOutcome, ProbeResult, ProbeTarget, Remedy } from "./model.ts";

/** The diagnosis as one can send it to a colleague: verdict first, then the way with ticks, then the details. Markdown; holds no secrets. */
export function reportMarkdown(diagnosis: Diagnosis): string {
  const { subject, startedAt, ms, verdict, probes } = diagnosis;
  return [
    `# ${l10n.t("Doctor: {0}", escaped(subject))}`,
    `**${marks[verdict.outcome]} ${escaped(verdict.text)}**`,
    ...(verdict.remedy === undefined ? [] : [l10n.t("Fix: {0}", escaped(remedyText(verdict.remedy)))]),
    ...targets(probes).map((target) => `- **${targetTitle(target)}**: ${of(probes, target).map((probe) => `${marks[probe.outcome]} ${escaped(probe.question)}`).join(" · ")}`),
    ...(verdict.causes.length === 0 ? [] : [`## ${l10n.t("Causes, the likeliest first")}`, ...verdict.causes.map((cause, index) => `${index + 1}. ${escaped(causeText(cause))}`)]),
    `## ${l10n.t("Details")}`,
    ...probes.map(detail),
    `_${l10n.t("Asked on {0}, took {1} s.", startedAt, (ms / 1000).toFixed(1))}_`,
  ].join("\n\n").replaceAll(/\n\n(?=(?:- |\d+\. ))/g, "\n").replaceAll(/(\*\*|\)|^)\n(- )/g, "$1\n\n$2").concat("\n");
}

/** The same for a terminal: verdict, then a line for each question that was not answered well, or for all of them. */
export function reportText({ verdict, probes }: Diagnosis): string {
  return [
    `${marks[verdict.outcome]} ${verdict.text}`,
    ...(verdict.remedy === undefined ? [] : [`  ${l10n.t("Fix: {0}", remedyText(verdict.remedy))}`]),
    ...probes.map(resultText),
  ].join("\n");
}

/** One question with what came of it. */
export function resultText({ target, outcome, question, evidence, causes }: ProbeResult): string {
  const lines = [`  ${targetTitle(target).padEnd(13)} ${marks[outcome]} ${question} ${evidence}`];
  if (outcome === "failed" || outcome === "warning") {
    lines.push(...(causes ?? []).map((cause) => `  ${"".padEnd(15)} ${causeText(cause)}`));
  }
  return lines.join("\n");
}

const marks: Readonly<Record<ProbeOutcome, string>> = { ok: "✓", warning: "!", failed: "✗", skipped: "–" };

export function targetTitle(target: ProbeTarget): string {
  const titles: Readonly<Record<ProbeTarget, string>> = { app: l10n.t("app"), gateway: l10n.t("gateway"), service: l10n.t("service"), "control plane": l10n.t("control plane") };
  return titles[target];
}

export function remedyText(remedy: Remedy): string {
  return remedy.kind === "link" ? `${remedy.text} (${remedy.url})` : remedy.text;
}

export function causeText({ text, nextStep }: Cause): string {
  return nextStep === undefined ? text : `${text} ${nextStep}`;
}

function detail(probe: ProbeResult): string {
  const causes = probe.outcome === "ok" ? [] : (probe.causes ?? []);
  const lines = [
    `### ${marks[probe.outcome]} ${targetTitle(probe.target)}: ${escaped(probe.question)}`,
    l10n.t("{0} ({1} ms, {2})", escaped(probe.evidence), Math.round(probe.ms), `\`${probe.id}\``),
    ...causes.map((cause) => `> ${escaped(causeText(cause))} (\`${cause.code}\`)`),
    ...(probe.remedy === undefined ? [] : [l10n.t("Fix: {0}", escaped(remedyText(probe.remedy)))]),
  ];
  return lines.join("\n\n");
}

function targets(probes: readonly ProbeResult[]): readonly ProbeTarget[] {
  return [...new Set(probes.map(({ target }) => target))];
}

function of(probes: readonly ProbeResult[], target: ProbeTarget): readonly ProbeResult[] {
  return probes.filter((probe) => probe.target === target);
}

/** What servers say may hold markup, and an answer must not become a link or a picture in somebody's document. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|!]/g, String.raw`\$&`).replaceAll(/\s*\n\s*/g, " ");
}
