import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import type { TestContext } from "node:test";
import * as fc from "fast-check";
import { connectUrl, negotiateUrl, startUrl, tokenUrl, webSocketUrl } from "../../src/signalr/hubUrl.ts";
import { negotiate } from "../../src/signalr/negotiate.ts";
import { readNegotiateAnswer } from "../../src/signalr/negotiateAnswer.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { HttpClient } from "../../src/signalr/transport/http.ts";
import { Recorder } from "./recorder.ts";
import { scriptedHub } from "./scriptedHub.ts";

const OPTIONS = {
  accessToken: undefined,
  http: new HttpClient({ headers: {}, userAgent: "test" }),
  transport: "webSockets",
  format: "Text",
  statefulReconnect: false,
} as const;

interface Answered {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly path?: string;
}

/** What negotiation says when every POST is answered so. */
async function failure(t: TestContext, { status = 200, body, headers = {}, token, path = "/chat" }: Answered, seen = new Recorder()): Promise<Problem> {
  const post = (_request: unknown, response: ServerResponse): void => void response.writeHead(status, headers).end(body);
  const hub = await scriptedHub(t, { post });
  try {
    await negotiate({ ...OPTIONS, url: `${hub.url}${path}`, accessToken: token }, seen);
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    assert.ok(error.details.resource?.startsWith(hub.url) && error.details.nextStep !== undefined);
    return error;
  }
  throw new assert.AssertionError({ message: `was taken for an answer: ${body}` });
}

const apim = (statusCode: number, message: string): string => JSON.stringify({ statusCode, message });

