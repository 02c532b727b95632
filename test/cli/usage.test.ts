import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { cli, document, errorOf, sandboxFixture } from "./support.ts";

const layout = ["--layout", "webSocket"];

/** Each is wrong in its own way; the pattern says what the message has to name. */
const wrong: readonly (readonly [args: readonly string[], names: RegExp])[] = [
  [["frobnicate"], /unknown command 'frobnicate'/],
  [["plan"], /--layout/],
  [["plan", "--layout", "socket"], /--layout.*webSocket, http, gatewayNegotiate/],
  [["plan", "--layout", "gatewayNegotiate"], /needs the address of the app's negotiate/],
  [["publish", "--yes", "--layout", "gatewayNegotiate", "--app-negotiate-url", "http://app.contoso.com/negotiate"], /it is not https/],
  [["plan", "--layout", "gatewayNegotiate", "--app-negotiate-url", "/chat/negotiate"], /not an absolute URL/],
  [["plan", "--layout", "gatewayNegotiate", "--app-negotiate-url", "https://ann:secret@app/negotiate"], /https:\/\/app\/negotiate.*user name/],
  [["plan", "--layout", "gatewayNegotiate", "--app-negotiate-url", "https://app/api/negotiate?code=abc"], /key or token/],
  [["plan", "--layout", "gatewayNegotiate", "--app-negotiate-url", "https://app/negotiate", "--cors", "https://a"], /CORS has no use/],
  [["plan", ...layout, "--app-negotiate-url", "https://app/negotiate"], /has no use/],
  [["plan", ...layout, "--cors", "*"], /each origin has to be listed/],
  [["publish", ...layout, "--yes", "--cors", "https://a", "--cors", "https://a/page"], /"https:\/\/a\/page" is not an origin/],
  [["plan", ...layout, "--hub", "chat", "--hub", "/chat"], /"\/chat" cannot be the name of a hub/],
  [["plan", ...layout, "surplus"], /too many arguments/],
  [["plan", ...layout, "--prefix", "a b?"], /prefix/i],
  [["plan", ...layout, "--name", "#"], /name/i],
  [["plan", ...layout, "--cloud", "AzureMoon"], /cloud/i],
  [["plan", ...layout, "--signalr", "/not/an/id"], /not\/an\/id/],
  [["plan", ...layout, "--log-level", "loud"], /log-level/],
  [["publish", ...layout], /no terminal/],
  [["remove", "--integration", "chat-signalr"], /no terminal/],
  [["remove", "--yes"], /--integration/],
  [["connection-string"], /--integration/],
  [["connection-string", "--integration", "x", "--to", "moon"], /--to.*stdout/],
  [["connection-string", "--integration", "x", "--path", "y"], /--path/],
  [["connection-string", "--integration", "x", "--to", "key-vault"], /--vault/],
  [["connection-string", "--integration", "x", "--to", "key-vault", "--vault", "v", "--secret", "a b"], /secret's name/],
  [["connection-string", "--integration", "x", "--to", "key-vault", "--vault", "v", "--auth", "entra"], /no secret/],
  [["connection-string", "--integration", "x", "--vault", "v"], /--vault/],
  [["export", "--format", "bicep"], /--layout/],
  [["doctor"], /what to examine/],
  [["doctor", "--url", "http://127.0.0.1:9/chat", "--hub", "chat"], /--url and --hub/],
  [["doctor", "--integration", "x", "--connection-string-file", "y"], /--integration/],
  [["doctor", "--integration", "x", "--invoke", "echo()"], /--invoke/],
  [["doctor", "--url", "http://127.0.0.1:9/chat", "--origin", "contoso.com"], /--origin.*scheme/],
  [["connect"], /where to connect/],
  [["connect", "ftp://host/chat"], /not the URL of a hub/],
  [["connect", "http://127.0.0.1:9/chat", "--hub", "chat"], /--hub/],
  [["connect", "http://127.0.0.1:9/chat", "--user", "ann"], /--user/],
  [["connect", "http://127.0.0.1:9/chat", "--transport", "carrierPigeon"], /--transport/],
  [["connect", "http://127.0.0.1:9/chat", "--protocol", "protobuf"], /--protocol/],
  [["connect", "http://127.0.0.1:9/chat", "--stream", "x(1"], /parenthesis/],
  [["connect", "http://127.0.0.1:9/chat", "--invoke", "echo('a')"], /position 6/],
  [["connect", "http://127.0.0.1:9/chat", "--invoke", "echo"], /parenthesis/],
  [["connect", "http://127.0.0.1:9/chat", "--raw", "\\q"], /escape/],
  [["connect", "http://127.0.0.1:9/chat", "--raw", "\\x80"], /escape/],
  [["connect", "http://127.0.0.1:9/chat", "--raw-hex", "9"], /byte/],
  [["connect", "http://127.0.0.1:9/chat", "--bare", "--send", "a()"], /--bare/],
  [["connect", "http://127.0.0.1:9/chat", "--transport", "serverSentEvents", "--protocol", "messagepack"], /text only/],
  [["connect", "http://127.0.0.1:9/chat", "--transport", "longPolling", "--skip-negotiation"], /WebSocket/],
  [["connect", "http://127.0.0.1:9/chat", "--transport", "longPolling", "--bare"], /WebSocket/],
  [["connect", "http://127.0.0.1:9/chat", "--transport", "longPolling", "--stateful-reconnect"], /[Ss]tateful/],
  [["connect", "http://127.0.0.1:9/chat", "--skip-negotiation", "--stateful-reconnect"], /[Ss]tateful/],
  [["connect", "http://127.0.0.1:9/chat", "--bare", "--stream", "a()"], /--bare/],
  [["connect", "http://127.0.0.1:9/chat", "--answer", "Ask"], /--answer.*method's name/],
  [["connect", "http://127.0.0.1:9/chat", "--answer", "Ask=yes"], /--answer.*not JSON/],
  [["connect", "http://127.0.0.1:9/chat", "--for", "soon"], /seconds/],
  [["connect", "http://127.0.0.1:9/chat", "--header", "nonsense"], /--header/],
  [["connect", "http://127.0.0.1:9/chat", "--header", "a b: c"], /header/],
  [["connect", "--hub", "chat", "--connection-string-file", "absent.txt"], /--connection-string-file.*ENOENT/],
];

void test("wrong usage ends with 2, says what is wrong in words and as JSON, and has sent nothing", async (t) => {
  const { profile, events } = await sandboxFixture(t);
  for (const [args, names] of wrong) {
    const own = args.includes("--cloud") || args[0] === "doctor" || args[0] === "frobnicate" ? [] : ["--profile", profile];
    const result = await cli([...args, ...own, "--json"]);
    assert.equal(result.code, 2, `${args.join(" ")}: ${result.stdout}${result.stderr}`);
    assert.deepEqual(Object.keys(document(result)), ["error"]);
    const { code, message } = errorOf(result);
    assert.match(String(message), names);
    assert.match(String(code), /^[A-Za-z]+$/);
    assert.ok(result.stderr.includes(String(message)), "the words go to stderr too");
  }
  assert.deepEqual(events, []);
});

void test("a profile that cannot be read is wrong usage and is not quoted", async (t) => {
  const { folder } = await sandboxFixture(t);
  const file = join(folder, "broken.json");
  for (const text of ["{", '{"armToken":"hush-hush-hush"}']) {
    await writeFile(file, text);
    const result = await cli(["integrations", "--profile", file, "--json"]);
    assert.deepEqual([result.code, errorOf(result)["code"]], [2, "profileUnreadable"]);
    assert.doesNotMatch(result.stdout + result.stderr, /hush/);
  }
  assert.equal((await cli(["integrations", "--profile", join(folder, "absent.json")])).code, 2);
});

void test("a connection string that is wrong is named by its part and never quoted", async () => {
  const result = await cli(["connect", "--hub", "chat", "--connection-string-file", "-", "--json"], { stdin: "Endpoint=nowhere;AccessKey=aHVzaC1odXNo;Version=1.0;" });
  assert.deepEqual([result.code, String(errorOf(result)["message"]).includes("Endpoint")], [2, true]);
  assert.doesNotMatch(result.stdout + result.stderr, /aHVzaC1odXNo/);
  const empty = await cli(["connect", "--hub", "chat", "--connection-string-file", "-", "--json"], { stdin: "" });
  assert.match(String(errorOf(empty)["message"]), /empty/);
  const keyless = await cli(["connect", "--hub", "chat", "--json"], { env: { SIGNALR_CONNECTION_STRING: "Endpoint=https://a.example;AuthType=azure;Version=1.0;" } });
  assert.deepEqual([keyless.code, errorOf(keyless)["code"]], [2, "accessKeyNeeded"]);
});

void test("help lists what there is today, on stdout, and ends with 0", async () => {
  const help = await cli(["--help"]);
  assert.equal(help.code, 0);
  for (const command of ["sandbox", "plan", "publish", "integrations", "remove", "connection-string", "export", "doctor", "connect"]) assert.match(help.stdout, new RegExp(`\\n {2}${command}[ \\n]`));
  const plan = await cli(["plan", "--help"]);
  assert.match(plan.stdout, /--require-subscription-key/);
  assert.match(plan.stdout, /--hub[^]*--app-negotiate-url/);
  assert.deepEqual([help.stderr, plan.stderr], ["", ""]);
});

void test("no command at all is wrong usage that shows the help", async () => {
  const result = await cli([]);
  assert.deepEqual([result.code, result.stdout], [2, ""]);
  assert.match(result.stderr, /Usage: signalr-apim/);
});

void test("what is told on stderr follows --log-level and its variable", async (t) => {
  const { run } = await sandboxFixture(t);
  const quiet = await run(["publish", "--layout", "webSocket", "--yes", "--log-level", "error"]);
  assert.deepEqual([quiet.code, quiet.stderr], [0, ""]);
  const loud = await run(["plan", "--layout", "webSocket"], { env: { SIGNALR_APIM_LOG: "debug" } });
  assert.match(loud.stderr, /Control plane/);
  assert.match(loud.stderr, /^GET http:\/\/127\.0\.0\.1:\d+\/subscriptions\/\S+ 200 \d+ ms \S+$/m);
  const odd = await run(["plan", "--layout", "webSocket"], { env: { SIGNALR_APIM_LOG: "shout" } });
  assert.equal(odd.code, 2);
});
