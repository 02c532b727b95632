import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as fc from "fast-check";
import { clientAudience, clientEndpointWarnings, clientUrl } from "../../src/signalr/clientUrl.ts";
import { entraConnectionString, formatConnectionString, parseConnectionString, withClientEndpoint } from "../../src/signalr/connectionString.ts";
import { Problem } from "../../src/signalr/problem.ts";

/** Made with the prebuilt Microsoft.Azure.SignalR 1.34.0; copied from the golden files of the design material. */
const golden = JSON.parse(readFileSync(new URL("fixtures/connection-strings.json", import.meta.url), "utf8")) as {
  readonly cases: readonly { readonly name: string; readonly connectionString: string; readonly sdk_1_34_0: GoldenResult }[];
};
type GoldenResult =
  | { readonly ok: false; readonly message: string }
  | {
      readonly ok: true; readonly endpoint: string; readonly clientEndpoint: string; readonly serverEndpoint: string; readonly accessKeyType: string;
      readonly accessKey: string | null; readonly credential: string | null; readonly negotiateUrl: string; readonly negotiateUrlNoPathNoQuery: string; readonly clientAudience?: string;
    };

const CREDENTIALS: Readonly<Record<string, string>> = { azure: "DefaultAzureCredential", "azure.msi": "ManagedIdentityCredential", "azure.app": "ClientSecretCredential" };
const KEY = "FAKEkey0000000000000000000000000000000000000=";

function refusal(text: string): Problem {
  try {
    parseConnectionString(text);
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error;
  }
  throw new assert.AssertionError({ message: `was accepted: ${text}` });
}

for (const { name, connectionString, sdk_1_34_0: sdk } of golden.cases) {
  void test(`the service SDK and we agree: ${name}`, () => {
    if (!sdk.ok) {
      assert.match(refusal(connectionString).code, /^connectionString(?:Empty|PartMissing|PartInvalid|PartRepeated)$/);
      return;
    }
    const parsed = parseConnectionString(connectionString);
    assert.equal(parsed.endpoint, sdk.endpoint);
    assert.equal(parsed.clientEndpoint ?? parsed.endpointUrl, sdk.clientEndpoint);
    assert.equal(parsed.serverEndpoint ?? parsed.endpointUrl, sdk.serverEndpoint);
    assert.equal(parsed.accessKey ?? null, sdk.accessKey);
    assert.equal(CREDENTIALS[parsed.authType] ?? null, sdk.credential);
    assert.equal(clientUrl(parsed, "Chat", { op: "/chat", query: "asrs_request_id=REQ" }), sdk.negotiateUrl);
    assert.equal(clientUrl(parsed, "Chat"), sdk.negotiateUrlNoPathNoQuery);
    if (sdk.clientAudience !== undefined) {
      assert.equal(clientAudience(parsed.endpoint, "Chat"), sdk.clientAudience);
    }
  });
}

void test("a refusal names the part and what is right, and repeats no value", () => {
  const secret = "SECRETvalue1234567890";
  const cases: readonly (readonly [text: string, code: string, part: RegExp])[] = [
    ["", "connectionStringEmpty", /empty/],
    [`AccessKey=${secret};Version=1.0`, "connectionStringPartMissing", /\bEndpoint\b/],
    ["Endpoint=https://x;", "connectionStringPartMissing", /AccessKey or AuthType/],
    [`Endpoint=${secret};AccessKey=${secret}`, "connectionStringPartInvalid", /\bEndpoint\b/],
    [`Endpoint=https://x;AccessKey=${secret};AccessKey=${secret}`, "connectionStringPartRepeated", /AccessKey/],
    [`Endpoint=https://x;AccessKey=${secret};Port=${secret}`, "connectionStringPartInvalid", /Port.*1 to 65535/],
    [`Endpoint=https://x;AccessKey=${secret};Version=2.0`, "connectionStringPartInvalid", /Version/],
    [`Endpoint=https://x;AccessKey=${secret};ClientEndpoint=gateway`, "connectionStringPartInvalid", /ClientEndpoint/],
    [`Endpoint=https://x;AccessKey=${secret};ServerEndpoint=`, "connectionStringPartInvalid", /ServerEndpoint/],
    ["Endpoint=https://x;AuthType=azure.app;ClientId=;TenantId=t", "connectionStringPartMissing", /ClientId/],
    ["Endpoint=https://x;AuthType=azure.app;ClientId=c;TenantId=t", "connectionStringPartMissing", /ClientSecret or ClientCert/],
    [`Endpoint=Endpoint=https://x;AccessKey=${secret}`, "connectionStringPartInvalid", /twice/],
  ];
  for (const [text, code, part] of cases) {
    const problem = refusal(text);
    assert.equal(problem.code, code, text);
    assert.match(problem.message, part);
    assert.ok(problem.details.nextStep !== undefined);
    assert.ok(!JSON.stringify(problem.details).includes(secret), `the value stands in: ${JSON.stringify(problem.details)}`);
  }
});

