import type { TestContext } from "node:test";
import type { ArmResource, PublishOptions } from "../../../src/apim/model.ts";
import { looksLikeOurs, recognise } from "../../../src/apim/recognise.ts";
import { integrationSubject } from "../../../src/doctor/integrationSubject.ts";
import type { Subject } from "../../../src/doctor/subject.ts";
import type { Json, SandboxLine, SandboxModel } from "../../../src/sandbox/model.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { Published } from "../../support/published.ts";
import { publishedAgain } from "../../support/publishedAgain.ts";

/** A sandbox with a service published on it, as far as it is spoiled. */
export interface Scene extends Pick<Published, "controlPlane" | "connectionString"> {
  readonly sandbox: Sandbox;
  readonly model: SandboxModel;
}

export interface SceneOptions {
  readonly publish?: Partial<PublishOptions> | ((line: SandboxLine) => Partial<PublishOptions>);
  /** Spoils something, behind the control plane's back or through it. */
  readonly spoil?: (scene: Scene) => Promise<void> | void;
  readonly subject?: Partial<Subject> | ((scene: Scene) => Partial<Subject>);
}

/** What the doctor is given where a published integration is examined in the editor or on the command line. */
export async function sandboxSubject(t: TestContext, { publish = {}, spoil, subject = {} }: SceneOptions): Promise<Subject> {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const published = await publishedAgain(sandbox, typeof publish === "function" ? publish(sandbox.line) : publish);
  const scene = { ...published, sandbox, model: sandbox.model };
  await spoil?.(scene);
  const { controlPlane } = published;
  const { instances: [instance], services } = await controlPlane.discover([sandbox.line.subscriptionId]);
  if (instance === undefined) throw new Error("The sandbox has no instance.");
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, services);
  const found = await integrationSubject({ plane: controlPlane, instance, contents, services }, integration);
  return { ...found, hub: "chat", network: { headers: {} }, ...(typeof subject === "function" ? subject(scene) : subject) };
}

/** The one instance of the sandbox. */
export function instanceOf({ model }: Scene) {
  const [instance] = model.instances.values();
  if (instance === undefined) throw new Error("no instance");
  return instance;
}

/** The one service. */
export function serviceOf({ model }: Scene) {
  const [service] = model.services.values();
  if (service === undefined) throw new Error("no service");
  return service;
}

/** An API of the integration, by what its id ends with. */
export function apiOf(scene: Scene, ending: string) {
  const found = [...instanceOf(scene).apis.values()].find(({ id }) => id.endsWith(ending));
  if (found === undefined) throw new Error(`no API ${ending}`);
  return found;
}

export function operationOf(scene: Scene, api: string, id: string) {
  const found = apiOf(scene, api).operations.get(id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
}

async function put({ controlPlane }: Scene, resource: ArmResource): Promise<void> {
  const { instances: [instance] } = await controlPlane.discover((await controlPlane.subscriptions()).map(({ id }) => id));
  if (instance === undefined) throw new Error("no instance");
  await controlPlane.put(instance, resource);
}

export async function putOperation(scene: Scene, api: string, method: string, urlTemplate: string): Promise<void> {
  await put(scene, { path: `${api}/operations/added`, properties: { displayName: "added", method, urlTemplate } });
}

/** What the gateway logs, on the instance (`""`) or on one API. */
export function putDiagnostic(scene: Scene, api: string, settings: Record<string, Json>): void {
  const { diagnostics } = api === "" ? instanceOf(scene) : apiOf(scene, api);
  diagnostics.set("applicationinsights", { id: "applicationinsights", etag: '"1"', properties: { loggerId: "/loggers/appinsights", ...settings } });
}

/** Puts a policy document at a scope, `inbound` and `backend` being what stands in these sections. */
export async function putPolicy(scene: Scene, owner: string, { inbound = "<base />", backend = "<base />", outbound = "<base />" }: { readonly inbound?: string; readonly backend?: string; readonly outbound?: string }): Promise<void> {
  const value = `<policies><inbound>${inbound}</inbound><backend>${backend}</backend><outbound>${outbound}</outbound><on-error><base /></on-error></policies>`;
  await put(scene, { path: owner === "" ? "policies/policy" : `${owner}/policies/policy`, properties: { format: "rawxml", value } });
}

export function set(properties: Record<string, Json>, changes: Record<string, Json>): void {
  Object.assign(properties, changes);
}
