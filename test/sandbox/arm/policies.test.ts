import assert from "node:assert/strict";
import { test } from "node:test";
import { connectApi, startTestArm } from "./testArm.ts";

const document =
  '<policies>\n  <inbound>\n    <base />\n  </inbound>\n  <backend>\n    <forward-request timeout="240" buffer-response="false" />\n  </backend>\n</policies>';

const cors = "<cors><allowed-origins><origin>https://a</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors>";

void test("a cors policy is kept at API scope", async (t) => {
  const { send, instance } = await startTestArm(t);
  assert.equal((await send("PUT", `${instance}/apis/echo-api/policies/policy`, { body: { properties: { format: "rawxml", value: `<policies><inbound>${cors}<base /></inbound></policies>` } } })).status, 201);
});

void test("a policy is kept at each scope with CRLF line ends, and is 404 until then", async (t) => {
  const { send, instance } = await startTestArm(t);
  for (const scope of ["/apis/echo-api", "/apis/echo-api/operations/retrieve-resource"]) {
    const path = `${instance}${scope}/policies/policy`;
    assert.deepEqual((await send("GET", path)).body.error, { code: "ResourceNotFound", message: "Policy not found." });
    assert.equal((await send("GET", `${instance}${scope}/policies`)).body.count, 0);
    const created = await send("PUT", path, { body: { properties: { format: "rawxml", value: document } } });
    assert.deepEqual([created.status, created.body.id], [201, path]);
    const raw = await send("GET", path, { query: { format: "rawxml" } });
    assert.deepEqual(raw.body.properties, { format: "rawxml", value: document.replaceAll("\n", "\r\n") });
    assert.equal((await send("GET", path)).body.properties?.["format"], "xml");
    assert.equal((await send("PUT", path, { body: { properties: { value: document } }, headers: { "If-Match": created.etag } })).status, 200);
    assert.equal((await send("DELETE", path, { headers: { "If-Match": created.etag } })).status, 412);
    assert.equal((await send("DELETE", path, { headers: { "If-Match": "*" } })).status, 200);
    assert.equal((await send("DELETE", path, { headers: { "If-Match": "*" } })).status, 204);
  }
  assert.match(String((await send("GET", `${instance}/policies/policy`)).body.properties?.["value"]), /<forward-request \/>/);
});

void test("a WebSocket API takes its policy at onHandshake only", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  await finish("PUT", `${instance}/apis/ws`, { body: connectApi });
  const refused = await send("PUT", `${instance}/apis/ws/policies/policy`, { body: { properties: { value: document } } });
  assert.deepEqual(
    [refused.status, refused.body.error],
    [400, { code: "ValidationError", message: "Not allowed at 'Api' scope for 'WEBSOCKET' api type" }],
  );
  const onHandshake = `${instance}/apis/ws/operations/onHandshake/policies/policy`;
  const withCors = await send("PUT", onHandshake, { body: { properties: { value: `<policies><inbound>${cors}</inbound></policies>` } } });
  assert.match(withCors.body.error?.details?.[0]?.message ?? "", /'cors' is not allowed on the onHandshake operation/);
  assert.equal((await send("PUT", onHandshake, { body: { properties: { value: document } } })).status, 201);
});

void test("what the gateway cannot run is refused when it is saved, with its place", async (t) => {
  const { send, instance } = await startTestArm(t);
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      '<policies>\n  <inbound>\n    <mock-response status-code="200" />\n  </inbound>\n</policies>',
      /^Error in element 'mock-response' on line 3, column 6: The sandbox cannot run this; API Management may: the policy 'mock-response'\./,
    ],
    ["<policies><inbound><forward-request /></inbound></policies>", /not allowed in this section/],
    ["<policies><backend><forward-request /><forward-request /></backend></policies>", /only once/],
    ["<policies><backend><forward-request retries='3' /></backend></policies>", /'retries' attribute/],
    ["<policies><backend><forward-request follow-redirects='true' /></backend></policies>", /cannot run this; API Management may: 'forward-request' with 'follow-redirects'/],
    ["<policies><backend><forward-request timeout='soon' /></backend></policies>", /whole number of seconds/],
    ["<policies><backend><forward-request buffer-response='no' /></backend></policies>", /neither true nor false/],
    [`<policies><backend>${cors}</backend></policies>`, /not allowed in this section/],
    [`<policies><inbound>${cors}${cors}</inbound></policies>`, /only once/],
    ["<policies><inbound><cors><allowed-origins><origin>https://a</origin></allowed-origins></cors></inbound></policies>", /incomplete content.*'allowed-headers'/],
    [`<policies><inbound>${cors.replaceAll("origin>", "host>")}</inbound></policies>`, /'allowed-origins' has invalid child element 'host'/],
    [`<policies><inbound>${cors.replace("https://a", "")}</inbound></policies>`, /'origin' must not be empty/],
    [`<policies><inbound>${cors.replace("https://a", "{{origin}}")}</inbound></policies>`, /Cannot find a property 'origin'/],
    ["<policies><inbound /><inbound /></policies>", /'inbound' may appear only once/],
    ["<policies><sideways /></policies>", /invalid child element 'sideways'/],
    ["<policies><inbound><base><base /></base></inbound></policies>", /cannot contain elements/],
    ["<policies><inbound>text</inbound></policies>", /cannot contain text/],
    ["<policy />", /root element must be 'policies'/],
    ["<policies><inbound></policies>", /on line 1/],
    ["<policies><inbound><set-header name='a'>text</set-header></inbound></policies>", /incomplete content.*'value'/],
    ["<policies><inbound><set-header name='a'><value>b</value>text</set-header></inbound></policies>", /cannot contain text.*'value'/],
    ["<policies><inbound><set-variable name='a' /></inbound></policies>", /Required attribute 'value' is missing/],
    ["<policies><inbound><include-fragment fragment-id='f' /></inbound></policies>", /API Management may.*no policy fragments/],
    ["<policies><backend><retry condition='@(true)' count='2' interval='1'><forward-request /></retry></backend></policies>", /API Management may.*tries once/],
    ["<policies><inbound><wait for='all' /></inbound></policies>", /API Management may.*one after the other/],
    ["<policies><inbound><limit-concurrency key='a' max-count='1' /></inbound></policies>", /API Management may: 'limit-concurrency'/],
    ["<policies><inbound><choose><when condition='@(1)' /></choose></inbound></policies>", /Cannot implicitly convert type 'int' to 'bool'/],
    ["<policies><inbound><choose><when condition='yes' /></choose></inbound></policies>", /neither true nor false/],
    ["<policies><inbound><set-header name='a'><value>Bearer @(1)</value></set-header></inbound></policies>", /API Management may: text next to a policy expression/],
    ['<policies><inbound><set-variable name="x" value="@(context.Request.Method" /></inbound></policies>', /line 1, column 50: .*never closed/],
  ];
  for (const [value, expected] of cases) {
    const { status, body } = await send("PUT", `${instance}/apis/echo-api/policies/policy`, { body: { properties: { format: "rawxml", value } } });
    assert.deepEqual([status, body.error?.code], [400, "ValidationError"], value);
    assert.match(body.error?.details?.[0]?.message ?? "", expected);
  }
  assert.equal((await send("GET", `${instance}/apis/echo-api/policies/policy`)).status, 404);
});

