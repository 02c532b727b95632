import type { ApiContents, ArmResource, Instance, Integration } from "../../apim/model.ts";
import { sameId } from "../../apim/paths.ts";
import type { Seen } from "../../azure/inventory.ts";
import { isOffline } from "../../azure/offline.ts";
import type { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";
import { clientRows, connectionsRows, hubRows } from "./connectionLevels.ts";
import { message, stateOf } from "./model.ts";
import type { AccountNode, ApiNode, InstanceNode, IntegrationNode, OperationNode, SubscriptionNode, TreeNode } from "./nodes.ts";

/** What is on an instance. */
export interface InstanceRead {
  readonly integrations: readonly Integration[];
  /** Current APIs that are none of these. */
  readonly others: readonly ArmResource[];
  /** Where Azure could not be asked: when this was read, in milliseconds since 1970, and why it is not newer. */
  readonly stale?: { readonly at: number; readonly problem: Problem };
}

/** The engine's part in reading a tree; loaded with the control plane, not before. */
export interface Recognition {
  read(node: InstanceNode, signal: AbortSignal): Promise<InstanceRead>;
}

/** Reads the children of a node: at most one request for each level, and one for each API whose operations are needed. */
export async function loadLevel(node: TreeNode, recognition: () => Promise<Recognition>, signal: AbortSignal): Promise<readonly TreeNode[]> {
  switch (node.kind) {
    case "account": {
      const seen = await node.account.inventory.rows(signal);
      const [only] = seen.subscriptions;
      if (only === undefined) return [message(node, "noSubscriptions")];
      if (node.account.kind === "sandbox" && seen.subscriptions.length === 1) return [...instances(node, node.account, only.id, seen), ...(await connectionsRows(node, signal))];
      return [...signInRow(node), ...subscriptions(node, seen)];
    }
    case "subscription":
      return instances(node, node.account, node.subscription.id, await node.account.inventory.rows(signal));
    case "instance":
      return integrations(node, await recognition(), signal);
    case "integration":
      return [
        ...node.integration.findings.map((finding): TreeNode => ({ kind: "finding", id: `${node.id}/finding:${finding.code}:${finding.resource}`, parent: node, finding })),
        ...node.integration.apis.map((contents) => apiNode(node, contents.api, contents)),
      ];
    case "otherApis":
      return node.apis.map((api) => apiNode(node, api));
    case "api": {
      const contents = node.contents ?? (await (await node.account.controlPlane()).api(node.instance, node.api.path.slice("apis/".length), signal));
      if (contents.operations.length === 0) return [message(node, "noOperations")];
      return contents.operations.map((operation): OperationNode => ({ kind: "operation", id: `${node.id}/${operation.path}`, parent: node, operation }));
    }
    case "connections":
      return hubRows(node, await node.live.read(signal));
    case "hub":
    case "server":
      return clientRows(node);
    case "finding":
    case "operation":
    case "client":
    case "group":
    case "moreClients":
    case "message":
      break;
  }
  return [];
}

/** What was read before stays while nobody is signed in any more; this row says so. */
function signInRow(node: AccountNode): readonly TreeNode[] {
  const { problem } = node.account.inventory;
  return problem !== undefined && stateOf(problem) === "signedOut" ? [message(node, "signedOut", problem)] : [];
}

/** Those that hold an instance come first. */
function subscriptions(parent: AccountNode, seen: Seen): readonly TreeNode[] {
  const counts = new Map<string, number>();
  for (const { subscriptionId } of seen.instances) counts.set(subscriptionId.toLowerCase(), (counts.get(subscriptionId.toLowerCase()) ?? 0) + 1);
  const rows = seen.subscriptions.map((subscription): SubscriptionNode => {
    const count = counts.get(subscription.id.toLowerCase());
    return { kind: "subscription", id: `${parent.id}/${subscription.id}`, parent, account: parent.account, subscription, ...((count !== undefined || seen.complete) && { instances: count ?? 0 }) };
  });
  return rows.toSorted((a, b) => Number((b.instances ?? 0) > 0) - Number((a.instances ?? 0) > 0) || a.subscription.name.localeCompare(b.subscription.name));
}

function instances(parent: TreeNode, account: Account, subscriptionId: string, { instances: all, services, problems, complete }: Seen): readonly TreeNode[] {
  const found = all.filter((instance) => sameId(instance.subscriptionId, subscriptionId));
  const rows = found.toSorted(by((instance) => instance.name)).map((instance): InstanceNode => ({ kind: "instance", id: `${parent.id}/${instance.id.toLowerCase()}`, parent, account, instance, services }));
  const problem = problems.find(({ details: { resource } }) => sameId(resource ?? "", `/subscriptions/${subscriptionId}`));
  if (problem !== undefined) return [...rows, message(parent, stateOf(problem), problem)];
  if (rows.length > 0) return rows;
  if (complete) return [message(parent, "noInstances")];
  const failure = account.inventory.problem;
  return [failure === undefined ? message(parent, "loading") : message(parent, stateOf(failure), failure)];
}

async function integrations(node: InstanceNode, recognition: Recognition, signal: AbortSignal): Promise<readonly TreeNode[]> {
  const { integrations: found, others, stale } = await recognition.read(node, signal);
  const { account, instance, services } = node;
  return [
    ...(found.length === 0 ? [message(node, "nothingPublished")] : []),
    ...found.toSorted(by((integration) => integration.name)).map((integration): IntegrationNode => ({ kind: "integration", id: `${node.id}/integration:${integration.name}`, parent: node, account, instance, services, integration })),
    ...(others.length === 0 ? [] : [{ kind: "otherApis" as const, id: `${node.id}/others`, parent: node, account, instance, apis: others }]),
    ...(stale === undefined ? [] : [{ ...message(node, isOffline(stale.problem) ? "offline" : "failed", stale.problem), at: stale.at }]),
  ];
}

function apiNode(parent: Extract<TreeNode, { instance: Instance }>, api: ApiContents["api"], contents?: ApiContents): ApiNode {
  return { kind: "api", id: `${parent.id}/${api.path}`, parent, account: parent.account, instance: parent.instance, api, ...(contents === undefined ? {} : { contents }) };
}

function by<T>(name: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => name(a).localeCompare(name(b));
}
