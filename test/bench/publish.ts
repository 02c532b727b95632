import { apply } from "../../src/apim/apply.ts";
import type { LayoutName, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs } from "../../src/apim/recognise.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { parseProfile } from "../../src/azure/profile.ts";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { say, timed } from "./measure.ts";

const latencyMs = 50;
const apiVersion = "api-version=2022-08-01";

/** Publishing over a control plane that answers every request 50 ms late, against a script that does the same one request after the other. */
export async function benchPublish(): Promise<void> {
  const runs = { webSocket: await ours("webSocket"), http: await ours("http"), gatewayNegotiate: await ours("gatewayNegotiate") };
  const script = await onFreshSandbox(async (line) => {
    let requests = 0;
    const ms = await timed(async () => {
      requests = await sequentialScript(line);
    });
    return { ms, requests };
  });
  say(`publish, ${latencyMs} ms latency: critical path`, runs.webSocket.first.ms / latencyMs, script.ms / latencyMs, "round trips", "a sequential script");
  say(`publish, ${latencyMs} ms latency: in all`, runs.webSocket.first.requests, script.requests, "requests", "a sequential script");
  for (const [layout, { first, again }] of Object.entries(runs)) {
    say(`publish ${layout}: critical path`, first.ms / latencyMs, again.ms / latencyMs, "round trips", "again, with nothing to do");
  }
}

interface Cost {
  readonly ms: number;
  readonly requests: number;
}

/** The first publication of a layout and one that has nothing to do, each from what the answers named to the end. */
async function ours(layout: LayoutName): Promise<{ readonly first: Cost; readonly again: Cost }> {
  return onFreshSandbox(async (line) => {
    const { cloud, credential, subscriptionId } = parseProfile(JSON.stringify(line), "the sandbox's line");
    const controlPlane = createControlPlane(cloud, credential);
    // The SDKs are loaded before: loading is measured on its own.
    const { instances: [named], services: [chosen] } = await controlPlane.discover([subscriptionId]);
    if (named === undefined || chosen === undefined) throw new Error("The sandbox is empty.");
    await controlPlane.contents(named, () => true);
    const options: PublishOptions = { layout, prefix: "", requireSubscriptionKey: false, ...(layout === "gatewayNegotiate" && { appNegotiate: { url: `${line.appServerUrl}/chat/negotiate` } }) };
    const publish = async (): Promise<Cost> => {
      const before = controlPlane.traffic.requests;
      const ms = await timed(async () => {
        const [instance, service, contents] = await Promise.all([controlPlane.instance(named.id), controlPlane.service(chosen.id), controlPlane.contents(named, looksLikeOurs)]);
        await apply(plan({ instance, service, options, contents }), controlPlane);
      });
      return { ms, requests: controlPlane.traffic.requests - before };
    };
    return { first: await publish(), again: await publish() };
  });
}

async function onFreshSandbox<T>(run: (line: SandboxLine) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ latencyMs });
  try {
    return await run(sandbox.line);
  } finally {
    await sandbox.stop();
  }
}

/** What a person scripts from the documentation: look up, look whether it is there, create, wait, look again. Gives the number of requests. */
async function sequentialScript(line: SandboxLine): Promise<number> {
  let requests = 0;
  const group = `${line.armEndpoint}/subscriptions/${line.subscriptionId}/resourceGroups/${line.resourceGroup}/providers`;
  const instance = `${group}/Microsoft.ApiManagement/service/${line.apimName}`;
  const call = async (method: string, url: string, body?: unknown): Promise<Response> => {
    requests += 1;
    const answer = await fetch(url, { method, headers: { Authorization: `Bearer ${line.armToken}`, "Content-Type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    await answer.arrayBuffer();
    return answer;
  };
  const put = async (path: string, properties: unknown): Promise<void> => {
    await call("GET", `${instance}/${path}?${apiVersion}`);
    const created = await call("PUT", `${instance}/${path}?${apiVersion}`, { properties });
    let { status } = created;
    while (status === 202) ({ status } = await call("GET", created.headers.get("location") ?? ""));
    const there = await call("GET", `${instance}/${path}?${apiVersion}`);
    if (!there.ok) throw new Error(`${path} was not created: ${there.status}`);
  };
  await call("GET", `${instance}?${apiVersion}`);
  await call("GET", `${group}/Microsoft.SignalRService/signalR/${line.signalRName}?api-version=2023-02-01`);
  const { serviceEndpoint } = line;
  await put("apis/negotiate", { displayName: "SignalR negotiate", path: "client/negotiate", protocols: ["https"], serviceUrl: `${serviceEndpoint}/client/negotiate/`, subscriptionRequired: false });
  await put("apis/negotiate/operations/preflight", { displayName: "negotiate preflight", method: "OPTIONS", urlTemplate: "/" });
  await put("apis/negotiate/operations/negotiate", { displayName: "negotiate", method: "POST", urlTemplate: "/" });
  await put("apis/connect", { displayName: "SignalR connect", type: "websocket", path: "client", protocols: ["wss"], serviceUrl: `${serviceEndpoint.replace(/^http/, "ws")}/client/`, subscriptionRequired: false });
  return requests;
}
