import * as vscode from "vscode";
import { Cancelled } from "../signalr/problem.ts";
import { commands } from "./commands.ts";
import { answered, pickOne } from "./prompts.ts";
import { withProgress } from "./progress.ts";
import type { Services } from "./services.ts";
import { integrationNode, isTreeNode } from "./tree/nodes.ts";
import type { IntegrationNode, TreeNode } from "./tree/nodes.ts";

/** Names an integration where no row is at hand: from a notification's button, a key binding or a kept console. */
export interface IntegrationRef {
  readonly instance: string;
  readonly integration: string;
}

/** The integration a command is about: the row it was run on, the one named, the only one there is, or the one picked. */
export async function pickIntegration(services: Services, from: unknown, accept: (node: IntegrationNode) => boolean = () => true): Promise<IntegrationNode> {
  const node = integrationNode(from);
  if (node !== undefined) return node;
  const all = (await withProgress(vscode.l10n.t("Looking for integrations"), () => everyIntegration(services))).filter(accept);
  const ref = isIntegrationRef(from) ? from : undefined;
  const named = ref === undefined ? all : all.filter((found) => matches(found, ref));
  const [only, second] = named;
  if (only === undefined) return nothingFound();
  if (second === undefined) return only;
  return answered(
    await pickOne(
      { title: vscode.l10n.t("Integration"), placeholder: vscode.l10n.t("Which integration?") },
      named.map((value) => ({ label: value.integration.name, description: `${value.instance.name} · ${value.account.label}`, value })),
    ),
  );
}

/** The named integration, if the tree has it. */
export async function findIntegration(services: Services, ref: IntegrationRef): Promise<IntegrationNode | undefined> {
  return (await everyIntegration(services)).find((node) => matches(node, ref));
}

/** Reads the tree as far down as integrations. A branch that cannot be read has its own row and is left out here. */
export async function everyIntegration({ tree }: Services): Promise<readonly IntegrationNode[]> {
  const below = async (node?: TreeNode): Promise<readonly IntegrationNode[]> => {
    if (node?.kind === "integration") return [node];
    if (node !== undefined && node.kind !== "account" && node.kind !== "subscription" && node.kind !== "instance") return [];
    return (await Promise.all((await tree.model.settled(node)).map(below))).flat();
  };
  return below();
}

async function nothingFound(): Promise<never> {
  const publish = vscode.l10n.t("Publish…");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("No integration was found. Publish a SignalR Service first."), publish);
  if (chosen === publish) await vscode.commands.executeCommand(commands.publish);
  throw new Cancelled();
}

function matches({ instance, integration }: IntegrationNode, ref: IntegrationRef): boolean {
  return instance.id.toLowerCase() === ref.instance.toLowerCase() && integration.name === ref.integration;
}

/** Whether a command was given the name of an integration. */
export function isIntegrationRef(value: unknown): value is IntegrationRef {
  return typeof value === "object" && value !== null && !isTreeNode(value) && "instance" in value && typeof value.instance === "string" && "integration" in value && typeof value.integration === "string";
}