void test("text that is no XML, a link and a wrong id are refused, saying why", async (t) => {
  const { send, instance } = await startTestArm(t);
  const put = async (properties: unknown, id = "policy"): Promise<string> => {
    const { status, body } = await send("PUT", `${instance}/apis/echo-api/policies/${id}`, { body: { properties } });
    assert.equal(status, 400);
    return body.error?.details?.[0]?.message ?? body.error?.message ?? "";
  };
  assert.equal(await put({ value: "not xml" }), "Data at the root level is invalid. Line 1, position 1.");
  assert.match(await put({ format: "rawxml-link", value: "https://x" }), /does not fetch policies from elsewhere/);
  assert.match(await put({ format: "json", value: document }), /must be one of/);
  assert.match(await put({}), /must not be empty/);
  assert.match(await put({ value: document }, "other"), /must be 'policy'/);
  assert.match(await put({ value: `<policies>${" ".repeat(600_000)}</policies>` }), /at most/);
});

void test("expressions come back escaped or as they are, as asked for, however they were sent", async (t) => {
  const { send, instance } = await startTestArm(t);
  const path = `${instance}/apis/echo-api/policies/policy`;
  const raw = '<policies>\r\n<inbound><base /><set-header name="a &amp; b"><value>@(1 < 2 && "x" != "y" ? "&" : "")</value></set-header><set-variable name="v" value="@("q")" /></inbound></policies>';
  const escaped = raw.replace('@(1 < 2 && "x" != "y" ? "&" : "")', "@(1 &lt; 2 &amp;&amp; &quot;x&quot; != &quot;y&quot; ? &quot;&amp;&quot; : &quot;&quot;)").replace('@("q")', "@(&quot;q&quot;)");
  for (const [format, value] of [["rawxml", raw], ["xml", escaped], [undefined, escaped], ["rawxml", escaped]] as const) {
    const put = await send("PUT", path, { body: { properties: { value, ...(format === undefined ? {} : { format }) } } });
    assert.ok(put.status === 200 || put.status === 201, JSON.stringify(put.body));
    assert.equal((await send("GET", path)).body.properties?.["value"], escaped, `sent as ${format}`);
    assert.equal((await send("GET", path, { query: { format: "rawxml" } })).body.properties?.["value"], raw, `sent as ${format}`);
  }
  const refused = await send("PUT", path, { body: { properties: { format: "xml", value: raw } } });
  assert.equal(refused.status, 400, "in the format xml an expression is XML as well");
});

void test("faults are told together, an expression's at its own place", async (t) => {
  const { send, instance } = await startTestArm(t);
  const value = '<policies>\n <inbound>\n  <mock-response />\n  <set-header name="a">\n   <value>@(context.Requests)</value>\n  </set-header>\n  <set-variable name="b" value="{{none}}" />\n </inbound>\n</policies>';
  const { body } = await send("PUT", `${instance}/apis/echo-api/policies/policy`, { body: { properties: { format: "rawxml", value } } });
  assert.deepEqual(body.error?.details?.map(({ target, message }) => [target, /on line (\d+), column (\d+)/.exec(message)?.slice(1).join(":")]), [["mock-response", "3:4"], ["value", "5:21"], ["set-variable", "7:4"]]);
  assert.match(body.error?.details?.[2]?.message ?? "", /: Cannot find a property 'none'$/);
});
