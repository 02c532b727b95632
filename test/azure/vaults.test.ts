import assert from "node:assert/strict";
import { test } from "node:test";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { testAzure } from "../support/azureControlPlane.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";

async function onlyVault({ controlPlane, model }: TestAzure) {
  const [vault] = await controlPlane.vaults([model.subscriptionId]);
  assert.ok(vault, "a vault");
  return vault;
}

void test("vaults are found in one query, and subscription by subscription where Resource Graph is denied", async (t) => {
  const azure = await testAzure(t);
  const vault = await onlyVault(azure);
  assert.deepEqual([vault.name, vault.resourceGroup, vault.location], ["sandbox-vault", "sandbox-rg", "westeurope"]);
  assert.equal(azure.requests.length, 1);
  azure.arm.faults.add({ path: /ResourceGraph/, respond: () => faultError(403, "AuthorizationFailed", "The client may not search.") });
  assert.deepEqual(await onlyVault(azure), vault);
  azure.arm.faults.add({ path: /ResourceGraph/, respond: () => faultError(403, "AuthorizationFailed", "The client may not search.") });
  azure.arm.faults.add({ path: /KeyVault\/vaults$/, respond: () => faultError(403, "AuthorizationFailed", "Nor list.") });
  assert.deepEqual(await azure.controlPlane.vaults([azure.model.subscriptionId]), [], "one that may not be read is left out");
});

void test("a secret is written, found again, and written anew; its address is what Azure said, without a version", async (t) => {
  const azure = await testAzure(t);
  const vault = await onlyVault(azure);
  assert.equal(await azure.controlPlane.secret(vault, "chat"), undefined);
  const written = await azure.controlPlane.putSecret(vault, "chat", "the value");
  assert.deepEqual(written, { name: "chat", secretUri: "https://sandbox-vault.vault.invalid/secrets/chat" });
  assert.deepEqual(await azure.controlPlane.secret(vault, "CHAT"), written);
  assert.deepEqual(await azure.controlPlane.putSecret(vault, "chat", "another"), written, "the same address leads to the new version");
  const [held] = [...azure.model.vaults.values()];
  assert.equal(held?.secrets.get("chat")?.properties["value"], "another");
  assert.equal(azure.controlPlane.traffic.writes, 2);
});

/** Each refusal, and what the person is told to do. */
const refusals = [
  { refusal: faultError(403, "AuthorizationFailed", "The client may not write."), code: "AuthorizationFailed", next: /Key Vault Contributor on sandbox-vault/ },
  { refusal: faultError(409, "ConflictError", "Secret chat is in a deleted but recoverable state."), code: "secretDeleted", next: /another name, or recover or purge/ },
  { refusal: { status: 200, body: { name: "chat", properties: {} } }, code: "answerUnreadable", next: /^$/ },
];

for (const { refusal, code, next } of refusals) {
  void test(`where the secret cannot be written (${code}), it is said what to do, without the value`, async (t) => {
    const azure = await testAzure(t);
    const vault = await onlyVault(azure);
    azure.arm.faults.add({ method: "PUT", respond: () => refusal });
    await assert.rejects(azure.controlPlane.putSecret(vault, "chat", "the-very-secret-value"), (error) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.code, code);
      assert.match(error.details.nextStep ?? "", next);
      assert.doesNotMatch(JSON.stringify([error.message, error.details]), /the-very-secret-value/);
      return true;
    });
  });
}

void test("what fails in passing is sent again, as with every other call", async (t) => {
  const azure = await testAzure(t);
  const vault = await onlyVault(azure);
  azure.arm.faults.add({ method: "PUT", respond: () => faultError(503, "ServiceUnavailable", "Busy.") });
  assert.equal((await azure.controlPlane.putSecret(vault, "chat", "v")).name, "chat");
});
