import assert from "node:assert/strict";
import { test } from "node:test";
import { exportFormats } from "../../../src/apim/export/formats.ts";
import { plan } from "../../../src/apim/plan.ts";
import { looksLikeOurs } from "../../../src/apim/recognise.ts";
import type { TestAzure } from "../../support/azureControlPlane.ts";
import { testAzure } from "../../support/azureControlPlane.ts";
import type { DeployedResource } from "./judges/deployed.ts";
import { cases, deployed, deploymentFor } from "./support.ts";

/** Writes what a deployment tool would, in its order, by Resource Manager's own REST. */
async function write({ arm, token, instance }: TestAzure, resources: readonly DeployedResource[]): Promise<void> {
  for (const { path, properties } of resources) {
    const call = async (url: string, init: RequestInit): Promise<Response> => fetch(url, { ...init, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } });
    let response = await call(`${arm.url}${instance.id}/${path}?api-version=2024-05-01`, { method: "PUT", body: JSON.stringify({ properties }) });
    while (response.status === 202) response = await call(response.headers.get("location") ?? "", { method: "GET" });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.text()}`);
  }
}

for (const [name, options] of Object.entries(cases)) {
  for (const format of exportFormats) {
    void test(`${name}, as ${format}: what the tool deploys is what publishing wants, and publishing has nothing left to do`, async (t) => {
      const azure = await testAzure(t);
      const { instance, service, controlPlane } = azure;
      const { resources } = await deployed(format, deploymentFor(instance, service, options));
      await write(azure, resources);
      const contents = await controlPlane.contents(instance, looksLikeOurs);
      const again = plan({ instance, service, options: { ...options, ...(options.appNegotiate && { appNegotiate: { url: options.appNegotiate.url } }) }, contents });
      assert.deepEqual(again.changes.filter(({ action }) => action !== "none"), []);
      assert.ok(again.changes.length > 0);
    });
  }
}
