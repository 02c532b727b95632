import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ArmError } from "../../../src/sandbox/arm/errors.ts";
import { checkPolicyDocument } from "../../../src/sandbox/arm/policyDocument.ts";
import { policies, setNamedValue, startPoliced } from "./fixture.ts";

/** Documents that are good, from which every fuzzed one is made. No address of a backend stands in them: a fuzzed one could lead anywhere. */
const good: readonly string[] = [
  policies({
    inbound:
      '<base /><set-variable name="n" value="@(context.Request.Url.Query.GetValueOrDefault("n", "1"))" /><choose><when condition="@(context.Variables.ContainsKey("n") && "a<b".Length == 3)"><set-header name="X-N" exists-action="append"><value>@($"{context.Variables["n"]}")</value><value>{{nv}}</value></set-header></when><otherwise><return-response><set-status code="204" reason="No" /></return-response></otherwise></choose>',
    outbound: "<base /><set-body>@{ var x = context.Response.StatusCode; return x + \"!\"; }</set-body>",
    onError: '<set-header name="E"><value>@(context.LastError.Reason)</value></set-header><base />',
  }),
  policies({
    inbound:
      '<cors allow-credentials="true"><allowed-origins><origin>https://a</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors><rate-limit-by-key calls="100000" renewal-period="60" counter-key="@(context.Request.IpAddress)" /><ip-filter action="forbid"><address>10.0.0.1</address></ip-filter><base /><rewrite-uri template="/x/{id}?y=1" /><set-query-parameter name="q" exists-action="override"><value>1</value></set-query-parameter>',
    backend: '<forward-request timeout="5" buffer-response="false" />',
  }),
  policies({ inbound: '<base /><validate-jwt header-name="Authorization"><issuer-signing-keys><key>c2VjcmV0</key></issuer-signing-keys></validate-jwt><send-request response-variable-name="r" ignore-error="true" timeout="1"><set-url>http://127.0.0.1:9/</set-url><set-body>@("x")</set-body></send-request>' }),
];

/** A cut, a repetition or an insertion somewhere. */
const change = fc.record({
  at: fc.nat(),
  length: fc.integer({ min: 0, max: 40 }),
  with: fc.oneof(fc.constantFrom("", "<", ">", '"', "'", "@(", ")", "@{", "}", "<base />", "{{nv}}", "{{none}}", "&", "&quot;", "</inbound>", "<!--", " id='x'", "\n", "null", "((((("), fc.string({ maxLength: 6 })),
});
/** A word or number in the place of another. */
const word = fc.record({ which: fc.nat(), by: fc.constantFrom("true", "false", "0", "1", "7", "-1", "99999999999", "n", "X-N", "append", "delete", "skip", "204", "api", "context", "null", "GetValueOrDefault", "Length", "{{nv}}", "a b") });
const reworded = fc.tuple(fc.constantFrom(...good), fc.array(word, { minLength: 1, maxLength: 3 })).map(([text, words]) =>
  words.reduce((changed, { which, by }) => {
    const found = [...changed.matchAll(/(?<=["'>( .])[\w-]+(?=["'<) .])/g)];
    const chosen = found[which % Math.max(1, found.length)];
    return chosen === undefined ? changed : changed.slice(0, chosen.index) + by + changed.slice(chosen.index + chosen[0].length);
  }, text),
);
const cut = fc.tuple(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) =>
  changes.reduce((changed, { at, length, with: by }) => {
    const index = at % (changed.length + 1);
    return changed.slice(0, index) + by + changed.slice(index + length);
  }, text),
);

void test("a fuzzed document is refused with a place or accepted, and what is accepted never brings the gateway down", async (t) => {
  const gateway = await startPoliced(t, {});
  const { instance } = gateway;
  setNamedValue(instance, "nv", "value");
  for (const text of good) checkPolicyDocument(text, "rawxml", { instance, scope: "api", onHandshake: false });
  const shop = instance.apis.get("shop");
  assert.ok(shop);
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, reworded), fc.boolean(), async (value, onHandshake) => {
      try {
        checkPolicyDocument(value, "rawxml", { instance, scope: "api", onHandshake });
      } catch (error) {
        assert.ok(error instanceof ArmError && error.status === 400, String(error));
        const [first] = error.details ?? [];
        assert.match(first?.message ?? error.message, /on line \d+, column \d+: .|Data at the root level is invalid/);
        return;
      }
      accepted++;
      shop.policy = { id: "policy", etag: '"1"', properties: { format: "rawxml", value } };
      const { status } = await gateway.call("/orders/7?n=2", { headers: { Origin: "https://a" } });
      assert.ok(status >= 200 && status <= 999, `${status} for ${value}`);
    }),
    { numRuns: 400 },
  );
  assert.ok(accepted > 10, `only ${accepted} of the fuzzed documents were accepted`);
  shop.policy = undefined;
  assert.equal((await gateway.call("/orders/7")).status, 200, "the gateway is as it was");
});
