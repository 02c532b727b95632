import type { JWK } from "jose";
import * as v from "valibot";
import type { SigningKey } from "./jwt.ts";
import { PolicyError } from "./run.ts";
import type { Run } from "./run.ts";

/** What an OpenID configuration says of the tokens of its issuer. */
export interface OpenIdKeys {
  readonly issuer: string;
  readonly keys: readonly SigningKey[];
}

const configuration = v.object({ issuer: v.string(), jwks_uri: v.string() });
const keySet = v.object({ keys: v.array(v.looseObject({ kty: v.string(), kid: v.optional(v.string()) })) });

/** How long a configuration counts, in milliseconds: it is fetched about hourly (apim-facts 3.3). */
const lifetimeMs = 3_600_000;
const timeoutMs = 10_000;

/** @throws PolicyError where the configuration or its keys cannot be had */
export async function openIdKeys(run: Run, url: string): Promise<OpenIdKeys> {
  const { documents, counters } = run.services;
  const known = documents.get(url);
  if (known !== undefined && counters.now() - known.at < lifetimeMs) return known.keys;
  const { issuer, jwks_uri: keysUrl } = await fetched(run, url, configuration);
  const { keys } = await fetched(run, keysUrl, keySet);
  const read: OpenIdKeys = { issuer, keys: keys.map((jwk) => ({ id: jwk.kid, jwk: jwk as JWK })) };
  documents.set(url, { at: counters.now(), keys: read });
  return read;
}

async function fetched<T>(run: Run, url: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const failed = (why: string): PolicyError => new PolicyError("validate-jwt", "OpenIdConfigUnavailable", `The OpenID configuration ${url} cannot be had: ${why}`);
  const answer = await run.services.call({ url, method: "GET", headers: ["Accept", "application/json"], body: undefined, timeoutMs, signal: run.signal }).catch((error: unknown) => {
    throw failed(error instanceof Error ? error.message : "it failed.");
  });
  const text = new TextDecoder().decode(answer.body?.read(true) ?? new Uint8Array());
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (answer.statusCode !== 200 || !parsed.success) throw failed(`it answered ${answer.statusCode}${parsed.success ? "" : ", and not with what it should hold"}.`);
  return parsed.output;
}
