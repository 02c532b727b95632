import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud, ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { Inventory } from "../../src/azure/inventory.ts";
import { inTurns, say, timed } from "./measure.ts";

const latencyMs = 20;

/** From nothing to all instances of an account, against listing each subscription by itself as the Azure extensions do; each answer is 20 ms late. */
export async function benchDiscovery(): Promise<void> {
  for (const count of [1, 50, 500]) {
    const azure = await startAzure(count);
    const plane = (): ControlPlane => createControlPlane(azure.cloud, tokenCredential(() => Promise.resolve("t")));
    const { first, all, listed } = await inTurns(5, {
      first: () => timed(() => new Inventory({ controlPlane: () => Promise.resolve(plane()) }).rows()),
      all: () => timed(() => new Inventory({ controlPlane: () => Promise.resolve(plane()) }).fresh()),
      listed: () => timed(() => listEach(azure.cloud.resourceManager)),
    });
    const peer = "listing each subscription";
    say(`discovery, ${count} subscriptions: first rows`, first, listed, "ms", peer);
    say(`discovery, ${count} subscriptions: all rows`, all, listed, "ms", peer);
    azure.stop();
  }
}

/** Subscriptions, then both lists of each, one subscription after the other. */
async function listEach(base: string): Promise<void> {
  const read = async (path: string): Promise<string> => (await fetch(`${base}${path}`, { headers: { authorization: "Bearer t" } })).text();
  const { value }: { readonly value: readonly { readonly subscriptionId: string }[] } = JSON.parse(await read("/subscriptions?api-version=2022-12-01"));
  for (const { subscriptionId } of value) {
    const providers = `/subscriptions/${subscriptionId}/providers`;
    await Promise.all([read(`${providers}/Microsoft.ApiManagement/service?api-version=2024-05-01`), read(`${providers}/Microsoft.SignalRService/signalR?api-version=2023-02-01`)]);
  }
}

/** A control plane with two instances in each subscription. */
async function startAzure(count: number): Promise<{ readonly cloud: Cloud; readonly stop: () => void }> {
  const ids = Array.from({ length: count }, (_, n) => `11111111-1111-4111-8111-${String(n).padStart(12, "0")}`);
  const rows = ids.flatMap((id) => ["a", "b"].map((name) => row(id, name)));
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString("utf8")));
    request.on("end", () => {
      setTimeout(() => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(answer(request.url ?? "", body)));
      }, latencyMs);
    });
  });
  const answer = (url: string, body: string): object => {
    const [, , subscription = ""] = url.split("/");
    if (url.startsWith("/subscriptions?")) return { value: ids.map((subscriptionId) => ({ subscriptionId, displayName: subscriptionId, tenantId: ids[0], state: "Enabled" })) };
    if (!url.includes("ResourceGraph")) return { value: url.includes("ApiManagement") ? ["a", "b"].map((name) => row(subscription, name)) : [] };
    const skip = Number(/"\$skipToken":"(\d+)"/.exec(body)?.[1] ?? 0);
    return { data: rows.slice(skip, skip + 1000), ...(skip + 1000 < rows.length && { $skipToken: String(skip + 1000) }) };
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    cloud: { name: "Bench", resourceManager: url, scope: `${url}/.default`, scheme: "http" },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function row(subscription: string, name: string): object {
  const type = "Microsoft.ApiManagement/service";
  return { id: `/subscriptions/${subscription}/resourceGroups/rg/providers/${type}/${name}`, name, type, location: "westeurope", sku: { name: "Developer" }, properties: { gatewayUrl: `https://${name}.azure-api.net`, provisioningState: "Succeeded" } };
}
