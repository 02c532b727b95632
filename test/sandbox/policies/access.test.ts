import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { SignJWT } from "jose";
import { textOf } from "../../../src/sandbox/model.ts";
import { startBackend } from "../gateway/fixture.ts";
import type { Answer } from "../gateway/fixture.ts";
import { header, refusalOf, startPoliced } from "./fixture.ts";
import type { Policed } from "./fixture.ts";

const secret = Buffer.from("a key of at least thirty-two bytes!!");
const key = `<issuer-signing-keys><key>${secret.toString("base64")}</key></issuer-signing-keys>`;
/** The message in the gateway's own error body. */
const message = ({ body }: Answer): string => (JSON.parse(body) as { message: string }).message;
const limited = (attributes: string): string => `<rate-limit-by-key calls="2" renewal-period="60" counter-key="a" ${attributes} /><base />`;

void test("a rate is limited by key in a sliding window, saying when to come back", async (t) => {
  let now = 1_000_000;
  const gateway = await startPoliced(t, { inbound: limited('remaining-calls-header-name="X-Left" total-calls-header-name="X-Total"') }, { now: () => now });
  const first = await gateway.call();
  assert.deepEqual([first.status, first.headers["x-left"], first.headers["x-total"]], [200, "1", "2"]);
  now += 30_000;
  assert.equal((await gateway.call()).headers["x-left"], "0");
  const refused = await gateway.call();
  assert.deepEqual([refused.status, refused.headers["retry-after"], message(refused)], [429, "30", "Rate limit is exceeded. Try again in 30 seconds."]);
  now += 30_001;
  assert.equal((await gateway.call()).status, 200, "the first call is out of the window");
  assert.equal((await gateway.call()).status, 429, "the second still counts");
});

void test("each key has calls of its own", async (t) => {
  const gateway = await startPoliced(t, { inbound: '<rate-limit-by-key calls="1" renewal-period="60" counter-key="@(context.Request.Headers.GetValueOrDefault("X-Who", ""))" /><base />' });
  const status = async (who: string): Promise<number> => (await gateway.call("", { headers: { "X-Who": who } })).status;
  assert.deepEqual([await status("a"), await status("b"), await status("a")], [200, 200, 429]);
});

void test("a quota is 403 until its period is over", async (t) => {
  let now = 0;
  const gateway = await startPoliced(t, { inbound: '<quota-by-key calls="1" renewal-period="3700" counter-key="k" /><base />' }, { now: () => now });
  assert.equal((await gateway.call()).status, 200);
  const refused = await gateway.call();
  assert.deepEqual([refused.status, message(refused)], [403, "Out of call volume quota. Quota will be replenished in 01:01:40."]);
  now += 3_700_001;
  assert.equal((await gateway.call()).status, 200);
});

void test("calls are limited by subscription, and not without one", async (t) => {
  const gateway = await startPoliced(t, { inbound: '<rate-limit calls="1" renewal-period="60" /><base />' });
  const call = async (own: string): Promise<number> => (await gateway.call("", { headers: { "Ocp-Apim-Subscription-Key": own } })).status;
  const own = textOf(gateway.instance.subscriptions.get("master")?.properties["primaryKey"]);
  assert.deepEqual([await call(own), await call(own), await call("none"), await call("none")], [200, 429, 200, 200]);
});

void test("a header is checked for being there and for its value", async (t) => {
  const gateway = await startPoliced(t, { inbound: '<check-header name="X-In" failed-check-httpcode="418" failed-check-error-message="No way" ignore-case="true"><value>Open</value></check-header><base />' });
  const refused = await gateway.call();
  assert.deepEqual([refused.status, message(refused)], [418, "No way"]);
  assert.match(gateway.trace().entries[0]?.failed ?? "", /^HeaderNotFound: Header X-In was not found in the request/);
  assert.equal((await gateway.call("", { headers: { "X-In": "shut" } })).status, 418);
  assert.equal((await gateway.call("", { headers: { "X-In": "open" } })).status, 200);
});

const filter = (action: string, inside: string): string => `<ip-filter action="${action}">${inside}</ip-filter><base />`;

void test("callers are let in or kept out by address", async (t) => {
  const gateway = await startPoliced(t, { inbound: filter("allow", '<address-range from="127.0.0.0" to="127.0.0.255" />') });
  assert.equal((await gateway.call()).status, 200);
  gateway.save({ inbound: filter("forbid", "<address>127.0.0.1</address>") });
  assert.equal((await gateway.call()).status, 403);
  gateway.save({ inbound: filter("allow", "<address>10.0.0.1</address>") });
  assert.equal(message(await gateway.call()), "Caller IP address 127.0.0.1 is not allowed. Access denied.");
  assert.match(refusalOf(gateway.instance, `<policies><inbound>${filter("allow", "<address>nowhere</address>")}</inbound></policies>`), /'nowhere' is not an IP address/);
});

