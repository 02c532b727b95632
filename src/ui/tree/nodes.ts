import type { ApiContents, ArmResource, Finding, Instance, Integration, SignalRService } from "../../apim/model.ts";
import type { Subscription } from "../../azure/controlPlane.ts";
import type { ClientView, HubView, ServerView, Serving } from "../../sandbox/controlClient.ts";
import type { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";
import type { LiveConnections } from "../sandbox/liveConnections.ts";

interface Base {
  /** The parent's id, a slash, and what tells the node from its siblings: stable over reloads. */
  readonly id: string;
  readonly parent?: TreeNode;
}
export interface AccountNode extends Base {
  readonly kind: "account";
  readonly account: Account;
}
export interface SubscriptionNode extends Base {
  readonly kind: "subscription";
  readonly account: Account;
  readonly subscription: Subscription;
  /** How many instances it holds; absent while that is not known. */
  readonly instances?: number;
}
export interface InstanceNode extends Base {
  readonly kind: "instance";
  readonly account: Account;
  readonly instance: Instance;
  /** The SignalR Services that the account sees. */
  readonly services: readonly SignalRService[];
}
export interface IntegrationNode extends Base {
  readonly kind: "integration";
  readonly account: Account;
  readonly instance: Instance;
  readonly services: readonly SignalRService[];
  readonly integration: Integration;
}
export interface FindingNode extends Base {
  readonly kind: "finding";
  readonly finding: Finding;
}
export interface OtherApisNode extends Base {
  readonly kind: "otherApis";
  readonly account: Account;
  readonly instance: Instance;
  readonly apis: readonly ArmResource[];
}
export interface ApiNode extends Base {
  readonly kind: "api";
  readonly account: Account;
  readonly instance: Instance;
  readonly api: ArmResource;
  /** Present where the operations came with the API. */
  readonly contents?: ApiContents;
}
export interface OperationNode extends Base {
  readonly kind: "operation";
  readonly operation: ArmResource;
}
/** What is connected to the sandbox's SignalR Service. Its row is drawn from what was seen last. */
export interface ConnectionsNode extends Base {
  readonly kind: "connections";
  readonly live: LiveConnections;
}
export interface HubNode extends Base {
  readonly kind: "hub";
  readonly hub: HubView;
  readonly serving: Serving;
}
/** Who serves some of a hub's clients: an app server, or, without one, the sandbox or the service itself. */
export interface ServerNode extends Base {
  readonly kind: "server";
  readonly hub: HubView;
  readonly server: ServerView | undefined;
  readonly clients: readonly ClientView[];
}
export interface ClientNode extends Base {
  readonly kind: "client";
  readonly client: ClientView;
}
export interface GroupNode extends Base {
  readonly kind: "group";
  readonly group: HubView["groups"][number];
}
/** Stands for the clients that are too many for a row each. */
export interface MoreClientsNode extends Base {
  readonly kind: "moreClients";
  readonly count: number;
}
export type ConnectionRow = ConnectionsNode | HubNode | ServerNode | ClientNode | GroupNode | MoreClientsNode;
/** A row that stands where children would: why there are none, and the way on. */
export interface MessageNode extends Base {
  readonly kind: "message";
  readonly state: "loading" | "failed" | "offline" | "stopped" | "gone" | "forbidden" | "signedOut" | "noSubscriptions" | "noInstances" | "nothingPublished" | "noOperations" | "noConnections" | "noClients" | "more";
  readonly problem?: Problem;
  /** When the rows beside it were read, in milliseconds since 1970, where they could not be read again. */
  readonly at?: number;
  /** For `more`: how many rows there are, and how many of them are shown. */
  readonly of?: { readonly shown: number; readonly all: number };
}

export type TreeNode = AccountNode | SubscriptionNode | InstanceNode | IntegrationNode | FindingNode | OtherApisNode | ApiNode | OperationNode | ConnectionRow | MessageNode;

const kinds: ReadonlySet<unknown> = new Set<TreeNode["kind"]>(["account", "subscription", "instance", "integration", "finding", "otherApis", "api", "operation", "connections", "hub", "server", "client", "group", "moreClients", "message"]);

/** Narrows what VS Code hands to a command: a node when a row was clicked, anything or nothing when run otherwise. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && "kind" in value && kinds.has(value.kind) && "id" in value;
}

/** The integration that a row is part of. */
export function integrationAbove(node: TreeNode): IntegrationNode | undefined {
  if (node.kind === "integration") return node;
  return node.parent === undefined ? undefined : integrationAbove(node.parent);
}

/** The integration a command was run on, if it was run on one. */
export function integrationNode(value: unknown): IntegrationNode | undefined {
  return isTreeNode(value) && value.kind === "integration" ? value : undefined;
}
