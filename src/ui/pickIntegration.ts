import * as vscode from "vscode";
import { sameId } from "../apim/paths.ts";
import { Cancelled } from "../signalr/problem.ts";
import { commands } from "./commands.ts";
import { answered, pickOne } from "./prompts.ts";
import type { Choice } from "./prompts.ts";
import { withProgress } from "./progress.ts";
import type { Services } from "./services.ts";
import { integrationsOf } from "./tree/find.ts";
import { askInstance } from "./tree/findInstance.ts";
import { integrationNode, isTreeNode } from "./tree/nodes.ts";
import type { InstanceNode, IntegrationNode, TreeNode } from "./tree/nodes.ts";

/** So many instances are all read to offer what is published on them. */
const fewInstances = 20;

/** Names an integration where no row is at hand: from a notification's button, a key binding or a kept console. */
export interface IntegrationRef {
  readonly instance: string;
  readonly integration: string;
}

/** The integration a command is about: the row it was run on, the one named, the only one there is, or the one picked. */
export async function pickIntegration(services: Services, from: unknown, accept: (node: IntegrationNode) => boolean = () => true): Promise<IntegrationNode> {
  const node = integrationNode(from);
  if (node !== undefined) return node;
  const ref = isIntegrationRef(from) ? from : undefined;
  const instances = await withProgress(vscode.l10n.t("Looking for instances"), () => everyInstance(services, ref));
  // Each instance takes requests of its own, so of many one is asked for first.
  const within = instances.length > fewInstances ? [await askInstance(services)] : instances;
  const all = (await withProgress(vscode.l10n.t("Looking for integrations"), () => integrationsOn(services, within))).filter(accept);
  const named = ref === undefined ? all : all.filter((found) => matches(found, ref));
  const [only, second] = named;
  if (only === undefined) return nothingFound();
  if (second === undefined) return only;
  return answered(
    await pickOne(
      { title: vscode.l10n.t("Integration"), placeholder: vscode.l10n.t("Which integration?") },
      named.map(integrationChoice),
    ),
  );
}

export function integrationChoice(value: IntegrationNode): Choice<IntegrationNode> {
  return { label: value.integration.name, description: `${value.instance.name} · ${value.account.label}`, value };
}

/** The named integration, if the tree has it. */
export async function findIntegration(services: Services, ref: IntegrationRef): Promise<IntegrationNode | undefined> {
  return (await integrationsOn(services, await everyInstance(services, ref))).find((node) => matches(node, ref));
}

/** Reads the tree as far down as integrations. A branch that cannot be read has its own row and is left out here. */
export async function everyIntegration(services: Services): Promise<readonly IntegrationNode[]> {
  return integrationsOn(services, await everyInstance(services));
}

/** All instances, or the one named. */
async function everyInstance({ tree }: Services, ref?: IntegrationRef): Promise<readonly InstanceNode[]> {
  const below = async (node?: TreeNode): Promise<readonly InstanceNode[]> => {
    if (node?.kind === "instance") return ref === undefined || sameId(node.instance.id, ref.instance) ? [node] : [];
    if (node !== undefined && node.kind !== "account" && node.kind !== "subscription") return [];
    return (await Promise.all((await tree.model.settled(node)).map(below))).flat();
  };
  return below();
}

async function integrationsOn({ tree }: Services, instances: readonly InstanceNode[]): Promise<readonly IntegrationNode[]> {
  return (await Promise.all(instances.map((instance) => integrationsOf(tree.model, instance)))).flat();
}

async function nothingFound(): Promise<never> {
  const publish = vscode.l10n.t("Publish…");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("No integration was found. Publish a SignalR Service first."), publish);
  if (chosen === publish) await vscode.commands.executeCommand(commands.publish);
  throw new Cancelled();
}

function matches({ instance, integration }: IntegrationNode, ref: IntegrationRef): boolean {
  return sameId(instance.id, ref.instance) && integration.name === ref.integration;
}

/** Whether a command was given the name of an integration. */
export function isIntegrationRef(value: unknown): value is IntegrationRef {
  return typeof value === "object" && value !== null && !isTreeNode(value) && "instance" in value && typeof value.instance === "string" && "integration" in value && typeof value.integration === "string";
}

/** The integration that the key of a console's target names, if it names one. */
export function refInKey(key: string): IntegrationRef | undefined {
  try {
    const value: unknown = JSON.parse(key);
    return isIntegrationRef(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
