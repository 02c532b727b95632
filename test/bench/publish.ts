import { apply } from "../../src/apim/apply.ts";
import { layoutNames } from "../../src/apim/model.ts";
import type { ArmResource, LayoutName, Plan, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { concernedBy } from "../../src/apim/recognise.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { parseProfile } from "../../src/azure/profile.ts";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { RoundTrips } from "../support/roundTrips.ts";
import { say, timed } from "./measure.ts";

const latencyMs = 50;
const apiVersion = "api-version=2022-08-01";
const situations = ["first", "nothing to do", "repair"] as const;
type Situation = (typeof situations)[number];

/** What something took: round trips that follow each other, requests, milliseconds over a network that answers 50 ms late. */
interface Cost {
  readonly rounds: number;
  readonly requests: number;
  readonly ms: number;
}
type Costs = Readonly<Record<Situation, Cost>>;

/** Publishing each layout for the first time, again, and after somebody changed it, against a script that does the same one request after the other. */
export async function benchPublish(): Promise<void> {
  for (const layout of layoutNames) {
    const rounds = new RoundTrips();
    // Counting holds requests together, so it is done apart from timing.
    const counted = await onFreshSandbox((line) => ours(line, layout, rounds));
    const late = await onFreshSandbox((line) => ours(line, layout));
    const script = await onFreshSandbox((line) => scripted(line, layout, late.plans));
    for (const situation of situations) {
      const what = `publish ${layout}, ${situation}`;
      say(`${what}: critical path`, counted.costs[situation].rounds, script[situation].rounds, "round trips", "a sequential script");
      say(`${what}: wall time at ${latencyMs} ms`, late.costs[situation].ms, script[situation].ms, "ms", "a sequential script");
      say(`${what}: in all`, late.costs[situation].requests, script[situation].requests, "requests", "a sequential script");
    }
  }
}

interface Ours {
  readonly costs: Costs;
  readonly plans: Readonly<Record<Situation, Plan>>;
}

async function ours(line: SandboxLine, layout: LayoutName, counter?: RoundTrips): Promise<Ours> {
  const { cloud, credential, subscriptionId } = parseProfile(JSON.stringify(line), "the sandbox's line");
  const controlPlane = createControlPlane(cloud, credential, counter === undefined ? {} : { httpClient: counter.httpClient });
  const { instances: [named], services: [chosen] } = await controlPlane.discover([subscriptionId]);
  if (named === undefined || chosen === undefined) throw new Error("The sandbox is empty.");
  // The SDKs are loaded before: loading is measured on its own.
  await controlPlane.contents(named, () => true);
  const options = optionsOf(line, layout);
  const publish = async (): Promise<{ readonly cost: Cost; readonly plan: Plan }> => {
    counter?.take();
    const before = controlPlane.traffic.requests;
    let made: Plan | undefined;
    const ms = await timed(async () => {
      const [instance, service, contents] = await Promise.all([controlPlane.instance(named.id), controlPlane.service(chosen.id), controlPlane.contents(named, concernedBy(chosen, options))]);
      made = plan({ instance, service, options, contents });
      await apply(made, controlPlane);
    });
    if (made === undefined) throw new Error("Nothing was planned.");
    return { cost: { ms, rounds: counter?.take() ?? 0, requests: controlPlane.traffic.requests - before }, plan: made };
  };
  const [first, again] = [await publish(), await publish()];
  await drift(controlPlane, first.plan);
  const repair = await publish();
  return { costs: { first: first.cost, "nothing to do": again.cost, repair: repair.cost }, plans: { first: first.plan, "nothing to do": again.plan, repair: repair.plan } };
}

function optionsOf(line: SandboxLine, layout: LayoutName): PublishOptions {
  return { layout, prefix: "", requireSubscriptionKey: false, hubs: ["chat"], ...(layout === "gatewayNegotiate" && { appNegotiate: { url: `${line.appServerUrl}/chat/negotiate` } }) };
}

/** Each API asks for keys, and the last thing that was made is gone. */
async function drift(controlPlane: ControlPlane, { instance, changes }: Plan): Promise<void> {
  for (const { resource } of changes.filter((change) => /^apis\/[^/]+$/.test(change.resource))) await controlPlane.patch(instance, { path: resource, properties: { subscriptionRequired: true } });
  const last = changes.at(-1);
  if (last !== undefined) await controlPlane.remove(instance, { path: last.resource });
}

async function onFreshSandbox<T>(run: (line: SandboxLine) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ latencyMs });
  try {
    return await run(sandbox.line);
  } finally {
    await sandbox.stop();
  }
}

/** What a person scripts from the documentation, for the same resources: look up, look whether each is there, write, wait, look again. */
async function scripted(line: SandboxLine, layout: LayoutName, plans: Ours["plans"]): Promise<Costs> {
  const group = `${line.armEndpoint}/subscriptions/${line.subscriptionId}/resourceGroups/${line.resourceGroup}/providers`;
  const instance = `${group}/Microsoft.ApiManagement/service/${line.apimName}`;
  let requests = 0;
  const call = async (method: string, url: string, body?: unknown): Promise<Response> => {
    requests += 1;
    const answer = await fetch(url, { method, headers: { Authorization: `Bearer ${line.armToken}`, "Content-Type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    await answer.arrayBuffer();
    return answer;
  };
  const put = async ({ path, properties }: ArmResource): Promise<void> => {
    const written = await call("PUT", `${instance}/${path}?${apiVersion}`, { properties: here(properties, line) });
    let { status } = written;
    while (status === 202) ({ status } = await call("GET", written.headers.get("location") ?? ""));
    const there = await call("GET", `${instance}/${path}?${apiVersion}`);
    if (!there.ok) throw new Error(`${layout}: ${path} was not written: ${written.status}, ${there.status}`);
  };
  const carriedOut = async ({ changes }: Plan): Promise<Cost> => {
    requests = 0;
    const ms = await timed(async () => {
      await call("GET", `${instance}?${apiVersion}`);
      await call("GET", `${group}/Microsoft.SignalRService/signalR/${line.signalRName}?api-version=2023-02-01`);
      for (const { action, resource, after } of changes) {
        await call("GET", `${instance}/${resource}?${apiVersion}`);
        if (action !== "none") await put({ path: resource, properties: { ...whole(plans.first, resource), ...after } });
      }
    });
    return { ms, rounds: requests, requests };
  };
  return { first: await carriedOut(plans.first), "nothing to do": await carriedOut(plans["nothing to do"]), repair: await carriedOut(plans.repair) };
}

/** A PUT wants all of a resource, not what differs. */
function whole({ changes }: Plan, path: string): ArmResource["properties"] {
  return changes.find(({ resource }) => resource === path)?.after ?? {};
}

/** The other sandbox's service is on another port. */
function here(properties: ArmResource["properties"], line: SandboxLine): ArmResource["properties"] {
  const { serviceUrl } = properties;
  if (typeof serviceUrl !== "string") return properties;
  const url = new URL(serviceUrl);
  url.port = new URL(line.serviceEndpoint).port;
  return { ...properties, serviceUrl: url.href };
}
