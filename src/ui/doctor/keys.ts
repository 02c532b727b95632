import type { IntegrationNode } from "../tree/nodes.ts";

/** Under which the runs on an integration are kept. */
export function integrationKey({ instance, integration }: IntegrationNode): string {
  return `${instance.id.toLowerCase()} ${integration.name}`;
}
