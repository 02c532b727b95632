import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { listen, stopServer } from "../../../src/sandbox/loopback.ts";
import { bytesOf, startBackend } from "../gateway/fixture.ts";
import { detailsOf, header, refusalOf, startPoliced } from "./fixture.ts";

const send = (url: string, more = "", attributes = ""): string => `<send-request response-variable-name="answer" ${attributes}><set-url>${url}</set-url>${more}</send-request>`;
const answer = '<return-response response-variable-name="answer" />';

void test("a policy calls this machine with its own method, headers and body, and its answer can be handed on", async (t) => {
  const other = await startBackend(t, (request, response) => {
    response.writeHead(201, "Made", { "X-Seen": [request.method, request.url, request.headers["x-own"], request.headers["content-length"]].join(" ") });
    request.pipe(response);
  });
  const gateway = await startPoliced(t, { inbound: send(`${other.url}/n?x=1`, `<set-method>POST</set-method>${header("X-Own", "o")}<set-body>sent</set-body>`) + answer });
  const given = await gateway.call();
  assert.deepEqual([given.status, given.body, given.headers["x-seen"]], [201, "sent", "POST /n?x=1 o 4"]);
  assert.deepEqual(detailsOf(gateway.trace(), "send-request"), ["header X-Own: o", `request: POST ${other.url}/n?x=1`, "answer: 201 Made"]);
});

void test("a copy takes the caller's method, headers, query and body along", async (t) => {
  const other = await startBackend(t, (request, response) => void bytesOf(request).then((body) => response.end([request.method, request.headers["x-caller"], body].join(" "))));
  const gateway = await startPoliced(t, { inbound: send(other.url, "", 'mode="copy"') + answer });
  assert.equal((await gateway.call("", { method: "POST", headers: { "X-Caller": "me" } }, "body")).body, "POST me body");
});

void test("redirects are not followed", async (t) => {
  const other = await startBackend(t, (_request, response) => void response.writeHead(302, { Location: "http://example.com/" }).end());
  const gateway = await startPoliced(t, { inbound: send(other.url) + answer });
  assert.equal((await gateway.call()).status, 302);
});

void test("only this machine is reached, and the refusal says why", async (t) => {
  const gateway = await startPoliced(t, { inbound: send("https://example.com/negotiate") + answer, onError: `<base /><set-body>@(context.LastError.Source)</set-body>` });
  assert.equal((await gateway.call()).status, 500);
  assert.match(gateway.trace().entries[0]?.failed ?? "", /reach only this machine.*'example\.com' is not of this machine; API Management may/);
  for (const url of ["http://127.0.0.1.evil.example/", "http://10.0.0.1/", "http://[::2]/", "file:///etc/hosts", "nothing"]) {
    gateway.save({ inbound: send(url) + answer });
    assert.equal((await gateway.call()).status, 500, url);
  }
});

void test("a call that fails ends the request, unless the policy ignores it; then the variable holds null", async (t) => {
  const server = createServer();
  const port = await listen(server, 0);
  await stopServer(server);
  const gateway = await startPoliced(t, { inbound: send(`http://127.0.0.1:${port}/`) });
  assert.equal((await gateway.call()).status, 500);
  assert.match(gateway.trace().entries[0]?.failed ?? "", /^BackendConnectionFailure: The call to http:\/\/127\.0\.0\.1:\d+ failed: ECONNREFUSED/);
  gateway.save({ inbound: `${send(`http://127.0.0.1:${port}/`, "", 'ignore-error="true"')}${header("X-Null", '@(context.Variables["answer"] == null ? "null" : "some")')}` });
  assert.equal((await gateway.echo()).headers["x-null"], "null");
});

void test("a call that takes too long is given up", async (t) => {
  const other = await startBackend(t, () => undefined);
  const gateway = await startPoliced(t, { inbound: send(other.url, "", 'timeout="1"') });
  assert.equal((await gateway.call()).status, 500);
  assert.match(gateway.trace().entries[0]?.failed ?? "", /^Timeout: .* did not answer within 1 s/);
});

void test("a caller that goes away ends the call", async (t) => {
  const other = await startBackend(t, () => undefined);
  const gateway = await startPoliced(t, { inbound: send(other.url) });
  const reached = once(other.server, "request");
  const gone = new AbortController();
  const call = gateway.call("", { signal: gone.signal });
  const [request] = (await reached) as [NodeJS.EventEmitter & { readonly socket: NodeJS.EventEmitter }];
  const closed = once(request.socket, "close");
  gone.abort();
  await assert.rejects(call);
  await closed;
});

void test("a policy that calls its own API comes to an end", async (t) => {
  const gateway = await startPoliced(t, { inbound: "<base />" });
  gateway.save({ inbound: send(`${gateway.url}/shop`) + answer });
  assert.equal((await gateway.call()).status, 500);
});

void test("what a call needs is asked for when it is saved", async (t) => {
  const { instance } = await startPoliced(t, {});
  const save = (inside: string): string => refusalOf(instance, `<policies><inbound>${inside}</inbound></policies>`);
  assert.match(save('<send-request response-variable-name="a" />'), /incomplete content.*'set-url'/);
  assert.match(save("<send-request><set-url>http://a</set-url></send-request>"), /Required attribute 'response-variable-name' is missing/);
  assert.match(save(send("http://a", "", 'mode="other"')), /not one of: new, copy/);
  assert.match(save(send("http://a", "<proxy />")), /invalid child element 'proxy'/);
});
