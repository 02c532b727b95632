import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { serviceTarget } from "../../src/signalr/connectTarget.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { createClientToken, decodeToken, verifyToken } from "../../src/signalr/token.ts";
import type { Claims } from "../../src/signalr/token.ts";

/** Made with the service SDK's own classes; copied from the golden files of the design material. */
const golden = JSON.parse(readFileSync(new URL("fixtures/tokens.json", import.meta.url), "utf8")) as {
  readonly accessKey: string;
  readonly fixedTime: readonly { readonly name: string; readonly inputClaims: readonly (readonly [name: string, value: string, type: string])[]; readonly token: string; readonly header: { readonly alg: string; readonly kid: string }; readonly payload: Claims }[];
  readonly wire: readonly { readonly token?: string; readonly payload: Claims }[];
};
const ENDPOINT = "http://127.0.0.1:8888";
const AUDIENCE = "http://127.0.0.1/client/?hub=chat";
const NOW = 1_893_456_000_000;
const identical = new Set<string>();

/** The claims an app would give: the golden inputs without the prefix that the token adds. */
function given(inputs: readonly (readonly [string, string, string])[]): { readonly userId?: string; readonly claims: Claims } {
  const claims: Record<string, unknown> = {};
  let userId: { readonly userId?: string } = {};
  for (const [name, text, type] of inputs) {
    const plain = name.replace(/^asrs\.u\./, "");
    const value = type === "integer32" ? Number(text) : type === "boolean" ? text === "true" : type === "dateTime" ? text.replace("Z", "+00:00") : text;
    if (name === "asrs.s.uid") {
      userId = { userId: text };
    } else {
      claims[plain] = plain in claims ? [claims[plain], value].flat() : value;
    }
  }
  return { ...userId, claims };
}

for (const { name, inputClaims, token, header, payload } of golden.fixedTime) {
  if (!String(payload["aud"]).includes("/client/")) {
    continue;
  }
  void test(`a client token says what the SDK's says: ${name}`, async () => {
    const ours = await createClientToken({ accessKey: golden.accessKey, endpoint: ENDPOINT, hub: "Chat", now: NOW, keyId: header.kid, ...given(inputClaims) });
    assert.deepEqual(decodeToken(ours).claims, payload);
    if (header.alg === "HS256" && JSON.stringify(decodeToken(ours).claims) === Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) {
      assert.equal(ours, token, "the same bytes are signed the same");
      identical.add(name);
    }
  });
}

void test("every HS256 token for a client is the SDK's byte for byte", () => {
  assert.deepEqual(golden.fixedTime.map(({ name }) => name).filter((name) => !identical.has(name)), ["server token", "HS512"]);
});

void test("tokens the SDK made on the wire pass, and keep their claims", async () => {
  const redirects = golden.wire.filter(({ token }) => token !== undefined);
  assert.ok(redirects.length > 10);
  for (const { token = "", payload } of redirects) {
    const { claims } = await verifyToken({ token, keys: ["another", golden.accessKey], audience: String(payload["aud"]), now: Number(payload["exp"]) * 1000 - 1 });
    assert.deepEqual(claims, payload);
  }
});

async function refusal(options: Partial<Parameters<typeof verifyToken>[0]>): Promise<string> {
  const token = await createClientToken({ accessKey: "primary", endpoint: ENDPOINT, hub: "chat", now: NOW });
  try {
    await verifyToken({ token, keys: ["secondary", "primary"], audience: AUDIENCE, now: NOW, ...options });
  } catch (error) {
    assert.ok(error instanceof Problem);
    assert.equal(error.details.status, 401);
    return error.message;
  }
  return "accepted";
}

void test("a token passes with either key until it expires, and every refusal says why in the service's words", async () => {
  assert.equal(await refusal({}), "accepted");
  assert.equal(await refusal({ now: NOW + 3_599_999 }), "accepted");
  assert.equal(await refusal({ now: NOW + 3_600_000 }), "The token expired at '01/01/2030 01:00:00'");
  assert.equal(await refusal({ now: NOW + 3_600_000, clockToleranceSeconds: 5 }), "accepted");
  assert.equal(await refusal({ keys: ["regenerated"] }), "The signature key was not found");
  assert.equal(await refusal({ audience: "http://gateway/client/?hub=chat" }), "The audience is invalid");
  assert.equal(await refusal({ audience: (audience) => audience.endsWith("hub=other") }), "The audience is invalid");
  assert.equal(await refusal({ token: "not.a.token" }), "The signature key was not found");
});

