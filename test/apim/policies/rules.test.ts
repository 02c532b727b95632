import assert from "node:assert/strict";
import { test } from "node:test";
import { cors, corsList, corsOf, withoutCors } from "../../../src/apim/policies/cors.ts";
import { checkOrigins } from "../../../src/apim/policies/origins.ts";
import { parsePolicy } from "../../../src/apim/policies/parse.ts";
import type { PolicyRule } from "../../../src/apim/policies/rule.ts";
import { documentText, isSigned } from "../../../src/apim/policies/rule.ts";
import { unbuffered } from "../../../src/apim/policies/unbuffered.ts";
import { Problem } from "../../../src/signalr/problem.ts";

const origins = ["https://app.contoso.com", "http://localhost:3000"];
const listed = cors({ origins, methods: ["GET", "POST", "DELETE"], headers: [] });

function met(rule: PolicyRule, ...documents: readonly (string | undefined)[]): boolean {
  return rule.met(documents.map((xml) => (xml === undefined ? undefined : parsePolicy(xml))));
}

function amended(rule: PolicyRule, xml: string): string {
  const root = parsePolicy(xml);
  assert.ok(root !== undefined);
  return rule.amended(xml, root);
}

void test("the documents publishing writes are signed and do what they are for", () => {
  for (const rule of [unbuffered, listed]) {
    const text = documentText([rule]);
    assert.ok(text !== undefined && isSigned(text));
    assert.ok(met(rule, text));
  }
});

void test("answers are unbuffered by the operation's forward-request or one it inherits", () => {
  const off = '<policies><backend><forward-request buffer-response="false" /></backend></policies>';
  assert.equal(met(unbuffered, undefined, undefined), false, "the default gathers");
  assert.ok(met(unbuffered, off));
  assert.ok(met(unbuffered, "<policies><backend><base /></backend></policies>", off));
  assert.ok(met(unbuffered, "<policies><inbound /></policies>", off));
  assert.equal(met(unbuffered, "<policies><backend><forward-request /></backend></policies>", off), false);
  assert.equal(met(unbuffered, '<policies><backend><choose><when condition="x"><forward-request /></when><otherwise><forward-request buffer-response="false" /></otherwise></choose></backend></policies>'), false);
});

void test("a document somebody wrote is changed in the one place that matters", () => {
  for (const [before, after] of [
    ["<policies>\n  <!-- mine -->\n  <backend>\n    <forward-request timeout='9' />\n  </backend>\n</policies>", '<policies>\n  <!-- mine -->\n  <backend>\n    <forward-request timeout="9" buffer-response="false" />\n  </backend>\n</policies>'],
    ["<policies>\n  <backend>\n    <base />\n  </backend>\n</policies>", '<policies>\n  <backend>\n    <forward-request buffer-response="false" />\n  </backend>\n</policies>'],
  ] as const) {
    assert.equal(amended(unbuffered, before), after);
  }
  for (const before of ["<policies />", "<policies></policies>", "<policies><inbound><base/></inbound></policies>", "<policies><backend /></policies>", "<policies><backend><choose><when condition='x'><forward-request/></when><otherwise><forward-request/></otherwise></choose></backend></policies>"]) {
    assert.ok(met(unbuffered, amended(unbuffered, before)), before);
    assert.ok(met(listed, amended(listed, before)), before);
  }
});

void test("a cors policy that allows more methods and headers will do; other origins, or no credentials, will not", () => {
  const other = '<policies><inbound><rate-limit calls="1" /><cors allow-credentials="true"><allowed-origins><origin>http://localhost:3000/</origin><origin>https://app.contoso.com</origin></allowed-origins><allowed-methods><method>*</method></allowed-methods><allowed-headers><header>*</header></allowed-headers></cors><base /></inbound></policies>';
  assert.ok(met(listed, other));
  assert.equal(met(listed, other.replace('"true"', '"false"')), false);
  assert.equal(met(listed, other.replace("localhost:3000", "localhost:3001")), false);
  assert.equal(met(listed, other.replace("<method>*</method>", "<method>POST</method>")), false);
  const repaired = amended(listed, other.replace("localhost:3000/", "evil.example").replace("<header>*</header>", "<header>x-own</header>"));
  const policy = corsOf(parsePolicy(repaired));
  assert.ok(policy !== undefined);
  assert.deepEqual(corsList(policy, "allowed-origins"), origins);
  assert.ok(corsList(policy, "allowed-headers").includes("x-own"), "what somebody allowed beyond it stays");
  assert.match(repaired, /<rate-limit calls="1" \/>/);
});

void test("without CORS nothing but the cors policy goes", () => {
  const xml = amended(listed, "<policies>\n  <inbound>\n    <base />\n  </inbound>\n</policies>");
  assert.ok(met(listed, xml) && !met(withoutCors, xml));
  assert.equal(amended(withoutCors, xml), "<policies>\n  <inbound>\n    <base />\n  </inbound>\n</policies>");
});

void test("an origin is what browsers send, and never a wildcard", () => {
  assert.deepEqual(checkOrigins([" HTTPS://App.contoso.com:443/ ", "http://localhost:3000", "https://app.contoso.com"]), origins);
  for (const [text, code] of [["*", "corsWildcard"], ["https://*.contoso.com", "corsWildcard"], ["app.contoso.com", "corsOriginInvalid"], ["https://app.contoso.com/page", "corsOriginInvalid"], ["null", "corsOriginInvalid"], ["ftp://a", "corsOriginInvalid"], ["", "corsOriginInvalid"]] as const) {
    assert.throws(() => checkOrigins([text]), (error) => error instanceof Problem && error.code === code, text);
  }
});
