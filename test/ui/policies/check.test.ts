import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { checkPolicy } from "../../../src/ui/policies/language/check.ts";
import type { CheckedPlace } from "../../../src/ui/policies/language/check.ts";
import { readMarkup } from "../../../src/ui/policies/language/markup.ts";

const api: CheckedPlace = { scope: "api", webSocket: false, preflights: [] };
const handshake: CheckedPlace = { scope: "operation", webSocket: true, preflights: [] };

/** Each issue as `severity code "marked text"`. */
function issues(source: string, place: CheckedPlace = api): readonly string[] {
  return checkPolicy(source, place).map(({ severity, code, start, end }) => `${severity} ${code} "${source.slice(start, end)}"`);
}

const inbound = (inner: string): string => `<policies>\n  <inbound>\n    <base />\n    ${inner}\n  </inbound>\n</policies>`;

void test("a policy that a SignalR integration uses has no issue, quotes in its expressions included", () => {
  assert.deepEqual(issues(inbound('<set-variable name="hub" value="@(context.Request.Url.Query.GetValueOrDefault("hub", "<a> & b"))" />')), []);
  assert.deepEqual(issues(`<policies><inbound><base /><cors allow-credentials="true"><allowed-origins><origin>https://a.example</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors></inbound><backend><forward-request buffer-response="false" /></backend></policies>`), []);
  assert.deepEqual(issues(inbound('<choose><when condition="@(true)"><return-response><set-status code="401" reason="No" /><set-body>@{ return "<x>"; }</set-body></return-response></when><otherwise><rate-limit-by-key calls="{{limit}}" renewal-period="60" counter-key="@(context.Request.IpAddress)" /></otherwise></choose>'), handshake), []);
});

void test("what is not allowed in a section, at a scope, or on a handshake is marked at its name", () => {
  assert.deepEqual(issues("<policies><outbound><cors><allowed-origins><origin>*</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors></outbound></policies>"), ['error elementNotAllowed "cors"']);
  assert.deepEqual(issues(inbound('<quota calls="1" renewal-period="60" />')), ['error elementNotAllowed "quota"']);
  assert.deepEqual(issues(inbound("<set-body>x</set-body>"), handshake), ['error elementNotAllowed "set-body"']);
  assert.deepEqual(issues(inbound('<send-request response-variable-name="r"><set-url>https://a</set-url><set-method>POST</set-method><set-body>x</set-body></send-request>'), handshake), [], "a call of the policy's own may have a body there too");
  assert.deepEqual(issues("<policies />", { scope: "api", webSocket: true, preflights: [] }), ['error noApiPolicy "policies"']);
  assert.deepEqual(issues(inbound('<choose><when condition="true"><base /></when></choose>')), ['error elementNotAllowed "base"']);
});

void test("every policy that a handshake refuses is marked there, and only those", () => {
  const refused = ["mock-response", "cache-lookup", "cache-store", "cross-domain", "cors", "jsonp", "set-method", "set-body", "xml-to-json", "json-to-xml", "xsl-transform", "validate-content", "validate-parameters", "validate-headers", "validate-status-code"];
  for (const name of refused) {
    const [issue] = checkPolicy(inbound(`<${name} />`), handshake);
    assert.equal(issue?.message, `${name} is refused on the handshake of a WebSocket API.`);
  }
  for (const name of ["validate-jwt", "set-header", "send-request"]) assert.ok(!checkPolicy(inbound(`<${name} />`), handshake).some(({ code }) => code === "elementNotAllowed"), name);
});

void test("attributes: missing ones are errors, unknown ones warnings, and words that are none are marked", () => {
  assert.deepEqual(issues(inbound('<set-header exists-action="overide" nme="a"><value>x</value></set-header>')), ['error attributeMissing "set-header"', 'error valueNotAllowed "overide"', 'warning attributeUnknown "nme"']);
  assert.deepEqual(issues(inbound("<set-backend-service />")), ['error attributeMissing "set-backend-service"']);
  assert.deepEqual(issues(inbound('<rate-limit-by-key calls="many" renewal-period="@(60)" counter-key="{{key}}" />')), ['error valueNotAllowed "many"']);
});

void test("parts: missing ones, strangers, twins and text are marked", () => {
  assert.deepEqual(issues(inbound("<cors><allowed-origins /><allowed-headers><header>*</header></allowed-headers><origin>x</origin></cors>")), ['error elementMissing "allowed-origins"', 'error elementNotAllowed "origin"']);
  assert.deepEqual(issues("<policies><inbound /><inbound /></policies>"), ['error elementTwice "inbound"']);
  assert.deepEqual(issues("<policies><backend><forward-request /><forward-request /></backend></policies>"), ['error elementTwice "forward-request"']);
  assert.deepEqual(issues("<policies><inbound>hello<base /></inbound></policies>"), ['error textNotAllowed "hello"']);
  assert.deepEqual(issues(inbound("<brand-new-policy />")), ['warning elementUnknown "brand-new-policy"']);
  assert.deepEqual(issues("<policy />"), ['error elementNotAllowed "policy"']);
});

void test("cors: an OPTIONS operation beside it, and any origin with credentials, are warned of", () => {
  const cors = inbound('<cors allow-credentials="true"><allowed-origins><origin>*</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors>');
  assert.deepEqual(issues(cors, { ...api, preflights: ["/"] }), ['warning optionsSwitchesCorsOff "cors"', 'warning anyOriginWithCredentials "*"']);
});

void test("what is not well-formed is marked where it is, and what stands before it is still checked", () => {
  const open = '<policies>\n  <inbound>\n    <set-heade name="a" />\n  </outbound>\n</policies>';
  assert.deepEqual(issues(open).slice(0, 1), ['warning elementUnknown "set-heade"']);
  assert.equal(issues(open).filter((issue) => issue.startsWith("error notWellFormed")).length, 1);
  assert.deepEqual(issues("<policies><inbound>"), ['error notWellFormed "inbound"']);
  assert.deepEqual(issues(inbound('<set-variable name="a" value="@(context.Request" />')).at(-1), 'error expressionNotClosed "@("');
  assert.deepEqual(issues(""), ['error notWellFormed ""']);
});

void test("no document, however broken, throws, and every mark lies in it", () => {
  const word = fc.constantFrom("<policies>", "</policies>", "<inbound>", "</inbound>", "<set-header name=\"", "\"", ">", "/>", "@(", ")", "@{", "}", "<cors>", "<!--", "-->", "<![CDATA[", "]]>", "*", "\r\n", " ", "é😀", "{{a}}", "value='x'", "&amp;", "&", "<", "");
  fc.assert(
    fc.property(fc.oneof(fc.array(word, { maxLength: 25 }).map((words) => words.join("")), fc.string({ maxLength: 60 })), (source) => {
      for (const { start, end } of checkPolicy(source, handshake)) assert.ok(start >= 0 && start <= end && end <= Math.max(1, source.length), `${start}..${end} of ${source.length}`);
      for (const { name } of readMarkup(source).elements) assert.equal(source.slice(name.start, name.end), name.text);
    }),
    { numRuns: 2000 },
  );
});
