import * as vscode from "vscode";
import type { ConsoleTarget } from "../../console/target.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { askHubUrl } from "../console/hubUrlPrompt.ts";
import { everyIntegration, integrationChoice, isIntegrationRef, pickIntegration, refInKey } from "../pickIntegration.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import type { Services } from "../services.ts";
import { integrationAbove, isTreeNode } from "../tree/nodes.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { hubPatient, integrationPatient, stringPatient } from "./subjects.ts";
import type { Patient } from "./subjects.ts";

/** Whom to examine: the integration of the row it was run on or that `from` names, the hub at the URL that `from` is, what the console connects to whose target it is, else what the person picks. */
export async function askPatient(services: Services, from: unknown): Promise<Patient> {
  if (typeof from === "string") return hubAt(services, from);
  if (isConsoleTarget(from)) return connectedBy(services, from);
  const node = isTreeNode(from) ? integrationAbove(from) : undefined;
  if (node !== undefined) return integrationPatient(services, node);
  if (isIntegrationRef(from)) return integrationPatient(services, await pickIntegration(services, from));
  const chosen = answered(await pickOne<IntegrationNode | "url">({ title: vscode.l10n.t("Doctor"), placeholder: vscode.l10n.t("What does not connect?") }, choices(services)));
  return chosen === "url" ? hubAt(services, await askUrl()) : integrationPatient(services, chosen);
}

/** What a console connects to. */
async function connectedBy(services: Services, target: ConsoleTarget): Promise<Patient> {
  const { kind, title, key, service } = target;
  const ref = refInKey(key);
  if (ref !== undefined) return integrationPatient(services, await pickIntegration(services, ref));
  if (kind === "connectionString" && service !== undefined) return stringPatient(title, key, service);
  const { url } = await target.resolve({ userId: "", claims: {} }, new AbortController().signal);
  return hubAt(services, url);
}

export function isConsoleTarget(value: unknown): value is ConsoleTarget {
  return typeof value === "object" && value !== null && "resolve" in value && "key" in value && "title" in value;
}

async function choices(services: Services): Promise<readonly Choice<IntegrationNode | "url">[]> {
  const integrations = await everyIntegration(services);
  return [
    ...integrations.map(integrationChoice),
    { label: vscode.l10n.t("A Hub's URL…"), description: vscode.l10n.t("asks as a client does, from the app on"), value: "url" },
  ];
}

/** The hub with the integration that its clients go through: the sandbox's for ChatRoom, else the one the person names. */
async function hubAt(services: Services, address: string): Promise<Patient> {
  const all = await everyIntegration(services);
  const through = (node: IntegrationNode | undefined): Patient => hubPatient(address, node && integrationPatient(services, node));
  const line = await services.sandbox.running();
  if (line !== undefined && new URL(address).origin === new URL(line.appServerUrl).origin) return through(all.find(({ account }) => account.kind === "sandbox"));
  const real = all.filter(({ account }) => account.kind !== "sandbox");
  if (real.length === 0) return through(undefined);
  const none = { label: vscode.l10n.t("None of These, or Not Known"), description: vscode.l10n.t("asks without the control plane"), value: undefined };
  return through(answered(await pickOne<IntegrationNode | undefined>({ title: vscode.l10n.t("Doctor"), placeholder: vscode.l10n.t("Through which integration are its clients sent?") }, [none, ...real.map(integrationChoice)])));
}

async function askUrl(): Promise<string> {
  const url = await askHubUrl(vscode.l10n.t("Doctor"));
  if (url === undefined) throw new Cancelled();
  return url;
}
