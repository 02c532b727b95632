import * as vscode from "vscode";
import { connectionStringFor } from "../../apim/clientEndpoint.ts";
import { Problem, isCancelled } from "../../signalr/problem.ts";
import { clientEndpointWarnings } from "../../signalr/clientUrl.ts";
import { parseConnectionString } from "../../signalr/connectionString.ts";
import { withProgress } from "../progress.ts";
import { problemText } from "../problemText.ts";
import { serviceOf } from "../publish/targets.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { keep, recall } from "./kept.ts";
import type { Auth } from "./kept.ts";

/**
 * The connection string of an integration, from the service's keys as they are now, and kept in VS Code's secret
 * storage. Where the keys cannot be read, the one kept last is given, after saying so. Secret.
 */
export async function makeConnectionString(services: Services, node: IntegrationNode, auth: Auth): Promise<string> {
  const { secrets } = services.context;
  const made = auth === "entra" ? connectionStringFor({ auth }, node.integration) : await fromKeys(services, node);
  await keep(secrets, node, auth, made);
  for (const warning of clientEndpointWarnings(parseConnectionString(made))) services.log.warn(warning.message);
  return made;
}

async function fromKeys(services: Services, node: IntegrationNode): Promise<string> {
  try {
    return await withProgress(vscode.l10n.t("Reading the keys of {0}", node.integration.signalR), async (signal) => {
      const service = await serviceOf(node);
      const keys = await (await node.account.controlPlane()).keys(service, signal);
      return connectionStringFor({ auth: "key", connectionString: keys.primaryConnectionString }, node.integration);
    });
  } catch (error) {
    const switchedOff = error instanceof Problem && error.code === "localAuthDisabled";
    const kept = isCancelled(error) || switchedOff ? undefined : await recall(services.context.secrets, node, "key");
    if (kept === undefined) throw error;
    const text = problemText(error);
    services.log.warn(text.log);
    void vscode.window.showWarningMessage(vscode.l10n.t("The keys could not be read, so this is the connection string kept last; its key may have been replaced. {0}", text.message));
    return kept;
  }
}
