import * as l10n from "@vscode/l10n";
import { list, part, policy, textPart } from "./entry.ts";
import type { PolicyEntry } from "./entry.ts";

/** Policies that say who may call, how often, and as whom the gateway calls on (apim-facts 3.3, 3.4). */

const limitHeaders = "retry-after-header-name=Retry-After retry-after-variable-name remaining-calls-header-name remaining-calls-variable-name total-calls-header-name";
const claims = part("required-claims", "optional", "", { parts: [part("claim", "some", "name! match:all|any=all separator", { parts: [textPart("value", "any")] })] });
const validation = "failed-validation-httpcode:#=401 failed-validation-error-message";
const tokenPlace = ["header-name", "query-parameter-name", "token-value"];

export const managedIdentity = policy("authentication-managed-identity", l10n.t("Calls the backend with a token of the instance's managed identity, or keeps that token in a variable."), ["inbound"], "resource! client-id output-token-variable-name ignore-error:bool=false");
export const certificate = policy("authentication-certificate", l10n.t("Shows a client certificate to the backend."), ["inbound"], "thumbprint certificate-id body password", { oneOf: ["thumbprint", "certificate-id", "body"] });

export const accessPolicies: readonly PolicyEntry[] = [
  managedIdentity,
  certificate,
  policy("authentication-basic", l10n.t("Calls the backend with user name and password. Keep the password in a secret named value."), ["inbound"], "username! password!"),
  policy("cors", l10n.t("Answers browsers' preflights and lets pages of the listed origins read answers. Put it first in inbound. Credentials need listed origins, and an OPTIONS operation on the same path switches its preflight answers off."), ["inbound"], "allow-credentials:bool=false terminate-unmatched-request:bool", {
    once: true,
    notOnHandshake: true,
    parts: [
      list("allowed-origins", "origin", "one"),
      part("allowed-methods", "optional", "preflight-result-max-age=0", { parts: [textPart("method", "some")] }),
      list("allowed-headers", "header", "one"),
      list("expose-headers", "header"),
    ],
  }),
  policy("validate-jwt", l10n.t("Lets only requests with a good JWT through: signature, expiry, issuers, audiences and claims."), ["inbound"], `header-name query-parameter-name token-value ${validation} require-expiration-time:bool=true require-scheme require-signed-tokens:bool=true clock-skew:#=0 output-token-variable-name`, {
    oneOf: tokenPlace,
    parts: [
      part("openid-config", "any", "url! host"),
      part("issuer-signing-keys", "optional", "", { parts: [textPart("key", "any", "id certificate-id n e")] }),
      part("decryption-keys", "optional", "", { parts: [textPart("key", "some", "id certificate-id")] }),
      list("audiences", "audience"),
      list("issuers", "issuer"),
      claims,
    ],
  }),
  policy("validate-azure-ad-token", l10n.t("Lets only requests with a good Microsoft Entra token through."), ["inbound"], `tenant-id! header-name=Authorization query-parameter-name token-value ${validation} authentication-endpoint require-scheme allow-protected-forwarded-tokens:bool allow-proof-of-possession-tokens:bool output-token-variable-name`, {
    parts: [
      list("client-application-ids", "application-id", "one"),
      list("backend-application-ids", "application-id"),
      list("audiences", "audience"),
      claims,
      part("decryption-keys", "optional", "", { parts: [part("key", "some", "certificate-id!")] }),
    ],
  }),
  policy("validate-client-certificate", l10n.t("Lets only callers with a good client certificate through."), ["inbound"], "validate-revocation:bool=true validate-trust:bool=true validate-not-before:bool=true validate-not-after:bool=true ignore-error:bool=false", {
    parts: [part("identities", "optional", "", { parts: [part("identity", "some", "thumbprint serial-number common-name subject dns-name issuer-subject issuer-thumbprint issuer-certificate-id")] })],
  }),
  policy("check-header", l10n.t("Lets only requests through that carry a header, with one of the listed values where there are any."), ["inbound"], "name! failed-check-httpcode!:# failed-check-error-message! ignore-case!:bool", { parts: [textPart("value", "any")] }),
  policy("ip-filter", l10n.t("Lets callers of the listed addresses through, or only others."), ["inbound"], "action!:allow|forbid", { parts: [textPart("address", "any"), part("address-range", "any", "from! to!")] }),
  policy("rate-limit", l10n.t("At most so many calls of one subscription in each period; more get 429. Calls without a subscription are not counted."), ["inbound"], `calls!:# renewal-period!:# ${limitHeaders}`, {
    once: true,
    scopes: ["product", "api", "operation"],
    parts: [part("api", "any", `name id calls:# renewal-period:#`, { parts: [part("operation", "any", "name id calls:# renewal-period:#")] }), part("operation", "any", "name id calls:# renewal-period:#")],
  }),
  policy("rate-limit-by-key", l10n.t("At most so many calls of one key in each period of up to 300 seconds; more get 429. Not in the Consumption tier."), ["inbound"], `calls!:# renewal-period!:# counter-key! increment-condition increment-count=1 increment-after-response:bool flexible-retry-window:bool ${limitHeaders}`),
  policy("quota", l10n.t("At most so many calls or kilobytes of one subscription in a longer period; more get 403."), ["inbound"], "calls:# bandwidth:# renewal-period!:#", {
    scopes: ["product"],
    oneOf: ["calls", "bandwidth"],
    parts: [part("api", "any", "name id calls:# bandwidth:# renewal-period:#", { parts: [part("operation", "any", "name id calls:# bandwidth:# renewal-period:#")] })],
  }),
  policy("quota-by-key", l10n.t("At most so many calls or kilobytes of one key in a longer period; more get 403."), ["inbound"], "calls:# bandwidth:# renewal-period!:# counter-key! increment-condition increment-count first-period-start", { oneOf: ["calls", "bandwidth"] }),
  policy("get-authorization-context", l10n.t("Gets a token from the instance's credential manager into a variable."), ["inbound"], "provider-id! authorization-id! context-variable-name! identity-type:managed|jwt=managed identity ignore-error:bool=false"),
  policy("cross-domain", l10n.t("Serves a cross-domain policy file for Flash and Silverlight."), ["inbound"], "", { scopes: ["global"], notOnHandshake: true, nameOnly: true }),
];
