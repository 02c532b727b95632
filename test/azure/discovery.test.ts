import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { cloudOf } from "../../src/azure/clouds.ts";
import type { ControlPlane, Discovered } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { Inventory } from "../../src/azure/inventory.ts";
import { RoundTrips } from "../support/roundTrips.ts";

const id = (n: number): string => `11111111-1111-4111-8111-${String(n).padStart(12, "0")}`;
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => id(n));

function row(subscription: string, kind: "ApiManagement/service" | "SignalRService/SignalR", name: string): object {
  const properties = kind === "ApiManagement/service" ? { gatewayUrl: `https://${name}.azure-api.net` } : { hostName: `${name}.service.signalr.net`, publicPort: 443 };
  return { id: `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.${kind}/${name}`, name, type: `Microsoft.${kind}`, location: "westeurope", properties };
}

/** A page of the search, with an instance in each subscription. */
function rowsOf(subscriptions: readonly string[]): object {
  return { data: subscriptions.map((subscription) => row(subscription, "ApiManagement/service", `a-${subscription.slice(-3)}`)) };
}

interface Azure {
  readonly plane: ControlPlane;
  /** Path of each request. */
  readonly sent: string[];
  readonly rounds: RoundTrips;
}

/** Azure's public cloud with so many subscriptions; `answer` gives a body, or a status to refuse with. */
function azure(count: number, answer: (path: string, body: string) => object | number): Azure {
  const sent: string[] = [];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      const { pathname } = new URL(request.url);
      sent.push(pathname);
      const given = pathname === "/subscriptions" ? { value: ids(count).map((subscriptionId, n) => ({ subscriptionId, displayName: `s${n}`, tenantId: id(0), state: "Enabled" })) } : answer(pathname, typeof request.body === "string" ? request.body : "");
      const body = typeof given === "number" ? { error: { code: "Refused", message: "No." } } : given;
      return Promise.resolve({ request, status: typeof given === "number" ? given : 200, headers: createHttpHeaders(), bodyAsText: JSON.stringify(body) });
    },
  };
  const rounds = new RoundTrips(httpClient);
  return { plane: createControlPlane(cloudOf("AzureCloud"), tokenCredential(() => Promise.resolve("t")), { httpClient: rounds.httpClient, retryDelayMs: 1 }), sent, rounds };
}

const names = ({ instances }: Discovered): readonly string[] => instances.map(({ name }) => name).toSorted();

void test("500 subscriptions with a thousand instances: the first rows are there after one round trip, all of them after as many as there are pages", async () => {
  let page = 0;
  const { plane, sent, rounds } = azure(500, () => {
    page += 1;
    const data = ids(500).map((subscription) => row(subscription, "ApiManagement/service", `p${page}-${subscription.slice(-3)}`));
    return { data, ...(page < 2 && { $skipToken: "next" }) };
  });
  const seen: number[] = [];
  const inventory: Inventory = new Inventory({ controlPlane: () => Promise.resolve(plane), changed: () => seen.push(inventory.seen?.instances.length ?? 0) });
  const first = await inventory.rows();
  assert.equal(rounds.take(), 1);
  assert.deepEqual([first.subscriptions.length, first.instances.length, first.complete], [500, 500, false]);
  const all = await inventory.fresh();
  assert.deepEqual([all.instances.length, all.complete, sent.length], [1000, true, 3]);
  assert.deepEqual(seen, [500, 1000, 1000]);
});

void test("what a search of the whole tenant leaves out, or will not search at once, is searched by name", async () => {
  const disabled = "99999999-1111-4111-8111-000000000000";
  for (const wide of [rowsOf([...ids(2), disabled]), 400, 403]) {
    const named: string[][] = [];
    const { plane } = azure(4, (pathname, body) => {
      if (!pathname.includes("ResourceGraph")) return { value: [] };
      const { subscriptions }: { readonly subscriptions?: string[] } = JSON.parse(body);
      if (subscriptions === undefined) return wide;
      named.push(subscriptions);
      return rowsOf(subscriptions);
    });
    const all = await new Inventory({ controlPlane: () => Promise.resolve(plane) }).fresh();
    assert.deepEqual(all.instances.map(({ subscriptionId }) => subscriptionId).toSorted(), ids(4), "each once, and none of a subscription that is not listed");
    assert.deepEqual(named, [typeof wide === "number" ? ids(4) : ids(4).slice(2)]);
  }
});

void test("where Resource Graph is denied or not part of the cloud, each subscription's own lists are read, and their rows come as they are read", async () => {
  for (const status of [403, 404]) {
    const { plane } = azure(3, (path) => {
      if (path.includes("ResourceGraph")) return status;
      const [, , subscription = ""] = path.split("/");
      return { value: [row(subscription, path.includes("SignalR") ? "SignalRService/SignalR" : "ApiManagement/service", `of-${subscription.slice(-1)}`)] };
    });
    const pages: (readonly string[])[] = [];
    const found = await plane.discover(ids(3), undefined, (page) => pages.push(names(page)));
    assert.deepEqual([names(found), found.services.length, found.problems], [["of-0", "of-1", "of-2"], 3, undefined]);
    assert.deepEqual(pages.flat().toSorted(), names(found));
  }
});

void test("a subscription that may not be listed is named, and hides neither the others nor what else of it may be read", async () => {
  const { plane } = azure(2, (path) => {
    if (path.includes("ResourceGraph")) return 403;
    const [, , subscription = ""] = path.split("/");
    if (subscription === id(1) && path.includes("ApiManagement")) return 403;
    return { value: [row(subscription, path.includes("SignalR") ? "SignalRService/SignalR" : "ApiManagement/service", "x")] };
  });
  const found = await plane.discover(ids(2));
  assert.deepEqual([found.instances.length, found.services.length], [1, 2]);
  assert.deepEqual(found.problems?.map(({ details }) => [details.resource, details.status]), [[`/subscriptions/${id(1)}`, 403]]);
});

void test("one resource in a form that nobody knows is named, and hides no other", async () => {
  const strange = { ...row(id(0), "ApiManagement/service", "strange"), properties: "none" };
  const { plane } = azure(1, () => ({ data: [strange, row(id(0), "ApiManagement/service", "known")] }));
  const found = await plane.discover(ids(1));
  assert.deepEqual(names(found), ["known"]);
  assert.deepEqual(found.problems?.map(({ code, details }) => [code, details.resource?.split("/").at(-1)]), [["answerUnreadable", "strange"]]);
});

void test("a sign-in that expired, and throttling, are told and not worked round by a thousand requests", async () => {
  const { plane, sent } = azure(2, () => 401);
  await assert.rejects(plane.discover(ids(2)), /No\./);
  assert.deepEqual([...new Set(sent)], ["/providers/Microsoft.ResourceGraph/resources"]);
});
