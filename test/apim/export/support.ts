import type { Deployment } from "../../../src/apim/export/deployment.ts";
import { deploymentOf } from "../../../src/apim/export/deployment.ts";
import type { ExportFile } from "../../../src/apim/export/exportFiles.ts";
import { exportFiles } from "../../../src/apim/export/exportFiles.ts";
import type { ExportFormat } from "../../../src/apim/export/formats.ts";
import type { Instance, InstanceContents, PublishOptions, SignalRService } from "../../../src/apim/model.ts";
import { plan } from "../../../src/apim/plan.ts";
import { deployArm } from "./judges/armTemplate.ts";
import { deployBicep } from "./judges/bicep.ts";
import type { Deployed, World } from "./judges/deployed.ts";
import { applyTerraform } from "./judges/terraform.ts";

export const plain: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false };
const appNegotiate = { url: "https://app.contoso.com/chat/negotiate" } as const;

/** What is published in these tests: each layout with each thing that changes its resources. */
export const cases: Readonly<Record<string, PublishOptions>> = {
  "webSocket": plain,
  "webSocket below a prefix, with a key, CORS and listed hubs": { ...plain, prefix: "team-a/chat", requireSubscriptionKey: true, cors: ["https://app.contoso.com"], hubs: ["chat", "news"] },
  "http with a rate limit, a token check and a product": { ...plain, layout: "http", rateLimit: { calls: 100, periodSeconds: 60, by: "connection" }, jwt: { openIdConfig: "https://login.contoso.com/.well-known/openid-configuration", issuers: ["https://login.contoso.com/"], audiences: ["chat"], header: "X-App-Token" }, product: "realtime" },
  "http": { ...plain, layout: "http" },
  "http below a prefix, with CORS": { ...plain, layout: "http", prefix: "team-a", cors: ["https://app.contoso.com", "https://b.contoso.com"] },
  "gatewayNegotiate": { ...plain, layout: "gatewayNegotiate", appNegotiate },
  "gatewayNegotiate with a function key and listed hubs": { ...plain, layout: "gatewayNegotiate", prefix: "live", hubs: ["chat"], appNegotiate: { ...appNegotiate, auth: "functionKey", newKey: true } },
};

export function deploymentFor(instance: Instance, service: SignalRService, options: PublishOptions, contents: InstanceContents = { apis: [] }): Deployment {
  return deploymentOf({ plan: plan({ instance, service, options, contents }), service, contents, options });
}

/** The names and answers of the world an export of the tests is deployed to. */
export function worldOf({ plan: { instance }, service, host, requireSubscriptionKey }: Deployment): World {
  const { hostname, port } = new URL(service.endpoint);
  const secret = "a-function-key-of-the-tests";
  return {
    parameters: { apimName: instance.name, signalRName: service.name, subscriptionRequired: requireSubscriptionKey, appKey: secret, apim_name: instance.name, resource_group_name: "rg", signalr_hostname: host, app_key: secret },
    gatewayUrl: instance.gatewayUrl,
    signalR: { hostName: hostname, publicPort: port === "" ? 443 : Number(port) },
  };
}

export function textAt(files: readonly ExportFile[], path: string): string {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${path} is not among ${files.map((file) => file.path).join(", ")}`);
  return found.text;
}

/** What each tool would write, by the judges of these tests. */
export async function deployed(format: ExportFormat, deployment: Deployment, world = worldOf(deployment)): Promise<Deployed> {
  const files = exportFiles(format, deployment);
  if (format === "bicep") return deployBicep(textAt(files, "main.bicep"), world);
  if (format === "arm") return deployArm(textAt(files, "azuredeploy.json"), world);
  return applyTerraform(new Map(files.map(({ path, text }) => [path, text])), world);
}
