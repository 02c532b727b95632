import type { TestContext } from "node:test";
import type { Arm, ArmOptions } from "../../src/sandbox/arm/arm.ts";
import { startArm } from "../../src/sandbox/arm/arm.ts";
import { createModel, newArmToken } from "../../src/sandbox/arm/seed.ts";
import type { SandboxModel } from "../../src/sandbox/model.ts";
import type { Instance, SignalRService } from "../../src/apim/model.ts";
import type { Cloud, ControlPlane } from "../../src/azure/controlPlane.ts";
import type { ControlPlaneOptions } from "../../src/azure/createControlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";

export interface TestAzure {
  readonly arm: Arm;
  readonly model: SandboxModel;
  readonly token: string;
  readonly cloud: Cloud;
  readonly controlPlane: ControlPlane;
  readonly instance: Instance;
  readonly service: SignalRService;
  /** Method and path of every request so far, in order. */
  readonly requests: string[];
}

/** The real SDKs over the sandbox's control plane, stopped after the test. */
export async function testAzure(t: TestContext, arm: Partial<ArmOptions> = {}, options: ControlPlaneOptions = {}): Promise<TestAzure> {
  const model = createModel({ gateway: 4001, service: 4002 });
  const token = newArmToken();
  const requests: string[] = [];
  const event: ArmOptions["event"] = ({ method, path }) => typeof method === "string" && typeof path === "string" && requests.push(`${method} ${path}`);
  const started = await startArm({ model, token, port: 0, event, changed: () => undefined, ...arm });
  t.after(() => started.stop());
  const cloud: Cloud = { name: "Sandbox", resourceManager: started.url, scope: `${started.url}/.default`, scheme: "http" };
  const controlPlane = createControlPlane(cloud, tokenCredential(() => Promise.resolve(token)), { retryDelayMs: 1, pollIntervalMs: 1, ...options });
  const { instances, services } = await controlPlane.discover([model.subscriptionId]);
  const [instance] = instances;
  const [service] = services;
  if (instance === undefined || service === undefined) {
    throw new Error("The sandbox holds no instance and service.");
  }
  requests.length = 0;
  return { arm: started, model, token, cloud, controlPlane, instance, service, requests };
}
