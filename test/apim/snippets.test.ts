import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { clientSnippet, snippetLanguages } from "../../src/apim/snippets.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const hubUrl = "https://app.example.com/chat";

void test("the JavaScript clients compile against the official package's types", async (t) => {
  // Inside the repository, so that the package is found.
  const folder = await mkdtemp(join(root, "test", ".snippet-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "client.mjs"), clientSnippet("webSocket", "javascript", hubUrl));
  await writeFile(join(folder, "gateway.mjs"), clientSnippet("gatewayNegotiate", "javascript", "wss://gateway.example.com/signalr"));
  await writeFile(join(folder, "bare.mjs"), clientSnippet("gatewayNegotiate", "webSocket", "wss://gateway.example.com/signalr"));
  const options = { compilerOptions: { allowJs: true, checkJs: true, strict: true, noImplicitAny: false, noEmit: true, module: "nodenext", target: "es2022", lib: ["es2022", "dom"], types: ["node"], skipLibCheck: true }, files: ["client.mjs", "gateway.mjs", "bare.mjs"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(options));
  const checked = await promisify(execFile)(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", folder]).then(
    () => "",
    (error: unknown) => (error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)),
  );
  assert.equal(checked, "");
});

void test("the HTTP layout's clients may fall back to long polling, and to nothing else", () => {
  for (const language of ["javascript", "csharp"] as const) {
    assert.match(clientSnippet("http", language, hubUrl), /HttpTransportType\.ServerSentEvents \| HttpTransportType\.LongPolling/);
  }
});

void test("both languages pin the layout's transport, keep the negotiation, and quote the hub's URL", () => {
  for (const language of ["javascript", "csharp"] as const) {
    const text = clientSnippet("webSocket", language, 'https://app.example.com/chat?a="b"');
    assert.match(text, /HttpTransportType\.WebSockets/);
    assert.doesNotMatch(text, /skipNegotiation/i);
    assert.match(text, /"https:\/\/app\.example\.com\/chat\?a=\\"b\\""/);
  }
});

void test("where the gateway negotiates, clients open its address and do not: with the official libraries, or with none", () => {
  const url = "wss://contoso-apim.azure-api.net/signalr";
  assert.deepEqual(snippetLanguages("webSocket"), ["javascript", "csharp"]);
  const [javascript, csharp, bare] = snippetLanguages("gatewayNegotiate").map((language) => clientSnippet("gatewayNegotiate", language, url));
  assert.match(javascript ?? "", /"https:\/\/contoso-apim\.azure-api\.net\/signalr", \{ skipNegotiation: true, transport: HttpTransportType\.WebSockets \}/);
  assert.match(csharp ?? "", /HttpTransportType\.WebSockets, options => options\.SkipNegotiation = true\)/);
  assert.match(bare ?? "", /new WebSocket\("wss:\/\/contoso-apim\.azure-api\.net\/signalr"\);\nconst end = "\\u001e";/);
  for (const text of [javascript, csharp]) assert.doesNotMatch(text ?? "", /ClientEndpoint/);
});
