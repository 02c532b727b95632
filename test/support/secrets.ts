import assert from "node:assert/strict";
import type { SandboxLine, SandboxModel } from "../../src/sandbox/model.ts";

/** Every key and token that a sandbox made for this run: its ARM token, the service's keys, the instance's subscription keys. */
export function secretsOf(line: SandboxLine, model: SandboxModel): readonly string[] {
  const service = [...model.services.values()].flatMap(({ keys }) => [keys.primary, keys.secondary]);
  const subscriptions = [...model.instances.values()].flatMap(({ subscriptions }) => [...subscriptions.values()]).flatMap(({ properties }) => [properties["primaryKey"], properties["secondaryKey"]]);
  return [line.armToken, ...service, ...subscriptions].filter((secret): secret is string => typeof secret === "string" && secret !== "");
}

/** The secrets that stand in the text: as they are, percent-encoded, or as the inside of a JSON string. */
export function secretsIn(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => text.includes(form)));
}

/** Fails, naming the place but not the secret, when a secret or anything that looks like a signed token stands in the text. */
export function assertNoSecrets(place: string, text: string, secrets: readonly string[]): void {
  const found = secretsIn(text, secrets).map((secret) => `secret number ${secrets.indexOf(secret)}`);
  if (/\bey[\w-]{10,}\.ey[\w-]{10,}\.[\w-]{10,}/.test(text)) found.push("a JSON Web Token");
  assert.deepEqual(found, [], `${place} holds ${found.join(", ")}`);
}
