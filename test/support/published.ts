import { apply } from "../../src/apim/apply.ts";
import { connectionStringFor } from "../../src/apim/clientEndpoint.ts";
import type { ApplyResult, Integration, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { parseProfile } from "../../src/azure/profile.ts";
import type { SandboxLine } from "../../src/sandbox/model.ts";

export interface Published {
  readonly result: ApplyResult;
  readonly integration: Integration;
  readonly controlPlane: ControlPlane;
  /** With the service's key, and `ClientEndpoint` where the layout has one. */
  readonly connectionString: string;
}

/** Publishes a sandbox's service through its instance, over the real SDKs, as the command line and the editor do. */
export async function publishSandbox(line: SandboxLine, options: Partial<PublishOptions> = {}, secrets?: ReadonlyMap<string, string>): Promise<Published> {
  const { cloud, credential, subscriptionId } = parseProfile(JSON.stringify(line), "the sandbox's line");
  const controlPlane = createControlPlane(cloud, credential);
  const { instances: [instance], services: [service] } = await controlPlane.discover([subscriptionId]);
  if (instance === undefined || service === undefined) throw new Error("The sandbox has no instance or no service.");
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const result = await apply(plan({ instance, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false, ...options }, contents }), controlPlane, secrets === undefined ? {} : { secrets });
  const [integration] = recognise(instance, await controlPlane.contents(instance, looksLikeOurs), [service]);
  if (integration === undefined) throw new Error("What was published is not recognised.");
  const { primaryConnectionString } = await controlPlane.keys(service);
  return { result, integration, controlPlane, connectionString: integration.clientEndpoint === null ? primaryConnectionString : connectionStringFor({ auth: "key", connectionString: primaryConnectionString }, integration) };
}
