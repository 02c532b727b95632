import * as l10n from "@vscode/l10n";
import { differences } from "./compare.ts";
import { isPolicy } from "./paths.ts";
import { policyLines } from "./policyText.ts";
import type { Change, ChangeAction, JsonObject, JsonValue, Plan } from "./model.ts";

/** Signs stand for the actions beside the words, so that neither colour nor language is needed to read a plan. */
const signs: Readonly<Record<ChangeAction, string>> = { create: "+", update: "~", none: "=", delete: "-" };
const labelled = ["type", "path", "serviceUrl", "protocols", "subscriptionRequired", "method", "urlTemplate", "displayName", "description"];
/** Shown in the title already. */
const inTitle = new Set(["displayName", "method", "urlTemplate", "description"]);

/** A plan as people read it (screens.md, "Plan"). Ends in a newline. */
export function planText(plan: Plan, heading = headingOf(plan)): string {
  const removal = isRemoval(plan);
  const lines = [`${heading}            ${l10n.t("layout {0}", plan.layout)}`];
  if (!removal) {
    lines.push(`  ${l10n.t("service")}            ${plan.signalR}`);
    lines.push(...plan.gatewayUrls.map((url) => `  ${l10n.t("clients will use")}   ${url}${plan.clientEndpoint === null ? "" : "?hub=…"}`));
    if (plan.clientEndpoint !== null) {
      lines.push(`  ${l10n.t("connection string")}  ClientEndpoint=${plan.clientEndpoint}`);
    }
  }
  lines.push("", ...plan.changes.flatMap(changeLines), "", `  ${summary(plan)}`);
  lines.push(...plan.warnings.map(({ message }) => `  ! ${message}`));
  return `${lines.join("\n")}\n`;
}

function headingOf({ name, instance, removal, adoption }: Plan): string {
  if (removal === true) {
    return l10n.t("Remove {0} from {1}", name, instance.name);
  }
  return adoption === true ? l10n.t("Adopt {0} on {1}", name, instance.name) : l10n.t("Publish {0} through {1}", name, instance.name);
}

/** One line on how much a plan changes. */
export function summary(plan: Plan): string {
  if (plan.changes.every(({ action }) => action === "none")) return l10n.t("Nothing to change.");
  const kept = countOf(plan, "none");
  const unchanged = isRemoval(plan) ? l10n.t("{0} kept", kept) : l10n.t("{0} as it should be", kept);
  return `${[toDo(plan), ...(kept === 0 ? [] : [unchanged])].join(", ")}. ${l10n.t("Nothing else on the instance is touched.")}`;
}

/** How much there is to do, without what stays: `3 to create, 1 to update`. */
export function toDo(plan: Plan): string {
  const counted = [
    [countOf(plan, "create"), l10n.t("{0} to create", countOf(plan, "create"))],
    [countOf(plan, "update"), l10n.t("{0} to update", countOf(plan, "update"))],
    [countOf(plan, "delete"), l10n.t("{0} to delete", countOf(plan, "delete"))],
  ] as const;
  return counted.filter(([count]) => count > 0).map(([, text]) => text).join(", ");
}

function countOf({ changes }: Plan, action: ChangeAction): number {
  return changes.filter((change) => change.action === action).length;
}

function isRemoval(plan: Plan): boolean {
  return plan.removal === true;
}

function changeLines(change: Change): readonly string[] {
  const head = `  ${signs[change.action]} ${actionWord(change.action).padEnd(7)} ${change.title.padEnd(34)} ${change.resource}`;
  if (isPolicy(change.resource)) {
    return [head, ...policyLines(change).map((line) => `      ${line}`)];
  }
  return [head, ...details(change).map(([label, value]) => `      ${label.padEnd(22)}${value}`)];
}

function details({ action, before = {}, after = {}, children = [] }: Change): readonly (readonly [string, string])[] {
  if (action === "create") {
    const names = Object.keys(after).filter((name) => !inTitle.has(name));
    return named(after, names).map(([name, value]) => [label(name), shown(value)]);
  }
  if (action === "update") {
    return named(after, differences(after, before)).map(([name, value]) => [label(name), `${shown(before[name])}  →  ${shown(value)}`]);
  }
  if (action === "delete") {
    const operations = children.filter(({ properties }) => properties["method"] !== undefined).map(({ properties }) => [l10n.t("with operation"), `${shown(properties["method"])} ${shown(properties["urlTemplate"])}`] as const);
    return [...named(before, ["path", "serviceUrl"]).map(([name, value]) => [label(name), shown(value)] as const), ...operations];
  }
  return [];
}

function named(properties: JsonObject, names: readonly string[]): readonly (readonly [string, JsonValue])[] {
  return labelled.flatMap((name) => {
    const value = properties[name];
    return value === undefined || !names.includes(name) ? [] : [[name, value] as const];
  });
}

function actionWord(action: ChangeAction): string {
  const words: Readonly<Record<ChangeAction, string>> = { create: l10n.t("create"), update: l10n.t("update"), none: l10n.t("nothing"), delete: l10n.t("delete") };
  return words[action];
}

function label(name: string): string {
  const words: Readonly<Record<string, string>> = {
    serviceUrl: l10n.t("backend"),
    subscriptionRequired: l10n.t("subscription key"),
    path: l10n.t("path"),
    protocols: l10n.t("protocols"),
    type: l10n.t("type"),
  };
  return words[name] ?? name;
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === "") {
    return l10n.t("not set");
  }
  if (Array.isArray(value)) {
    return value.join(", ");
  }
  if (typeof value === "boolean") {
    return value ? l10n.t("required") : l10n.t("not required");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value).replaceAll("\n", " ");
}
