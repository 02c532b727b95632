import * as vscode from "vscode";
import type { Instance } from "../../apim/model.ts";
import type { Account } from "../account/account.ts";
import { eachOf } from "../account/eachOf.ts";
import { withProgress } from "../progress.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import type { Services } from "../services.ts";
import { findInstance } from "./find.ts";
import type { InstanceNode } from "./nodes.ts";

/** Asks for one of all instances, by any part of its name, subscription, group or place, and puts it in view. Throws `Cancelled`. */
export async function showInstance(services: Services): Promise<void> {
  const node = await askInstance(services);
  await services.tree.model.uncover(node);
  await services.view.reveal(node, { select: true, focus: true, expand: true });
}

/** @throws Cancelled when the person leaves; Problem where an account cannot be read */
export async function askInstance({ accounts, tree }: Services): Promise<InstanceNode> {
  const known = await accounts.list();
  for (;;) {
    const chosen = answered(await pickOne({ title: vscode.l10n.t("Find Instance"), placeholder: vscode.l10n.t("Name, subscription, resource group or region") }, choices(known)));
    const node = await withProgress(vscode.l10n.t("Looking for {0}", chosen.instance.name), () => findInstance(tree.model, chosen.account, chosen.instance));
    if (node !== undefined) return node;
    void vscode.window.showWarningMessage(vscode.l10n.t("{0} is gone: it was moved or deleted meanwhile.", chosen.instance.name));
    tree.model.refresh();
  }
}

async function choices(accounts: readonly Account[]): Promise<readonly Choice<{ readonly account: Account; readonly instance: Instance }>[]> {
  const all = await eachOf(accounts, async (account) => {
    const { subscriptions, instances } = await account.inventory.rows();
    const names = new Map(subscriptions.map(({ id, name }) => [id.toLowerCase(), name]));
    return instances.map((instance) => ({
      label: instance.name,
      description: `${instance.sku} · ${instance.location}`,
      detail: [account.label, names.get(instance.subscriptionId.toLowerCase()) ?? instance.subscriptionId, instance.resourceGroup].join(" · "),
      value: { account, instance },
    }));
  });
  return all.toSorted((a, b) => a.label.localeCompare(b.label));
}
