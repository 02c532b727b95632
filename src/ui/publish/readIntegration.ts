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
export async function readIntegration({ account, instance, services, integration }: IntegrationNode): Promise<ReadIntegration> {
  return withProgress(vscode.l10n.t("Reading what {0} holds", instance.name), async (signal) => {
    const controlPlane = await account.controlPlane();
    const [current, contents] = await Promise.all([controlPlane.instance(instance.id, signal), controlPlane.contents(instance, looksLikeOurs, signal)]);
    const found = recognise(current, contents, services).find(({ name }) => name === integration.name);
    if (found === undefined) {
      throw new Problem({ code: "integrationNotFound", message: vscode.l10n.t("{0} is no longer on {1}.", integration.name, instance.name), nextStep: vscode.l10n.t("Refresh the tree.") });
    }
    return { instance: current, contents, integration: found };
  });
}
