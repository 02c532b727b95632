import * as l10n from "@vscode/l10n";
import { everySection, part, policy, textPart } from "./entry.ts";
import type { PolicyEntry } from "./entry.ts";

/** Caches, validation of contents, and policies that SignalR has no use for, known by name. */

const action = "ignore|prevent|detect";
const caching = "caching-type:prefer-external|internal|external=prefer-external";
const checked = (name: string): ReturnType<typeof part> => part(name, "optional", `specified-parameter-action!:${action} unspecified-parameter-action:${action}`, { parts: [part("parameter", "any", `name! action!:${action}`)] });

const byName = (sections: PolicyEntry["sections"], ...names: readonly string[]): readonly PolicyEntry[] => names.map((name) => policy(name, "", sections, "", { nameOnly: true }));

export const contentPolicies: readonly PolicyEntry[] = [
  policy("cache-lookup", l10n.t("Answers from the cache where it holds an answer."), ["inbound"], `vary-by-developer!:bool vary-by-developer-groups!:bool downstream-caching-type:none|private|public=none must-revalidate:bool=true allow-private-response-caching:bool=false ${caching}`, { notOnHandshake: true, parts: [textPart("vary-by-header", "any"), textPart("vary-by-query-parameter", "any")] }),
  policy("cache-store", l10n.t("Keeps the answer in the cache, for so many seconds."), ["outbound"], "duration!:# cache-response:bool", { notOnHandshake: true }),
  policy("cache-lookup-value", l10n.t("Reads a value from the cache into a variable."), everySection, `key! variable-name! default-value ${caching}`),
  policy("cache-store-value", l10n.t("Keeps a value in the cache, for so many seconds."), everySection, `key! value! duration!:# ${caching}`),
  policy("cache-remove-value", l10n.t("Deletes a value from the cache."), everySection, `key! ${caching}`),
  policy("validate-content", l10n.t("Checks size and content of a body against the API's schemas."), ["inbound", "outbound", "on-error"], `unspecified-content-type-action!:${action} max-size!:# size-exceeded-action!:${action} errors-variable-name`, {
    notOnHandshake: true,
    parts: [part("content-type-map", "optional", "any-content-type-value missing-content-type-value", { parts: [part("type", "any", "from when to!")] }), part("content", "any", `validate-as!:json|xml|soap type action!:${action} schema-id schema-ref allow-additional-properties:bool case-insensitive-property-names:bool`)],
  }),
  policy("validate-parameters", l10n.t("Checks headers, query and path against the API's description."), ["inbound"], `specified-parameter-action!:${action} unspecified-parameter-action!:${action} errors-variable-name`, { notOnHandshake: true, parts: [checked("headers"), checked("query"), checked("path")] }),
  policy("validate-headers", l10n.t("Checks the answer's headers against the API's description."), ["outbound", "on-error"], `specified-header-action!:${action} unspecified-header-action!:${action} errors-variable-name`, { notOnHandshake: true, parts: [part("header", "any", `name! action!:${action}`)] }),
  policy("validate-status-code", l10n.t("Checks the answer's status against the API's description."), ["outbound", "on-error"], `unspecified-status-code-action!:${action} errors-variable-name`, { notOnHandshake: true, parts: [part("status-code", "any", `code!:# action!:${action}`)] }),
  ...byName(everySection, "set-request-metric-dimension-value", "invoke-dapr-binding", "publish-to-dapr", "publish-event", "invoke-request", "proxy", "block"),
  ...byName(["inbound"], "validate-graphql-request", "validate-odata-request", "authentication-token", "authentication-token-store", "azure-openai-emit-token-metric", "azure-openai-token-limit", "azure-openai-semantic-cache-lookup", "llm-emit-token-metric", "llm-token-limit", "llm-semantic-cache-lookup", "llm-content-safety"),
  ...byName(["outbound"], "azure-openai-semantic-cache-store", "llm-semantic-cache-store"),
];
