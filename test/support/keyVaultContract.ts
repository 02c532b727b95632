import { createRequire } from "node:module";
import type { default as AjvDraft04 } from "ajv-draft-04";
import type { Exchange } from "./spec.ts";

// A CommonJS package whose types say that it is none.
const { default: Ajv }: { readonly default: typeof AjvDraft04.default } = createRequire(import.meta.url)("ajv-draft-04");

const text = { type: "string" };
const time = { type: "integer" };
const whole = (properties: object, ...required: readonly string[]): object => ({ type: "object", additionalProperties: false, properties, ...(required.length > 0 && { required: [...required] }) });
const tags = { type: "object", additionalProperties: text };
const resource = { id: text, name: text, type: text, location: text, tags };
const attributes = whole({ enabled: { type: "boolean" }, nbf: time, exp: time, created: time, updated: time });
const uris = { secretUri: text, secretUriWithVersion: text };
const error = whole({ error: whole({ code: text, message: text, details: {} }, "code", "message") }, "error");

const path = /^\/subscriptions\/[\da-f-]{36}(?:\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[a-zA-Z0-9-]{3,24}\/secrets\/[a-zA-Z0-9-]{1,127}|\/providers\/Microsoft\.KeyVault\/vaults)$/;

/**
 * What the product uses of Azure/azure-rest-api-specs `Microsoft.KeyVault/stable/2023-07-01` (`secrets.json`: `SecretCreateOrUpdateParameters`,
 * `Secret`; `keyvault.json`: `VaultListResult`), restated: the folder of specs has no files for it. A value in an answer is a violation,
 * because the service never gives one.
 */
const contracts: Readonly<Record<string, { readonly request?: object; readonly answer: object }>> = {
  "PUT secret": {
    request: whole({ tags, properties: whole({ value: text, contentType: text, attributes }) }, "properties"),
    answer: whole({ ...resource, properties: whole({ contentType: text, attributes, ...uris }) }, "properties"),
  },
  "GET secret": { answer: whole({ ...resource, properties: whole({ contentType: text, attributes, ...uris }) }, "properties") },
  "GET vaults": { answer: whole({ value: { type: "array", items: { type: "object", required: ["properties"], properties: resource } }, nextLink: text }) },
};

/** What the contract has against an exchange with Microsoft.KeyVault; empty for nothing. */
export function keyVaultViolations({ method, url, requestBody, status, responseBody }: Exchange): readonly string[] {
  const { pathname, searchParams } = new URL(url);
  const contract = contracts[`${method} ${/\/secrets\//.test(pathname) ? "secret" : "vaults"}`];
  if (contract === undefined || !path.test(pathname) || searchParams.get("api-version") !== "2023-07-01") return [`${method} ${pathname} is not of the contract`];
  return [...violations("request", contract.request, requestBody), ...violations("answer", status < 400 ? contract.answer : error, responseBody)];
}

function violations(part: string, schema: object | undefined, body: unknown): readonly string[] {
  if (schema === undefined) return body === undefined ? [] : [`${part}: there is none`];
  const validate = new Ajv({ allErrors: true }).compile(schema);
  return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message = "", params }) => `${part}: ${instancePath} ${message} ${JSON.stringify(params)}`);
}
