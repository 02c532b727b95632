import assert from "node:assert/strict";
import { ArmError } from "../../../src/sandbox/arm/errors.ts";
import { checkPolicyDocument, inFormat } from "../../../src/sandbox/arm/policyDocument.ts";
import { createModel } from "../../../src/sandbox/arm/seed.ts";
import { seeds } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

const [instance] = createModel({ gateway: 1, service: 2 }).instances.values();
assert.ok(instance);
const place = { instance, scope: "operation", onHandshake: false } as const;

/** Saves a document, or is refused with the place of what is wrong. */
function saves(text: string, format: "xml" | "rawxml"): boolean {
  try {
    checkPolicyDocument(text, format, place);
    return true;
  } catch (error) {
    assert.ok(error instanceof ArmError && error.status === 400, String(error));
    assert.match(error.details?.[0]?.message ?? error.message, /on line \d+, column \d+: .|Data at the root level is invalid|at most/);
    return false;
  }
}

const document: FuzzTarget = {
  name: "policy document",
  seeds: seeds(
    '<policies>\r\n  <inbound>\r\n    <base />\r\n    <set-variable name="hub" value="@(context.Request.Url.Query.GetValueOrDefault("hub", "chat"))" />\r\n    <choose><when condition="@(!((string)context.Variables["hub"]).StartsWith("c") && 1 < 2)"><return-response><set-status code="403" reason="No" /></return-response></when></choose>\r\n  </inbound>\r\n</policies>',
    '<policies><inbound><send-request mode="new" response-variable-name="app" timeout="10" ignore-error="true"><set-url>@{ return "http://127.0.0.1/" + context.RequestId; }</set-url><set-method>POST</set-method></send-request><validate-jwt header-name="Authorization"><issuer-signing-keys><key>c2VjcmV0</key></issuer-signing-keys></validate-jwt></inbound><backend><forward-request buffer-response="false" /></backend><on-error><set-body>@(context.LastError.Message)</set-body></on-error></policies>',
    '<!-- note --><policies><inbound><cors allow-credentials="true"><allowed-origins><origin>https://a</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers></cors><rate-limit-by-key calls="10" renewal-period="60" counter-key="@(context.Request.IpAddress)" /><set-header name="X"><value><![CDATA[@("a<b")]]></value></set-header></inbound></policies>',
  ),
  check(bytes) {
    const text = Buffer.from(bytes).toString("utf8");
    if (!saves(text, "rawxml")) return;
    const escaped = inFormat(text, "rawxml", "xml");
    assert.ok(saves(escaped, "xml"), "what is saved as rawxml is good as xml too");
    const raw = inFormat(escaped, "xml", "rawxml");
    assert.equal(inFormat(raw, "rawxml", "xml"), escaped, "and comes back the same");
  },
};

export const policyTargets: readonly FuzzTarget[] = [document];