void test("each answer known from gateway, service and app is told by its cause", async (t) => {
  const cases: readonly (readonly [answer: Answered, code: string, likelyCause: RegExp])[] = [
    [{ status: 404, body: apim(404, "Resource not found") }, "gatewayNoRoute", /API Management has no API and operation/],
    [{ status: 404, body: "" }, "notFound", /not a hub's URL/],
    [{ status: 404, body: "", path: "/chat/negotiate" }, "negotiateTwice", /ended in \/negotiate already/],
    [{ status: 401, body: apim(401, "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.") }, "subscriptionKeyMissing", /requires a subscription key/],
    [{ status: 401, body: apim(401, "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.") }, "subscriptionKeyInvalid", /misspelled/],
    [{ status: 401, body: apim(401, "JWT not present.") }, "gatewayWantsToken", /validate-jwt/],
    [{ status: 401, body: "", headers: { "www-authenticate": 'Bearer error="invalid_token", error_description="The audience is invalid"' }, token: "x" }, "tokenAudienceInvalid", /never the gateway/],
    [{ status: 401, body: "", headers: { "www-authenticate": 'Bearer error="invalid_token", error_description="The signature key was not found"' }, token: "x" }, "tokenSignatureInvalid", /regenerated/],
    [{ status: 401, body: "" }, "tokenMissing", /token made from its key/],
    [{ status: 401, body: "", token: "x" }, "tokenRefused", /another audience/],
    [{ status: 400, body: "'hub' query parameter is required." }, "hubMissing", /no hub/],
    [{ status: 400, body: "" }, "badRequest", /two hubs/],
    [{ status: 403, body: "" }, "forbidden", /network access/],
    [{ status: 403, body: apim(403, "Out of call volume quota. Quota will be replenished in 00:10:00.") }, "gatewayQuotaExceeded", /used up/],
    [{ status: 413, body: "AccessToken must not be longer than 4K." }, "tokenTooLong", /too many claims/],
    [{ status: 429, body: apim(429, "Rate limit is exceeded. Try again in 20 seconds."), headers: { "retry-after": "20" } }, "tooManyRequests", /rate limit/],
    [{ status: 500, body: "Azure SignalR Service is not connected yet, please try again later." }, "appServerNotConnected", /Serverless/],
    [{ status: 500, body: "" }, "serverError", /app failed/],
    [{ status: 502, body: "<html><head><title>Bad Gateway</title></head></html>" }, "backendUnavailable", /did not reach/],
    [{ status: 302, body: "", headers: { location: "https://login.microsoftonline.com/?state=1" } }, "httpRedirect", /login\.microsoftonline\.com/],
    [{ status: 418, body: "teapot" }, "unexpectedStatus", /does not negotiate/],
  ];
  for (const [answer, code, likelyCause] of cases) {
    const seen = new Recorder();
    const problem = await failure(t, answer, seen);
    assert.equal(problem.code, code, JSON.stringify(answer));
    assert.match(problem.details.likelyCause ?? "", likelyCause);
    assert.equal(problem.details.status, answer.status);
    assert.deepEqual(seen.hops.map(({ kind, status, problem: shown }) => [kind, status, shown]), [["negotiate", answer.status, problem]]);
  }
});

void test("the words of the answer are quoted, short and without secrets, with the request id for a ticket", async (t) => {
  const missing = await failure(t, { status: 404, body: apim(404, "Resource not found"), headers: { "apim-request-id": "11112222" } });
  assert.equal(missing.message, "Negotiate was refused with 404: Resource not found");
  assert.equal(missing.details.requestId, "11112222");
  const page = await failure(t, { status: 502, body: `<!doctype html><title>Bad Gateway</title>${"x".repeat(5000)}`, headers: { "content-type": "text/html" } });
  assert.equal(page.message, "Negotiate was refused with 502: an HTML page, Bad Gateway");
  const leaking = await failure(t, { status: 500, body: `Endpoint=https://x;AccessKey=FAKEkeyFAKEkey;Version=1.0 ${"y".repeat(1000)}` });
  assert.ok(!leaking.message.includes("FAKEkey") && leaking.message.length < 400, leaking.message);
});

void test("an expired token is told from a clock that is wrong by the answer's date", async (t) => {
  const expired = { status: 401, body: "", token: "x" };
  const challenge = `Bearer error="invalid_token", error_description="The token expired at '01/01/2030 00:00:00'"`;
  assert.equal((await failure(t, { ...expired, headers: { "www-authenticate": challenge } })).code, "tokenExpired");
  for (const [minutes, words] of [[90, /90 minutes behind/], [-90, /90 minutes ahead/]] as const) {
    const date = new Date(Date.now() + minutes * 60_000).toUTCString();
    const problem = await failure(t, { ...expired, headers: { "www-authenticate": challenge, date } });
    assert.equal(problem.code, "clockSkew");
    assert.match(problem.details.likelyCause ?? "", words);
  }
  const early = await failure(t, { ...expired, headers: { "www-authenticate": `Bearer error_description="The token is not valid before '01/01/2030 00:00:00'"` } });
  assert.equal(early.code, "tokenNotYetValid");
});

void test("a 200 that is no negotiate answer says what it is instead", async (t) => {
  const cases: readonly (readonly [body: string, code: string, words: RegExp])[] = [
    ["", "negotiateEmpty", /empty body/],
    ["<!doctype html><html></html>", "notNegotiateAnswer", /HTML page/],
    ["The service is up", "notNegotiateAnswer", /not JSON: The service is up/],
    ["[]", "notNegotiateAnswer", /another kind|names neither/],
    ['{"connectionId":5}', "notNegotiateAnswer", /another kind/],
    ["{}", "notNegotiateAnswer", /names neither/],
    ['{"error":"The client requested a non-integer protocol version."}', "negotiateError", /non-integer protocol version/],
    ['{"ProtocolVersion":"2.0","RedirectUrl":"/aspnetclient","AccessToken":"a"}', "aspNetSignalR", /old ASP\.NET SignalR/],
    ['{"url":"Endpoint=https://x/client/?hub=chat&access_token=abc"}', "redirectInvalid", /access_token=\*\*\*/],
    ['{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":[{"transport":"LongPolling","transferFormats":["Text"]}]}', "transportNotOffered", /offers: LongPolling/],
    ['{"negotiateVersion":0,"connectionId":"a"}', "transportNotOffered", /offers: nothing/],
  ];
  for (const [body, code, words] of cases) {
    const problem = await failure(t, { body });
    assert.equal(problem.code, code, body);
    assert.match(problem.message, words);
  }
});

void test("no answer makes reading fail with anything but an explained problem", () => {
  const member = fc.constantFrom("url", "accessToken", "connectionId", "connectionToken", "negotiateVersion", "availableTransports", "error", "ProtocolVersion", "x");
  const body = fc.oneof(fc.string(), fc.json(), fc.dictionary(member, fc.jsonValue()).map((value) => JSON.stringify(value)));
  fc.assert(fc.property(body, (text) => {
    try {
      const answer = readNegotiateAnswer({ status: 200, headers: {}, body: text }, "http://h/negotiate");
      assert.ok(answer.kind === "redirect" ? URL.canParse(answer.url) : answer.connectionToken !== "");
    } catch (error) {
      assert.ok(error instanceof Problem, String(error));
    }
  }));
});

void test("negotiate is put into the path and the rest of the URL stays byte for byte", () => {
  assert.equal(negotiateUrl("https://h/chat"), "https://h/chat/negotiate?negotiateVersion=1");
  assert.equal(negotiateUrl("https://h/chat/"), "https://h/chat/negotiate?negotiateVersion=1");
  assert.equal(negotiateUrl("https://h/client/?hub=chat&asrs.op=%2Fchat"), "https://h/client/negotiate?hub=chat&asrs.op=%2Fchat&negotiateVersion=1");
  assert.equal(negotiateUrl("https://h/client/?hub=chat&negotiateVersion=1&asrs_request_id=a%2Bb=="), "https://h/client/negotiate?hub=chat&negotiateVersion=1&asrs_request_id=a%2Bb==");
  assert.equal(webSocketUrl(connectUrl("https://h/client/?hub=chat", "token")), "wss://h/client/?hub=chat&id=token");
  assert.equal(webSocketUrl(connectUrl("http://h/chat", "token")), "ws://h/chat?id=token");
  assert.equal(tokenUrl("https://h/chat?id=a", "x.y/z"), "https://h/chat?id=a&access_token=x.y%2Fz");
  assert.equal(negotiateUrl("https://h/chat", true), "https://h/chat/negotiate?negotiateVersion=1&useStatefulReconnect=true");
  assert.equal(negotiateUrl("https://h/chat?useStatefulReconnect=true", true), "https://h/chat/negotiate?useStatefulReconnect=true&negotiateVersion=1");
  assert.equal(startUrl(" WSS://h/chat?a=1#part ", [["b", "ü&"]]), "https://h/chat?a=1&b=%C3%BC%26");
});
