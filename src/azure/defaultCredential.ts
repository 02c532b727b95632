import type { Cloud } from "./controlPlane.ts";
import type { Credential } from "./credential.ts";

/** The credentials of `@azure/identity` in its own order: environment, workload, managed identity, developer tools. */
export async function defaultCredential(cloud: Cloud): Promise<Credential> {
  const { DefaultAzureCredential } = await import("./sdks.ts");
  return new DefaultAzureCredential(cloud.authority === undefined ? {} : { authorityHost: cloud.authority });
}
