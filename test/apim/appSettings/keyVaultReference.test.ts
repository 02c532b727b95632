import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { appSettingReference, namedValueFromVault, secretNameFault, secretNameFor } from "../../../src/apim/appSettings/keyVaultReference.ts";

const uri = "https://contoso.vault.azure.net/secrets/chat-connection-string";

void test("a secret is referred to without its version, as App Service and API Management take it", () => {
  assert.equal(appSettingReference(uri), "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/chat-connection-string)");
  assert.deepEqual(namedValueFromVault("chat", uri), { displayName: "chat", secret: true, keyVault: { secretIdentifier: uri } });
});

void test("whatever an integration is called, the proposed name is one that Key Vault takes", () => {
  assert.equal(secretNameFor("chat-signalr"), "chat-signalr-connection-string");
  assert.equal(secretNameFor("team_a.chat"), "team-a-chat-connection-string");
  assert.equal(secretNameFor("…"), "signalr-connection-string");
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => secretNameFault(secretNameFor(name)) === undefined));
});

void test("a name that Key Vault would refuse is refused before anything is sent", () => {
  for (const name of ["", "with space", "dotted.name", "ü", "x".repeat(128)]) assert.match(secretNameFault(name) ?? "", /127/, name);
});