void test("ClientEndpoint is added or replaced, and every other part stays byte for byte", () => {
  const cases: readonly (readonly [before: string, after: string])[] = [
    [`Endpoint=https://x;AccessKey=${KEY};Version=1.0;`, `Endpoint=https://x;AccessKey=${KEY};Version=1.0;ClientEndpoint=https://g/;`],
    [`Endpoint=https://x;AccessKey=${KEY}`, `Endpoint=https://x;AccessKey=${KEY};ClientEndpoint=https://g/;`],
    [`Endpoint=https://x;AccessKey=${KEY};\n`, `Endpoint=https://x;AccessKey=${KEY};ClientEndpoint=https://g/;`],
    [`clientendpoint = http://old ;endpoint=https://x; AccessKey = ${KEY};Foo=Bar`, `ClientEndpoint=https://g/;endpoint=https://x; AccessKey = ${KEY};Foo=Bar`],
  ];
  for (const [before, after] of cases) {
    assert.equal(withClientEndpoint(before, "https://g/"), after);
  }
  assert.throws(() => withClientEndpoint(`Endpoint=https://x;AccessKey=${KEY}`, "g/path"), { code: "connectionStringPartInvalid" });
  assert.throws(() => withClientEndpoint("AccessKey=a;Version=1.0", "https://g"), { code: "connectionStringPartMissing" });
});

void test("the Entra form has no key, and reads as the default credential", () => {
  const text = entraConnectionString("https://contoso.service.signalr.net/", "https://g/team/");
  assert.equal(text, "Endpoint=https://contoso.service.signalr.net;AuthType=azure;Version=1.0;ClientEndpoint=https://g/team/;");
  assert.equal(parseConnectionString(text).authType, "azure");
  assert.equal(entraConnectionString("https://x"), "Endpoint=https://x;AuthType=azure;Version=1.0;");
});

void test("what was formatted reads as what it was", () => {
  const base64 = fc.string({ unit: fc.constantFrom(..."ABCabc019+/=".split("")), minLength: 1, maxLength: 60 });
  const host = fc.domain();
  const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
  fc.assert(fc.property(host, base64, port, fc.boolean(), (name, accessKey, portPart, gateway) => {
    const text = `Endpoint=https://${name};AccessKey=${accessKey};${portPart === undefined ? "" : `Port=${portPart};`}Version=1.0;${gateway ? `ClientEndpoint=https://g.${name}/p/;` : ""}`;
    const { port: dropped, ...parsed } = parseConnectionString(text);
    assert.equal(dropped, portPart);
    assert.deepEqual(parseConnectionString(formatConnectionString({ ...parsed, ...(dropped === undefined ? {} : { port: dropped }) })), parsed);
  }));
});

void test("reading never fails with anything but an explained problem", () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom("Endpoint=", "https://x", ";", "=", "Port=", "AccessKey=", "AuthType=azure.app", "ClientEndpoint=http://[", "%", "xn--"));
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
    try {
      const parsed = parseConnectionString(pieces.join(""));
      assert.match(clientUrl(parsed, "hub"), /^https?:\/\/.*client\/\?hub=hub$/);
      clientEndpointWarnings(parsed);
    } catch (error) {
      assert.ok(error instanceof Problem, String(error));
    }
  }));
});

void test("what the SDK accepts and then breaks is warned about, the right forms are not", () => {
  const warned = (parts: string): readonly string[] => clientEndpointWarnings(parseConnectionString(`Endpoint=https://x;AccessKey=${KEY};${parts}`)).map(({ code }) => code);
  assert.deepEqual(warned("ClientEndpoint=https://g"), []);
  assert.deepEqual(warned("ClientEndpoint=https://g/"), []);
  assert.deepEqual(warned(""), []);
  assert.deepEqual(warned("ClientEndpoint=https://g/app1"), ["clientEndpointPathWithoutSlash"]);
  assert.deepEqual(warned("ClientEndpoint=https://g/app1/"), ["clientEndpointPath"]);
  assert.deepEqual(warned("ClientEndpoint=https://g/?subscription-key=x"), ["clientEndpointQuery"]);
  assert.deepEqual(warned("ClientEndpoint=https://g;Port=8888"), ["clientEndpointPort"]);
  assert.deepEqual(warned("ClientEndpoint=https://x/"), ["clientEndpointIsService"]);
  const slash = clientEndpointWarnings(parseConnectionString(`Endpoint=https://x/p;AccessKey=${KEY};ClientEndpoint=https://g/app1`));
  assert.deepEqual(slash.map(({ code }) => code), ["endpointPath", "clientEndpointPathWithoutSlash"]);
  assert.match(slash[1]?.message ?? "", /https:\/\/g\/app1client\/.*https:\/\/g\/app1\//);
});
