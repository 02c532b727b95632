import * as vscode from "vscode";
import type { Instance, InstanceContents, Integration } from "../../apim/model.ts";
import { looksLikeOurs, recognise } from "../../apim/recognise.ts";
import { Problem } from "../../signalr/problem.ts";
import { withProgress } from "../progress.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** An integration as it is now, with all that was read for it: what the tree shows may be older. */
export interface ReadIntegration {
  readonly instance: Instance;
  readonly contents: InstanceContents;
  readonly integration: Integration;
}

/** @throws Problem `integrationNotFound` where it is no longer there */
export async function readIntegration(node: IntegrationNode): Promise<ReadIntegration> {
  const { instance, integration: { name } } = node;
  const { integration, ...read } = await withProgress(vscode.l10n.t("Reading what {0} holds", instance.name), (signal) => readNow(node, signal));
  if (integration === undefined) {
    throw new Problem({ code: "integrationNotFound", message: vscode.l10n.t("{0} is no longer on {1}.", name, instance.name), nextStep: vscode.l10n.t("Refresh the tree.") });
  }
  return { ...read, integration };
}

/** The same without a word to the person; the integration is undefined where it is no longer there. */
export async function readNow({ account, instance, services, integration: { name } }: IntegrationNode, signal: AbortSignal): Promise<Omit<ReadIntegration, "integration"> & { readonly integration: Integration | undefined }> {
  const controlPlane = await account.controlPlane();
  const [current, contents] = await Promise.all([controlPlane.instance(instance.id, signal), controlPlane.contents(instance, looksLikeOurs, signal)]);
  return { instance: current, contents, integration: recognise(current, contents, services).find((found) => found.name === name) };
}
