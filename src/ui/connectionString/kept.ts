import type { Integration } from "../../apim/model.ts";

export type Auth = "key" | "entra";

/** What is used of VS Code's secret storage. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** What a kept string belongs to. */
export interface Owner {
  readonly account: { readonly id: string };
  readonly instance: { readonly id: string };
  readonly integration: Pick<Integration, "name" | "clientEndpoint" | "signalREndpoint">;
}

/** The key names everything the string was made from: a string made for another endpoint is not found again. */
function keyOf({ account, instance, integration }: Owner, auth: Auth): string {
  return `connectionString ${JSON.stringify([account.id, instance.id.toLowerCase(), integration.name, integration.signalREndpoint, integration.clientEndpoint, auth])}`;
}

/** The string made last for an integration, from VS Code's secret storage. */
export async function recall(secrets: Secrets, owner: Owner, auth: Auth): Promise<string | undefined> {
  return secrets.get(keyOf(owner, auth));
}

export async function keep(secrets: Secrets, owner: Owner, auth: Auth, connectionString: string): Promise<void> {
  await secrets.store(keyOf(owner, auth), connectionString);
}

export async function forget(secrets: Secrets, owner: Owner): Promise<void> {
  await Promise.all((["key", "entra"] as const).map((auth) => secrets.delete(keyOf(owner, auth))));
}
