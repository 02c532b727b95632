import * as vscode from "vscode";
import type { SignalRService } from "../../apim/model.ts";
import type { KeyName, ServiceKeys } from "../../azure/controlPlane.ts";
import { rotateKeys } from "../../azure/rotate.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { deliver, destinations, settle } from "../connectionString/hand.ts";
import type { Settled } from "../connectionString/hand.ts";
import { keep } from "../connectionString/kept.ts";
import { withProgress } from "../progress.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { connectionStringOf } from "./keyedString.ts";

/** Replaces both keys, with the app's string in between. Throws `Cancelled` when the person stops: what the app has then is valid. */
export async function rotate(services: Services, node: IntegrationNode, service: SignalRService): Promise<void> {
  const begin = vscode.l10n.t("Replace the Secondary Key");
  const agreed = await vscode.window.showWarningMessage(
    vscode.l10n.t("Replace both access keys of {0}?", service.name),
    { modal: true, detail: vscode.l10n.t("First the secondary key, which stops what uses it now. Then you give the app the connection string with the new one. Only after that is the primary key replaced, and you are asked before.") },
    begin,
  );
  if (agreed !== begin) throw new Cancelled();
  const controlPlane = await node.account.controlPlane();
  let destination: Settled | undefined;
  const keys = await rotateKeys({
    service,
    controlPlane: {
      regenerateKey: (of, key) =>
        withProgress(key === "primary" ? vscode.l10n.t("Replacing the primary key of {0}", service.name) : vscode.l10n.t("Replacing the secondary key of {0}", service.name), (signal) => controlPlane.regenerateKey(of, key, signal)),
    },
    give: async (made, key) => {
      destination ??= await settle(node, answered(await pickOne({ title: vscode.l10n.t("Give the app the new connection string"), placeholder: vscode.l10n.t("Where to?") }, destinations(node, "key"))));
      await give(services, node, destination, made, key);
      if (key === "secondary") await confirmRunning(service);
    },
  });
  await keep(services.context.secrets, node, "key", connectionStringOf(node, keys, "primary"));
  void vscode.window.showInformationMessage(vscode.l10n.t("Both keys of {0} are new. The connection string with the primary one went the same way; the app runs with either.", service.name));
}

async function give(services: Services, node: IntegrationNode, destination: Settled, keys: ServiceKeys, key: KeyName): Promise<void> {
  await deliver(services, node, destination, connectionStringOf(node, keys, key));
}

async function confirmRunning(service: SignalRService): Promise<void> {
  const replace = vscode.l10n.t("Replace the Primary Key");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Does the app run with the new connection string?"),
    { modal: true, detail: vscode.l10n.t("Whatever still uses the old primary key of {0} is cut off when it is replaced. If you stop here, the secondary key is new and the primary is as it was.", service.name) },
    replace,
  );
  if (answer !== replace) throw new Cancelled();
}
