import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { redactHeaders, redactText, redactUrl } from "../../src/signalr/redact.ts";

const KEY = "FAKEkey0000000000+0000000/00000000000000000=";
const MARKED_KEY = "9fKq2vT7xJ0aYwLr4uNcZbMe6sDhPg1iQoXkVt8FyRzCjB3mWlEUJQQJ99BAACYeBjFXJ3w3AAAAASRSabcd";
const JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjY4NDE5NzI3MiJ9.eyJuYmYiOjE4OTM0NTYwMDAsImV4cCI6MTg5MzQ1OTYwMH0.ybeyJucCeRrR17Zdh92HyO0g5j4yw3f-2jn_SFjR14U";
const CONNECTION_STRING = `Endpoint=https://contoso.service.signalr.net;AccessKey=${KEY};Version=1.0;ClientEndpoint=https://contoso.azure-api.net/;`;

/** No piece of eight characters of a secret may be left, whatever its encoding. */
function hides(text: string, secret: string): void {
  for (const form of new Set([secret, encodeURIComponent(secret)])) {
    for (let at = 0; at + 8 <= form.length; at += 4) {
      assert.ok(!text.includes(form.slice(at, at + 8)), `a piece of the secret is left in: ${text}`);
    }
  }
}

void test("a URL keeps what tells a reader where it went, and loses token, connection token and subscription key", () => {
  assert.equal(
    redactUrl(`https://g.azure-api.net/client/?hub=chat&asrs.op=%2Fchat&id=kq0B1fVnq3m2Yw8cX5tTdA&access_token=${JWT}&subscription-key=0123456789abcdef&negotiateVersion=1`),
    "https://g.azure-api.net/client/?hub=chat&asrs.op=%2Fchat&id=***&access_token=***&subscription-key=***&negotiateVersion=1",
  );
  assert.equal(redactUrl("/client/?hub=chat&ID=abc#access_token=xyz"), "/client/?hub=chat&ID=***#access_token=***");
  assert.equal(redactUrl("wss://user:secret@host/p?sig=a%2Fb"), "wss://***@host/p?sig=***");
  assert.equal(redactUrl("https://h/?access%5Ftoken=abc"), "https://h/?access%5Ftoken=***");
  assert.equal(redactUrl("https://h/?%ZZ=1&id=abc"), "https://h/?%ZZ=1&id=***");
});

void test("an ordinary URL is not touched", () => {
  const url = "https://management.azure.com/subscriptions/0000/resourceGroups/rg/providers/Microsoft.ApiManagement/service/s?api-version=2022-08-01&idx=1";
  assert.equal(redactUrl(url), url);
});

void test("a connection string in any text loses its key only", () => {
  assert.equal(redactText(`use ${CONNECTION_STRING} now`), "use Endpoint=https://contoso.service.signalr.net;AccessKey=***;Version=1.0;ClientEndpoint=https://contoso.azure-api.net/; now");
  assert.equal(redactText("accesskey = short;Version=1.0"), "accesskey = ***;Version=1.0");
  assert.equal(redactText("ClientSecret=a~b.c;TenantId=t"), "ClientSecret=***;TenantId=t");
});

const places: Readonly<Record<string, (secret: string) => string>> = {
  "a JSON member": (secret) => JSON.stringify({ accessToken: secret, url: "https://x" }),
  "JSON inside JSON": (secret) => JSON.stringify({ body: JSON.stringify({ connectionToken: secret, primaryKey: secret }) }),
  "a connection string in JSON": (secret) => JSON.stringify({ value: `Endpoint=https://x;AccessKey=${secret};Version=1.0` }),
  "a member named connectionString": (secret) => JSON.stringify({ connectionString: `Endpoint=https://x;AccessKey=${secret}` }),
  "a bearer header in a dump": (secret) => `> Authorization: Bearer ${secret}\r\n> Accept: */*`,
  "a cookie line": (secret) => `Set-Cookie: ARRAffinity=${secret}; Path=/`,
  "an encoded URL in a query": (secret) => `https://login/?redirect=${encodeURIComponent(`https://h/client/?hub=chat&access_token=${encodeURIComponent(secret)}&x=1`)}`,
  "an encoded connection string": (secret) => `state=${encodeURIComponent(`Endpoint=https://x;AccessKey=${secret};Version=1.0`)}`,
  "a URL escaped by System.Text.Json": (secret) => String.raw`{"url":"https://h/client/?hub=chat\u0026access_token=${encodeURIComponent(secret)}\u0026x=1"}`,
  "an error text": (secret) => `connect to https://h/?hub=chat&id=${encodeURIComponent(secret)} failed: 404`,
};

