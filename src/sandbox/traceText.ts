import * as l10n from "@vscode/l10n";
import type { GatewayTrace, GatewayTraceEntry } from "./controlClient.ts";

const sections = ["inbound", "backend", "outbound", "on-error"];

/** A trace as Markdown that also reads well as it is: what each policy did, when, and how long it took. */
export function traceText(trace: GatewayTrace): string {
  const { method, url, time, api, operation, entries } = trace;
  const facts = [
    time.replace("T", " ").replace("Z", " UTC"),
    api === null ? l10n.t("no API") : operation === null ? l10n.t("API {0}, no operation", api) : l10n.t("API {0}, operation {1}", api, operation),
    took(trace.ms),
    trace.id,
  ];
  const blocks = sections.flatMap((section) => {
    const own = entries.filter((entry) => entry.section === section);
    return own.length === 0 ? [] : [`## ${section}`, own.map(entryText).join("\n")];
  });
  return `${[`# ${method} ${url} → ${statusText(trace)}`, facts.join(" · "), ...(blocks.length === 0 ? [l10n.t("No policy ran.")] : blocks)].join("\n\n")}\n`;
}

/** `200`, `101 (WebSocket)`, or what there is instead. */
export function statusText({ status, ms }: GatewayTrace): string {
  if (status === null) return ms === null ? l10n.t("no answer yet, or the caller went away") : l10n.t("no answer");
  return status === 101 ? l10n.t("101 (WebSocket)") : String(status);
}

/** The first policy that failed, with its reason. */
export function failureIn({ entries }: GatewayTrace): string | undefined {
  const failed = entries.find((entry) => entry.failed !== null);
  return failed === undefined ? undefined : `${failed.policy}: ${failed.failed ?? ""}`;
}

function entryText({ policy, id, scope, depth, at, ms, details, failed }: GatewayTraceEntry): string {
  const indent = "  ".repeat(depth);
  const head = `${indent}- ${at.toFixed(2)} ms **${policy}**${id === null ? "" : ` ${code(id)}`} (${scope}), ${took(ms)}`;
  const lines = details.map(({ name, value }) => `${indent}  - ${name}: ${code(value)}`);
  return [head, ...lines, ...(failed === null ? [] : [`${indent}  - ${l10n.t("**failed**: {0}", failed)}`])].join("\n");
}

function took(ms: number | null): string {
  return ms === null ? l10n.t("not ended") : l10n.t("took {0} ms", ms.toFixed(2));
}

/** Values stand on one line; a grave accent would end the code. */
function code(value: string): string {
  const line = value.replaceAll(/\s*[\r\n]+\s*/g, " ⏎ ").replaceAll("`", "'");
  return line === "" ? l10n.t("(empty)") : `\`${line}\``;
}
