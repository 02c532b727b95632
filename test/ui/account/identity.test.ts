import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { guestTenants, people, providerOf, tenantScopes } from "../../../src/ui/account/identity.ts";

void test("a session of a guest tenant is asked for in that tenant, one's own as it is", () => {
  assert.deepEqual(tenantScopes(["https://management.azure.com/.default"], "the-tenant"), ["https://management.azure.com/.default", "VSCODE_TENANT:the-tenant"]);
  assert.deepEqual(tenantScopes(["s"], undefined), ["s"]);
});

void test("only the public cloud's people are signed in by VS Code's Microsoft provider", () => {
  assert.deepEqual(["AzureCloud", "AzureChinaCloud", "AzureUSGovernment", "https://management.local.azurestack.external"].map(providerOf), ["microsoft", ...Array.from({ length: 3 }, () => "microsoft-sovereign-cloud")]);
});

void test("remembered tenants come back; what is no such list is none", () => {
  const tenant = { accountId: "a", tenantId: "t", name: "Contoso" };
  assert.deepEqual(guestTenants([tenant, { accountId: "a" }, null, 1]), [tenant]);
  fc.assert(fc.property(fc.jsonValue(), (value) => guestTenants(value).length === 0));
});

void test("who signed in comes back; what is no such list is nobody", () => {
  assert.deepEqual(people(["ann", 1, null, "bob"]), ["ann", "bob"]);
  for (const other of [undefined, true, "ann", {}, null]) assert.deepEqual(people(other), []);
});