for (const [place, put] of Object.entries(places)) {
  void test(`keys and tokens are hidden in ${place}`, () => {
    for (const secret of [KEY, MARKED_KEY, JWT]) {
      hides(redactText(put(secret)), secret);
    }
  });
}

void test("keys and tokens are hidden where nothing but their look gives them away", () => {
  for (const secret of [KEY, MARKED_KEY, JWT]) {
    hides(redactText(`unexpected value ${secret} in the answer`), secret);
    hides(redactText(`x=${encodeURIComponent(secret)}`), secret);
  }
});

void test("what a diagnosis needs stays readable", () => {
  for (const text of [
    'Bearer error="invalid_token", error_description="The audience is invalid"',
    'Bearer error_description="The signature key was not found"',
    "A bearer token is required.",
    "Bearer authentication failed",
    '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }',
    "'hub' query parameter is required.",
    '{"type":1,"target":"echo","arguments":["id=5","code: 7"]}',
  ]) {
    assert.equal(redactText(text), text);
  }
});

void test("headers lose their credentials and keep the scheme, the rest and their number", () => {
  assert.deepEqual(
    redactHeaders({
      Authorization: `Bearer ${JWT}`, cookie: ["a=b", "c=d"], "set-cookie": ["ARRAffinity=1234; Path=/"], "Ocp-Apim-Subscription-Key": "0123", "content-length": 12,
      location: "https://h/?id=abc", "www-authenticate": 'Bearer error="invalid_token"', absent: undefined,
    }),
    {
      Authorization: "Bearer ***", cookie: "***", "set-cookie": "***", "Ocp-Apim-Subscription-Key": "***", "content-length": "12",
      location: "https://h/?id=***", "www-authenticate": 'Bearer error="invalid_token"',
    },
  );
});

void test("any key text is hidden in a connection string, and redacting twice changes nothing", () => {
  const keyText = fc.string({ unit: fc.constantFrom(..."ABCxyz0189+/=._~-!@$%^*()".split("")), minLength: 8, maxLength: 90 });
  fc.assert(fc.property(keyText, (key) => {
    const once = redactText(`Endpoint=https://x;AccessKey=${key};Version=1.0`);
    assert.equal(once, "Endpoint=https://x;AccessKey=***;Version=1.0");
    assert.equal(redactText(once), once);
    hides(redactText(JSON.stringify({ text: `https://h/?access_token=${encodeURIComponent(key)}&b=1` })), key);
  }));
});

void test("no text, however hostile, takes more than linear time", () => {
  const begin = process.cpuUsage();
  for (const piece of ["Bearer ey", "ey-", "ey_.", "\\", "?", "&id", "AccessKey ", "https://a", '"accessKey":"', "%3D", "AAAA", "cookie:", "Bearer+", "%25", "\\u0026"]) {
    redactUrl(piece.repeat(200_000 / piece.length));
  }
  assert.ok(redactText(`AccessKey=${"a".repeat(500_000)};`).endsWith("AccessKey=***;"));
  assert.ok(process.cpuUsage(begin).user < 5_000_000, "took more than five seconds");
});

void test("a token is found after an escape of any kind", () => {
  for (const text of [`x%3D${JWT}`, `a%20${JWT}%20b`, `(${JWT})`, `token:${JWT},`]) {
    hides(redactText(text), JWT);
  }
});

void test("a record of 16 MB is redacted like a short one, whatever its secret stands in", () => {
  const secret = "A1b2".repeat(4 * 1024 * 1024);
  const masked = [`{"accessToken":"${secret}"}`, String.raw`{\"accessToken\":\"${secret}\"}`, `AccessKey=${secret};`, `AccessKey%3D${secret}`, `?access_token=${secret}`, `?access_token%3D${secret}`, `Bearer ${secret}`, `cookie: ${secret}`].map(redactText);
  assert.deepEqual(masked, ['{"accessToken":"***"}', String.raw`{\"accessToken\":\"***\"}`, "AccessKey=***;", "AccessKey%3D***", "?access_token=***", "?access_token%3D***", "Bearer ***", "cookie: ***"]);
  assert.equal(redactText(secret), secret, "nothing marks it as a secret");
});
