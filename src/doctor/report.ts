import * as l10n from "@vscode/l10n";
import { changesSince } from "./compare.ts";
import type { EarlierRun } from "./compare.ts";
import type { Cause, Diagnosis, ProbeOutcome, ProbeResult, ProbeTarget, Remedy } from "./model.ts";

/**
 * The diagnosis as one can send it to a colleague: verdict first, then the way with ticks, then the details. Markdown; holds no secrets.
 * @param before an earlier run on the same subject, to say what has changed since
 */
export function reportMarkdown(diagnosis: Diagnosis, before?: EarlierRun): string {
  const { subject, startedAt, ms, verdict, probes } = diagnosis;
  const { causes, remedy } = verdict;
  const blocks = [
    `# ${l10n.t("Doctor: {0}", escaped(subject))}`,
    `**${marks[verdict.outcome]} ${escaped(verdict.text)}**`,
    ...(remedy === undefined ? [] : [l10n.t("Fix: {0}", escaped(remedyText(remedy)))]),
    strip(probes),
    ...(before === undefined ? [] : sinceThen(diagnosis, before)),
    ...(causes.length === 0 ? [] : [`## ${l10n.t("Causes, the likeliest first")}`, causes.map((cause, index) => `${index + 1}. ${escaped(causeText(cause))}`).join("\n")]),
    `## ${l10n.t("Details")}`,
    ...probes.map(detail),
    `_${l10n.t("Asked on {0}, took {1} s.", startedAt, (ms / 1000).toFixed(1))}_`,
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** A line for each part of the way, its questions by their short names. */
function strip(probes: readonly ProbeResult[]): string {
  const targets = [...new Set(probes.map(({ target }) => target))];
  return targets.map((target) => `- **${targetTitle(target)}** ${probes.filter((probe) => probe.target === target).map(({ id, outcome }) => `${marks[outcome]} ${shortName(id)}`).join(" · ")}`).join("\n");
}

/** `gateway.upgrade` is the upgrade, where the line says that it is about the gateway. */
function shortName(id: string): string {
  return id.replace(/^(?:app|gateway|service|plane(?:\.read)?)\./, "");
}

function sinceThen(diagnosis: Diagnosis, before: EarlierRun): readonly string[] {
  const rows = changesSince(diagnosis, before).map(({ now, earlier }) => `- ${targetTitle(now.target)}: ${escaped(now.question)} ${marks[earlier]} → ${marks[now.outcome]}`);
  return [`## ${l10n.t("Since the run of {0}", before.startedAt)}`, rows.length === 0 ? l10n.t("Nothing has changed.") : rows.join("\n")];
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
  const remedy = probe.outcome === "ok" ? undefined : (causes[0]?.remedy ?? probe.remedy);
  const lines = [
    `### ${marks[probe.outcome]} ${targetTitle(probe.target)}: ${escaped(probe.question)}`,
    l10n.t("{0} ({1} ms, {2})", escaped(probe.evidence), Math.round(probe.ms), `\`${probe.id}\``),
    ...causes.map((cause) => `> ${escaped(causeText(cause))} (\`${cause.code}\`)`),
    ...(remedy === undefined ? [] : [l10n.t("Fix: {0}", escaped(remedyText(remedy)))]),
  ];
  return lines.join("\n\n");
}

/** What servers say may hold markup, and an answer must not become a link or a picture in somebody's document. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|!]/g, String.raw`\$&`).replaceAll(/\s*\n\s*/g, " ");
}