async function tokenFor(claims: Record<string, unknown>, signedWith: Uint8Array = secret): Promise<string> {
  return new SignJWT({ exp: Math.floor(Date.now() / 1000) + 60, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(signedWith);
}

async function startChecked(t: TestContext, inside: string, attributes = 'header-name="Authorization"'): Promise<{ gateway: Policed; reason: (token?: string) => Promise<string> }> {
  const gateway = await startPoliced(t, { inbound: `<validate-jwt ${attributes}>${inside}</validate-jwt><base />` });
  return {
    gateway,
    reason: async (token) => {
      const { status } = await gateway.call("", token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
      return `${status} ${gateway.trace().entries[0]?.failed?.split(":")[0] ?? ""}`.trim();
    },
  };
}

void test("a token is checked for signature, time, audience, issuer and claims, each refusal with its own reason", async (t) => {
  const { gateway, reason } = await startChecked(t, `${key}<audiences><audience>chat</audience></audiences><issuers><issuer>me</issuer></issuers><required-claims><claim name="role" match="any" separator=","><value>admin</value><value>owner</value></claim></required-claims>`);
  const good = { aud: "chat", iss: "me", role: "guest,admin" };
  assert.equal(await reason(await tokenFor(good)), "200");
  assert.equal(await reason(), "401 TokenNotPresent");
  assert.equal(message(await gateway.call()), "JWT not present.");
  assert.equal(await reason("not.a.token"), "401 JwtInvalid");
  assert.equal(await reason(await tokenFor(good, Buffer.from("another key of at least 32 bytes!!!!"))), "401 TokenSignatureInvalid");
  assert.equal(await reason(await tokenFor({ ...good, exp: 1000 })), "401 TokenExpired");
  assert.equal(await reason(await tokenFor({ ...good, exp: undefined })), "401 TokenExpired");
  assert.equal(await reason(await tokenFor({ ...good, aud: "other" })), "401 TokenAudienceNotAllowed");
  assert.equal(await reason(await tokenFor({ ...good, iss: "other" })), "401 TokenIssuerNotAllowed");
  assert.equal(await reason(await tokenFor({ aud: "chat", iss: "me" })), "401 TokenClaimNotFound");
  assert.equal(await reason(await tokenFor({ ...good, role: "guest" })), "401 TokenClaimValueNotAllowed");
  assert.equal(message(await gateway.call("", { headers: { Authorization: `Bearer ${await tokenFor({ ...good, iss: "x" })}` } })), "Invalid JWT.", "the body does not tell what was wrong");
});

void test("a token may come in the query, and be refused in one's own words and status", async (t) => {
  const { gateway } = await startChecked(t, key, 'query-parameter-name="access_token" failed-validation-httpcode="403" failed-validation-error-message="Sign in first"');
  const refused = await gateway.call();
  assert.deepEqual([refused.status, message(refused)], [403, "Sign in first"]);
  assert.equal((await gateway.call(`?access_token=${await tokenFor({})}`)).status, 200);
});

void test("an accepted token is a variable whose claims later policies read", async (t) => {
  const gateway = await startPoliced(t, { inbound: `<base /><validate-jwt header-name="Authorization" output-token-variable-name="jwt">${key}</validate-jwt>${header("X-Roles", '@(string.Join("+", ((Jwt)context.Variables["jwt"]).Claims["role"]))')}` });
  assert.equal((await gateway.echo("", { headers: { Authorization: `Bearer ${await tokenFor({ role: ["a", "b"] })}` } })).headers["x-roles"], "a+b");
});

void test("keys come from an OpenID configuration of this machine, fetched once", async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { publicKey: other, privateKey: otherPrivate } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const asked: string[] = [];
  const issuer = await startBackend(t, (request, response) => {
    asked.push(request.url ?? "");
    const base = `http://${request.headers.host}`;
    const documents: Record<string, unknown> = { "/config": { issuer: base, jwks_uri: `${base}/keys` }, "/keys": { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" }, { ...other.export({ format: "jwk" }), kid: "k2" }] } };
    response.end(JSON.stringify(documents[request.url ?? ""]));
  });
  const { reason } = await startChecked(t, `<openid-config url="${issuer.url}/config" />`);
  const token = async (kid: string, signedWith = privateKey, iss = issuer.url): Promise<string> => new SignJWT({ iss }).setExpirationTime("1m").setProtectedHeader({ alg: "RS256", kid }).sign(signedWith);
  assert.equal(await reason(await token("k1")), "200");
  assert.equal(await reason(await token("k2", otherPrivate)), "200");
  assert.equal(await reason(await token("k1", otherPrivate)), "401 TokenSignatureInvalid");
  assert.equal(await reason(await token("k9")), "401 TokenSignatureKeyNotFound");
  assert.equal(await reason(await token("k1", privateKey, "http://other")), "401 TokenIssuerNotAllowed");
  assert.deepEqual(asked, ["/config", "/keys"]);
});

void test("an OpenID configuration elsewhere is not asked", async (t) => {
  const { reason, gateway } = await startChecked(t, '<openid-config url="https://login.microsoftonline.com/common/.well-known/openid-configuration" />');
  assert.equal(await reason(await tokenFor({})), "500 OpenIdConfigUnavailable");
  assert.match(gateway.trace().entries[0]?.failed ?? "", /reach only this machine/);
});

void test("the instance's identity goes to the backend in the caller's place, where it has one", async (t) => {
  const inbound = '<authentication-managed-identity resource="https://signalr.azure.com" /><base />';
  const gateway = await startPoliced(t, { inbound }, { identityToken: "the-identity-token" });
  assert.equal((await gateway.echo("", { headers: { Authorization: "Bearer mine" } })).headers["authorization"], "Bearer the-identity-token");
  const without = await startPoliced(t, { inbound });
  assert.equal((await without.call()).status, 500);
  without.save({ inbound: inbound.replace("resource", 'ignore-error="true" resource') + header("X-On", "y") });
  assert.equal((await without.echo()).headers["x-on"], "y");
});
