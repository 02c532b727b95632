import assert from "node:assert/strict";
import { test } from "node:test";
import { detailsOf, header, startPoliced } from "./fixture.ts";

void test("headers of the request are overridden, skipped, appended and deleted", async (t) => {
  const gateway = await startPoliced(t, {
    inbound: header("X-Over", "new") + header("X-Skip", "new", "skip") + header("X-Skip-Missing", "new", "skip") + header("X-App", "b", "append") + '<set-header name="X-Del" exists-action="delete" /><base />',
  });
  const { headers } = await gateway.echo("", { headers: { "x-over": "old", "x-skip": "old", "x-app": "a", "x-del": "old", "x-kept": "k" } });
  assert.deepEqual([headers["x-over"], headers["x-skip"], headers["x-skip-missing"], headers["x-app"], headers["x-del"], headers["x-kept"]], ["new", "old", "new", "a, b", undefined, "k"]);
});

void test("headers and status of the answer are changed on its way back, and its body stays", async (t) => {
  const gateway = await startPoliced(t, { outbound: `<base />${header("X-Backend", "hidden")}<set-status code="202" reason="Taken" />` });
  const answer = await gateway.call("/a", { method: "POST" }, "hello");
  assert.deepEqual([answer.status, answer.headers["x-backend"]], [202, "hidden"]);
  assert.match(answer.body, /"body":"hello"/);
});

void test("query parameters are changed, and others keep their values", async (t) => {
  const gateway = await startPoliced(t, {
    inbound: '<base /><set-query-parameter name="a" exists-action="override"><value>x y&amp;z</value></set-query-parameter><set-query-parameter name="gone" exists-action="delete" /><set-query-parameter name="new" exists-action="append"><value>1</value><value>2</value></set-query-parameter>',
  });
  const { url } = await gateway.echo("/p?a=1&gone=2&b=%2B%20");
  assert.deepEqual([...new URL(url, "http://b").searchParams], [["b", "+ "], ["a", "x y&z"], ["new", "1"], ["new", "2"]]);
  gateway.save({ inbound: header("X-A", "b") });
  assert.equal((await gateway.echo("/p?a=%7e&b=+")).url, "/base/p?a=%7e&b=+", "an untouched query crosses as it was written");
});

void test("the body is replaced, with its length", async (t) => {
  const gateway = await startPoliced(t, { inbound: "<base /><set-body>other text</set-body>", outbound: "<set-body>answer</set-body>" });
  const answer = await gateway.call("", { method: "POST", headers: { "Content-Length": "5" } }, "hello");
  assert.deepEqual([answer.body, answer.headers["content-length"]], ["answer", "6"]);
  gateway.save({ inbound: "<base /><set-body>other text</set-body><set-method>PUT</set-method>" });
  const echo = await gateway.echo("", { method: "POST" }, "hello");
  assert.deepEqual([echo.method, echo.body, echo.headers["content-length"]], ["PUT", "other text", "10"]);
});

void test("the path is rewritten with what the operation's template matched, other parameters copied or not", async (t) => {
  const gateway = await startPoliced(t, { inbound: '<base /><rewrite-uri template="/v2/order/{id}?full=true" />' });
  assert.equal((await gateway.echo("/orders/7%2B8?x=1&full=no")).url, "/base/v2/order/7%2B8?full=true&x=1");
  gateway.save({ inbound: '<base /><rewrite-uri template="/v2" copy-unmatched-params="false" />' });
  assert.equal((await gateway.echo("/orders/7?x=1")).url, "/base/v2");
});

