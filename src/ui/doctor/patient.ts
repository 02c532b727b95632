import * as vscode from "vscode";
import { Cancelled } from "../../signalr/problem.ts";
import { askHubUrl } from "../console/hubUrlPrompt.ts";
import { everyIntegration, integrationChoice, isIntegrationRef, pickIntegration } from "../pickIntegration.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import type { Services } from "../services.ts";
import { isTreeNode } from "../tree/nodes.ts";
import type { IntegrationNode, TreeNode } from "../tree/nodes.ts";
import { hubPatient, integrationPatient } from "./subjects.ts";
import type { Patient } from "./subjects.ts";

/** Whom to examine: the integration of the row it was run on or that `from` names, the hub at the URL that `from` is, else what the person picks. */
export async function askPatient(services: Services, from: unknown): Promise<Patient> {
  if (typeof from === "string") return hubAt(services, from);
  const node = isTreeNode(from) ? above(from) : undefined;
  if (node !== undefined) return integrationPatient(services, node);
  if (isIntegrationRef(from)) return integrationPatient(services, await pickIntegration(services, from));
  const chosen = answered(await pickOne<IntegrationNode | "url">({ title: vscode.l10n.t("Doctor"), placeholder: vscode.l10n.t("What does not connect?") }, choices(services)));
  return chosen === "url" ? hubAt(services, await askUrl()) : integrationPatient(services, chosen);
}

/** The integration that a row is part of. */
function above(node: TreeNode): IntegrationNode | undefined {
  if (node.kind === "integration") return node;
  return node.parent === undefined ? undefined : above(node.parent);
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
