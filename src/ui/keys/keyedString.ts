import { connectionStringFor } from "../../apim/clientEndpoint.ts";
import type { KeyName, ServiceKeys } from "../../azure/controlPlane.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** With `ClientEndpoint` where the layout has one. Secret. */
export function connectionStringOf({ integration }: IntegrationNode, keys: ServiceKeys, key: KeyName): string {
  return connectionStringFor({ auth: "key", connectionString: key === "primary" ? keys.primaryConnectionString : keys.secondaryConnectionString }, integration);
}
