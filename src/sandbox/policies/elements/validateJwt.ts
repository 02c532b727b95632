import { readJwt } from "../../expressions/library/jwt.ts";
import type { PolicyDefinition } from "../definition.ts";
import { cannotRun } from "../fault.ts";
import { checkClaims, jwtFailure, verifiedClaims } from "../jwt.ts";
import type { RequiredClaim, SigningKey } from "../jwt.ts";
import { openIdKeys } from "../openId.ts";
import type { PolicyReader } from "../policyReader.ts";
import type { Run } from "../run.ts";
import type { Get } from "../values.ts";

/** `validate-jwt`: only requests with a good token. Keys come from the document or from an OpenID configuration on this machine. */
export const validateJwt: PolicyDefinition = {
  sections: ["inbound"],
  compile(element) {
    const token = readToken(element);
    const status = element.whole("failed-validation-httpcode", 401, { least: 100, most: 999, what: "number" });
    const message = element.text("failed-validation-error-message");
    const expires = element.flag("require-expiration-time", true);
    const skew = element.whole("clock-skew", 0, { what: "number of seconds" });
    if (element.oneOf("require-signed-tokens", ["true", "false"], "true") === "false") element.refuse(cannotRun("'validate-jwt' for tokens without a signature."));
    const output = element.fixed("output-token-variable-name");
    const keys = element.child("issuer-signing-keys", (list) => list.children("key", readKey)) ?? [];
    const configurations = element.children("openid-config", (config) => config.required("url"));
    if (keys.length + configurations.length === 0) element.refuse("The element 'validate-jwt' has incomplete content. List of possible elements expected: 'openid-config, issuer-signing-keys'.");
    if (element.source.children.some(({ name }) => name === "decryption-keys")) element.refuse(cannotRun("'validate-jwt' with 'decryption-keys'."));
    const texts = (list: string, item: string): readonly Get<string>[] => element.child(list, (child) => child.requiredChildren(item, (each) => each.requiredContent())) ?? [];
    const [audiences, issuers] = [texts("audiences", "audience"), texts("issuers", "issuer")];
    const claims = element.child("required-claims", (list) => list.requiredChildren("claim", readClaim)) ?? [];

    return async (run, entry) => {
      const all = (gets: readonly Get<string>[]): readonly string[] => gets.map((get) => get(run).trim());
      const fail = (reason: string, text: string, shown: string): never => {
        throw jwtFailure(reason, text, { status: status(run), message: message?.(run) ?? shown });
      };
      const given = token(run);
      if (given === "") return fail("TokenNotPresent", "JWT not present.", "JWT not present.");
      const found = await Promise.all(all(configurations).map((url) => openIdKeys(run, url)));
      const checks = { audiences: all(audiences), issuers: [...all(issuers), ...found.map(({ issuer }) => issuer)], skewSeconds: skew(run), expires: expires(run), now: run.services.counters.now() };
      const result = await verifiedClaims(given, [...keys.map((key) => key(run)), ...found.flatMap(({ keys }) => keys)], checks);
      // The body tells no caller what was wrong; the trace and LastError do.
      if ("reason" in result) return fail(result.reason, result.message, "Invalid JWT.");
      const lacking = checkClaims(result.claims, claims.map((claim) => claim(run)));
      if (lacking !== undefined) return fail(lacking.reason, lacking.message, "Invalid JWT.");
      const read = output === undefined ? undefined : readJwt(given);
      if (output !== undefined && read !== undefined) run.variables.set(output, read);
      const { sub } = result.claims;
      entry.details.push(["token", typeof sub === "string" ? `accepted, subject ${sub}` : "accepted"]);
      return undefined;
    };
  },
};

/** Where the token is, without its scheme; empty where there is none. */
function readToken(element: PolicyReader): Get<string> {
  const [header, parameter, value] = [element.text("header-name"), element.text("query-parameter-name"), element.text("token-value")];
  const scheme = element.fixed("require-scheme");
  if ([header, parameter, value].filter((each) => each !== undefined).length !== 1) {
    element.refuse("Exactly one of the attributes 'header-name', 'query-parameter-name' and 'token-value' is required.");
  }
  const text = (run: Run): string => {
    if (header !== undefined) return run.request.headers.values(header(run))[0] ?? "";
    return (parameter === undefined ? value?.(run) : run.request.query.values(parameter(run))[0]) ?? "";
  };
  return (run) => {
    const [first = "", second] = text(run).trim().split(/\s+/);
    if (second === undefined) return scheme === undefined ? first : "";
    return scheme === undefined || scheme.toLowerCase() === first.toLowerCase() ? second : "";
  };
}

function readKey(element: PolicyReader): Get<SigningKey> {
  if (element.has("certificate-id")) element.refuse(cannotRun("'validate-jwt' with keys of certificates."));
  const [id, modulus, exponent, secret] = [element.source.attributes.has("id") ? element.fixed("id") : undefined, element.fixed("n"), element.fixed("e"), element.content()];
  if (modulus !== undefined && exponent !== undefined) {
    const key: SigningKey = { id, jwk: { kty: "RSA", n: modulus, e: exponent } };
    return () => key;
  }
  const text = secret ?? element.refuse("The element 'key' must not be empty.");
  return (run) => ({ id, secret: Buffer.from(text(run).trim(), "base64") });
}

function readClaim(element: PolicyReader): Get<RequiredClaim> {
  const name = element.requiredFixed("name");
  const all = element.oneOf("match", ["all", "any"], "all") === "all";
  const separator = element.fixed("separator");
  const values = element.children("value", (value) => value.requiredContent());
  return (run) => ({ name, all, separator, values: values.map((value) => value(run).trim()) });
}
