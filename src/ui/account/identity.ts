import type { AuthenticationSessionAccountInformation } from "vscode";

/** Someone signed in to VS Code, in one tenant: their own where none is named. */
export interface Identity {
  readonly account: AuthenticationSessionAccountInformation;
  readonly tenantId?: string;
}

/** As its row is called: by the tenant's name, or by Azure's where it is one's own. */
export interface NamedIdentity extends Identity {
  readonly name: string;
}

/** A tenant that someone signed in to beside their own, kept over restarts. */
export interface GuestTenant {
  readonly accountId: string;
  readonly tenantId: string;
  readonly name: string;
}

/** VS Code has one provider for the public cloud and one for all others, which has a setting of its own (apim-facts 7). */
export function providerOf(cloudName: string): "microsoft" | "microsoft-sovereign-cloud" {
  return cloudName === "AzureCloud" ? "microsoft" : "microsoft-sovereign-cloud";
}

/** Scopes of a session in a tenant: VS Code's Microsoft provider reads it from a scope of this form (apim-facts 6.4). */
export function tenantScopes(scopes: readonly string[], tenantId: string | undefined): readonly string[] {
  return tenantId === undefined ? scopes : [...scopes, `VSCODE_TENANT:${tenantId}`];
}

/** Reads what was kept; anything else counts for nothing. */
export function guestTenants(kept: unknown): readonly GuestTenant[] {
  return Array.isArray(kept) ? kept.filter(isGuestTenant) : [];
}

/** Ids of the accounts that signed in here, as they were kept; anything else is nobody. */
export function people(kept: unknown): readonly string[] {
  return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
}

function isGuestTenant(value: unknown): value is GuestTenant {
  return typeof value === "object" && value !== null && ["accountId", "tenantId", "name"].every((name) => name in value && typeof Reflect.get(value, name) === "string");
}
