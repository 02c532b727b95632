import type { ApiContents, Instance, InstanceContents, Integration, SignalRService } from "../../apim/model.ts";
import type { Account } from "../account/account.ts";
import { clientRows, connectionsRows, hubRows } from "./connectionLevels.ts";
import { message } from "./model.ts";
import type { ApiNode, InstanceNode, IntegrationNode, OperationNode, TreeNode } from "./nodes.ts";

/** The engine's part in reading a tree; loaded with the control plane, not before. */
export interface Recognition {
  readonly looksLikeOurs: (api: ApiContents["api"]) => boolean;
  readonly recognise: (instance: Instance, contents: InstanceContents, services: readonly SignalRService[]) => readonly Integration[];
}

/** Reads the children of a node: at most one request for each level, and one for each API whose operations are needed. */
export async function loadLevel(node: TreeNode, recognition: () => Promise<Recognition>, signal: AbortSignal): Promise<readonly TreeNode[]> {
  switch (node.kind) {
    case "account": {
      const controlPlane = await node.account.controlPlane();
      const subscriptions = await controlPlane.subscriptions(signal);
      const [only] = subscriptions;
      if (only === undefined) return [message(node, "noSubscriptions")];
      if (node.account.kind === "sandbox" && subscriptions.length === 1) return [...(await instances(node, node.account, only.id, signal)), ...(await connectionsRows(node, signal))];
      return subscriptions
        .toSorted(by((subscription) => subscription.name))
        .map((subscription) => ({ kind: "subscription", id: `${node.id}/${subscription.id}`, parent: node, account: node.account, subscription }));
    }
    case "subscription":
      return instances(node, node.account, node.subscription.id, signal);
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

async function instances(parent: TreeNode, account: Account, subscriptionId: string, signal: AbortSignal): Promise<readonly TreeNode[]> {
  const controlPlane = await account.controlPlane();
  const { instances: found, services } = await controlPlane.discover([subscriptionId], signal);
  if (found.length === 0) return [message(parent, "noInstances")];
  return found.toSorted(by((instance) => instance.name)).map((instance): InstanceNode => ({ kind: "instance", id: `${parent.id}/${instance.id.toLowerCase()}`, parent, account, instance, services }));
}

async function integrations(node: InstanceNode, { looksLikeOurs, recognise }: Recognition, signal: AbortSignal): Promise<readonly TreeNode[]> {
  const controlPlane = await node.account.controlPlane();
  const contents = await controlPlane.contents(node.instance, looksLikeOurs, signal);
  const found = recognise(node.instance, contents, node.services);
  const ours = new Set(found.flatMap((integration) => integration.apis.map(({ api }) => api.path)));
  const others = contents.apis.map(({ api }) => api).filter((api) => !ours.has(api.path) && api.properties["isCurrent"] !== false);
  const { account, instance, services } = node;
  return [
    ...(found.length === 0 ? [message(node, "nothingPublished")] : []),
    ...found.toSorted(by((integration) => integration.name)).map((integration): IntegrationNode => ({ kind: "integration", id: `${node.id}/integration:${integration.name}`, parent: node, account, instance, services, integration })),
    ...(others.length === 0 ? [] : [{ kind: "otherApis" as const, id: `${node.id}/others`, parent: node, account, instance, apis: others }]),
  ];
}

function apiNode(parent: Extract<TreeNode, { instance: Instance }>, api: ApiContents["api"], contents?: ApiContents): ApiNode {
  return { kind: "api", id: `${parent.id}/${api.path}`, parent, account: parent.account, instance: parent.instance, api, ...(contents === undefined ? {} : { contents }) };
}

function by<T>(name: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => name(a).localeCompare(name(b));
}