void test("another backend takes the place of the API's, by URL or by the name of a backend", async (t) => {
  const gateway = await startPoliced(t, { inbound: "<base />" });
  gateway.save({ inbound: `<base /><set-backend-service base-url="${gateway.backendUrl}/else/" />` });
  assert.equal((await gateway.echo("/p?q=1")).url, "/else/p?q=1");
  gateway.instance.backends.set("b1", { id: "b1", etag: '"1"', properties: { url: `${gateway.backendUrl}/entity`, protocol: "http" } });
  gateway.save({ inbound: '<base /><set-backend-service backend-id="b1" />' });
  assert.equal((await gateway.echo("/p")).url, "/entity/p");
  gateway.save({ inbound: '<base /><set-backend-service backend-id="none" />' });
  assert.equal((await gateway.call("/p")).status, 500);
  assert.match(gateway.trace().entries[0]?.failed ?? "", /There is no backend 'none'/);
});

void test("an answer of the policy's own ends everything: the backend hears nothing, and outbound does not run", async (t) => {
  const gateway = await startPoliced(t, {
    inbound: `<return-response><set-status code="401" reason="No entry" />${header("WWW-Authenticate", "Bearer")}<set-body>closed</set-body></return-response>`,
    outbound: header("X-Out", "ran"),
  });
  const answer = await gateway.call("/a", { method: "POST" }, "unread");
  assert.deepEqual([answer.status, answer.body, answer.headers["www-authenticate"], answer.headers["x-out"], answer.headers["x-backend"]], [401, "closed", "Bearer", undefined, undefined]);
  gateway.save({ inbound: "<return-response />" });
  assert.deepEqual([(await gateway.call()).status, (await gateway.call()).body], [200, ""]);
  assert.deepEqual(detailsOf(gateway.trace(), "return-response"), ["status: 200 OK"]);
});

const set = (value: string): string => header("X-B", value);
const branches = (first: string, second: string): string => `<choose><when condition="${first}">${set("1")}</when><when condition="${second}">${set("2")}</when><otherwise>${set("3")}</otherwise></choose>`;

void test("the first branch whose condition holds is taken, else the last", async (t) => {
  const gateway = await startPoliced(t, { inbound: branches("false", "true") });
  assert.equal((await gateway.echo()).headers["x-b"], "2");
  assert.deepEqual(detailsOf(gateway.trace(), "choose"), ["branch: when[2]"]);
  gateway.save({ inbound: branches("false", "false") });
  assert.equal((await gateway.echo()).headers["x-b"], "3");
});

const read = (preserve: string): string => header("X-Read", `@(context.Request.Body.As<string>(${preserve}))`);

void test("an expression that reads a body takes it, unless it preserves it; without one bodies are streamed", async (t) => {
  const gateway = await startPoliced(t, { inbound: `<base />${read("preserveContent: true")}` });
  const kept = await gateway.echo("", { method: "POST" }, "hello");
  assert.deepEqual([kept.headers["x-read"], kept.body, kept.headers["content-length"]], ["hello", "hello", "5"]);
  gateway.save({ inbound: `<base />${read("")}` });
  const taken = await gateway.echo("", { method: "POST" }, "hello");
  assert.deepEqual([taken.headers["x-read"], taken.body, taken.headers["content-length"]], ["hello", "", "0"]);
  const huge = await gateway.call("", { method: "POST" }, "x".repeat(33 * 1024 * 1024));
  assert.equal(huge.status, 413);
});

void test("the answer's body is read and rewritten by an expression", async (t) => {
  const gateway = await startPoliced(t, { outbound: '<base /><set-body>@(context.Response.Body.As<JObject>()["method"] + " " + context.Response.StatusCode)</set-body>' });
  const answer = await gateway.call("", { method: "POST" }, "x");
  assert.deepEqual([answer.body, answer.headers["content-length"], answer.headers["x-backend"]], ["POST 200", "8", "yes"]);
});

void test("a Host of the policy's own reaches the backend; what belongs to the connection does not", async (t) => {
  const gateway = await startPoliced(t, { inbound: `<base />${header("Host", "app.contoso.com")}${header("Content-Length", "999")}${header("Connection", "X-Kept")}${header("X-Kept", "no")}` });
  const { headers, body } = await gateway.echo("", { method: "POST" }, "hello");
  assert.deepEqual([headers["host"], headers["content-length"], headers["x-kept"], body], ["app.contoso.com", "5", undefined, "hello"]);
});
