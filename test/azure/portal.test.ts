import assert from "node:assert/strict";
import { test } from "node:test";
import { portalUrl } from "../../src/azure/portal.ts";

const service = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg (1)/providers/Microsoft.SignalRService/signalR/chat";

void test("a resource is seen in the portal of its cloud, and what is in it on its page", () => {
  assert.equal(portalUrl({ name: "AzureCloud" }, `${service}/keys/primary`), `https://portal.azure.com/#@/resource${service.replace(" ", "%20")}`);
  assert.equal(new URL(portalUrl({ name: "AzureChinaCloud" }, service) ?? "").host, "portal.azure.cn");
});

void test("no page is made up for a sandbox or for what is no resource", () => {
  assert.equal(portalUrl({ name: "sandbox" }, service), undefined);
  for (const odd of ["", "apis/chat", "https://app.example/chat", "/subscriptions/1", "//evil.example/subscriptions/1/resourceGroups/2/providers/3/4/5"]) assert.equal(portalUrl({ name: "AzureCloud" }, odd), undefined, odd);
});