void test("unsigned tokens and tokens without end are refused", async () => {
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ aud: AUDIENCE, exp: NOW })).toString("base64url")}.`;
  assert.equal(await refusal({ token: unsigned }), "The signature key was not found");
  const { CompactSign } = await import("jose");
  const sign = (payload: string): Promise<string> => new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode("primary"));
  assert.equal(await refusal({ token: await sign(JSON.stringify({ aud: AUDIENCE })) }), "The token has no expiration");
  assert.equal(await refusal({ token: await sign(JSON.stringify({ aud: AUDIENCE, exp: -1e20 })) }), "The token expired at '01/01/1970 00:00:00'");
  assert.equal(await refusal({ token: await sign("[]") }), "The token holds no claims");
  assert.equal(await refusal({ token: await sign("{") }), "The token holds no claims");
});

void test("no text makes checking or showing fail with anything but an explained problem", async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.array(fc.base64String(), { minLength: 2, maxLength: 4 }).map((parts) => parts.join("."))), async (token) => {
    await assert.rejects(verifyToken({ token, keys: ["k"], audience: AUDIENCE }), Problem);
    try {
      decodeToken(token);
    } catch (error) {
      assert.ok(error instanceof Problem);
      assert.equal(error.code, "tokenMalformed");
      assert.ok(token.length < 8 || !error.message.includes(token));
    }
  }), { numRuns: 50 });
});

void test("a token longer than the service takes is refused before it is sent", async () => {
  const options = { accessKey: "k", endpoint: ENDPOINT, hub: "chat" };
  await assert.rejects(createClientToken({ ...options, claims: { long: "x".repeat(4000) } }), { code: "tokenTooLong" });
  assert.ok((await createClientToken({ ...options, claims: { long: "x".repeat(2000) } })).length <= 4096);
});

void test("a decoded token tells when it ends", async () => {
  const token = await createClientToken({ accessKey: "k", endpoint: "https://x.service.signalr.net", hub: "Chat", userId: "ann", now: NOW, lifetimeSeconds: 60, issuer: "azure-signalr" });
  const { header, claims, expiresAt } = decodeToken(token);
  assert.deepEqual(header, { alg: "HS256", typ: "JWT" });
  assert.deepEqual(claims, { "asrs.s.uid": "ann", nbf: NOW / 1000, exp: NOW / 1000 + 60, iat: NOW / 1000, iss: "azure-signalr", aud: "https://x.service.signalr.net/client/?hub=chat" });
  assert.equal(expiresAt, NOW + 60_000);
});

void test("a connection string and a hub give the way through the gateway with a token for the service", async () => {
  const connectionString = parseConnectionString(`Endpoint=https://x.service.signalr.net;AccessKey=key;Version=1.0;ClientEndpoint=https://g.azure-api.net/team/;`);
  const target = serviceTarget({ connectionString, hub: "Chat", userId: "ann", claims: { role: ["a", "b"] } });
  const { url } = target;
  const accessToken = await target.accessToken();
  assert.match(url, /^https:\/\/g\.azure-api\.net\/team\/client\/\?hub=chat&asrs_request_id=[\w-]{36}$/);
  const { claims } = await verifyToken({ token: accessToken, keys: ["key"], audience: "https://x.service.signalr.net/client/?hub=chat" });
  assert.deepEqual([claims["asrs.s.uid"], claims["role"]], ["ann", ["a", "b"]]);
  assert.throws(() => serviceTarget({ connectionString, hub: "/chat" }), { code: "hubNameInvalid" });
  assert.throws(() => serviceTarget({ connectionString: parseConnectionString("Endpoint=https://x;AuthType=azure"), hub: "chat" }), { code: "accessKeyNeeded" });
});
