import type { Instance } from "../../apim/model.ts";
import type { Account } from "../account/account.ts";
import type { TreeModel } from "./model.ts";
import type { AccountNode, InstanceNode, IntegrationNode, TreeNode } from "./nodes.ts";

/** The row of an instance, read where it was not yet; undefined when the account no longer shows it. */
export async function findInstance(model: TreeModel, account: Account, instance: Pick<Instance, "id" | "subscriptionId">): Promise<InstanceNode | undefined> {
  const id = instance.id.toLowerCase();
  const search = async (nodes: readonly TreeNode[]): Promise<InstanceNode | undefined> => {
    for (const node of nodes) {
      if (node.kind === "instance" && node.instance.id.toLowerCase() === id) return node;
      const onTheWay = (node.kind === "account" && node.account.id === account.id) || (node.kind === "subscription" && node.subscription.id === instance.subscriptionId);
      const found = onTheWay ? await search(await model.settled(node)) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(await model.settled());
}

/** The row of the account that a row is below of, or is. */
export function accountRowOf(row: TreeNode | undefined): AccountNode | undefined {
  return row === undefined || row.kind === "account" ? row : accountRowOf(row.parent);
}

/** The rows of everything published on an instance. */
export async function integrationsOf(model: TreeModel, instance: InstanceNode): Promise<readonly IntegrationNode[]> {
  return (await model.settled(instance)).filter((node) => node.kind === "integration");
}
