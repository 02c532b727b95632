import type { PublishOptions } from "../../src/apim/model.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { parseProfile } from "../../src/azure/profile.ts";
import { fromState, toState } from "../../src/sandbox/modelState.ts";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { moveOrigins } from "../../src/sandbox/ports.ts";
import type { Ports } from "../../src/sandbox/ports.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { publishSandbox } from "./published.ts";
import type { Published } from "./published.ts";

type Scene = Pick<Published, "connectionString"> & { readonly controlPlane: ControlPlane };

/** What the first publishing with some options came to. */
interface Made {
  readonly text: string;
  readonly ports: Ports;
  /** Whether the string names the gateway. */
  readonly through: string;
}

const made = new Map<string, Promise<Made>>();

/** A sandbox as after `publishSandbox`; with the same options as before in this process by copying what came of it, which is quicker. */
export async function publishedAgain(sandbox: Sandbox, options: Partial<PublishOptions>): Promise<Scene> {
  const key = JSON.stringify(options);
  const before = made.get(key);
  if (before !== undefined) return copied(sandbox, await before);
  const published = publishSandbox(sandbox.line, options);
  made.set(key, published.then(({ connectionString }) => ({ text: JSON.stringify(toState(sandbox.model)), ports: portsOf(sandbox.line), through: connectionString.slice(sandbox.line.connectionString.length) })));
  return published;
}

function copied({ line, model }: Sandbox, { text, ports, through }: Made): Scene {
  const now = portsOf(line);
  const [from] = fromState(JSON.parse(moveOrigins(text, ports, now))).instances.values();
  const [to] = model.instances.values();
  if (from === undefined || to === undefined) throw new Error("The sandbox has no instance.");
  for (const [id, each] of from.apis) to.apis.set(id, each);
  for (const [id, each] of from.products) to.products.set(id, each);
  for (const [id, each] of from.namedValues) to.namedValues.set(id, each);
  for (const [id, each] of from.backends) to.backends.set(id, each);
  const { cloud, credential } = parseProfile(JSON.stringify(line), "the sandbox's line");
  return { controlPlane: createControlPlane(cloud, credential), connectionString: line.connectionString + moveOrigins(through, ports, now) };
}

function portsOf({ armEndpoint, gatewayUrl, serviceEndpoint, appServerUrl }: SandboxLine): Ports {
  const [arm = 0, gateway = 0, service = 0, app = 0] = [armEndpoint, gatewayUrl, serviceEndpoint, appServerUrl].map((url) => Number(new URL(url).port));
  return { arm, gateway, service, app };
}
