import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { cloudOf } from "../../src/azure/clouds.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { Throttle } from "../../src/azure/throttle.ts";
import type { Wait } from "../../src/azure/throttle.ts";
import { minutesOff } from "../../src/azure/wrongPlace.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Azure giving these answers one after the other, then empty lists. */
function azure(answers: Answer[]): { readonly plane: ControlPlane; readonly sent: string[]; readonly nextWait: () => Promise<Wait> } {
  const sent: string[] = [];
  let waits = Promise.withResolvers<Wait>();
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      sent.push(request.method);
      const { status, headers = {}, body = JSON.stringify({ value: [] }) } = answers.shift() ?? { status: 200 };
      return Promise.resolve({ request, status, headers: createHttpHeaders(headers), bodyAsText: body });
    },
  };
  const waiting = (wait: Wait): void => {
    waits.resolve(wait);
    waits = Promise.withResolvers();
  };
  return { plane: createControlPlane(cloudOf("AzureCloud"), tokenCredential(() => Promise.resolve("t")), { httpClient, retryDelayMs: 1, waiting }), sent, nextWait: () => waits.promise };
}

async function problemOf(run: Promise<unknown>): Promise<Problem> {
  const error: unknown = await run.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof Problem, `a Problem was expected: ${String(error)}`);
  return error;
}

void test("throttled for a minute: the wait is told, nothing is sent meanwhile, and then all goes on", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const { plane, sent, nextWait } = azure([{ status: 429, headers: { "retry-after": "60" } }]);
  const told = nextWait();
  const first = plane.subscriptions();
  const wait = await told;
  assert.equal(wait.until, 1_060_000);
  const second = plane.subscriptions();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(sent.length, 1, "what is asked for meanwhile waits too");
  t.mock.timers.tick(60_000);
  await wait.over;
  // The SDK waits once more, for the no time that is left.
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(1);
  }
  assert.deepEqual(await Promise.all([first, second]), [[], []]);
  assert.equal(sent.length, 3);
});

void test("a countdown that is cancelled gives up what waits, and what is asked for later is sent", async () => {
  const { plane, sent, nextWait } = azure([{ status: 429, headers: { "retry-after": "60" } }]);
  const told = nextWait();
  const run = plane.subscriptions();
  (await told).cancel();
  await assert.rejects(run, Cancelled);
  assert.deepEqual(await plane.subscriptions(), []);
  assert.equal(sent.length, 2);
});

void test("Resource Graph's own way of saying how long is understood", async () => {
  const { plane, nextWait } = azure([{ status: 429, headers: { "x-ms-user-quota-resets-after": "00:01:05" } }]);
  const told = nextWait();
  const before = Date.now();
  const run = plane.discover(["11111111-1111-4111-8111-111111111111"]);
  const wait = await told;
  assert.ok(wait.until >= before + 65_000 && wait.until <= Date.now() + 65_000);
  wait.cancel();
  await assert.rejects(run, Cancelled);
});

void test("a wait that nobody sits through is told at once, with Azure's id of the request", async () => {
  const { plane, sent } = azure([{ status: 429, headers: { "retry-after": "3600", "x-ms-request-id": "the-id" } }]);
  const problem = await problemOf(plane.subscriptions());
  assert.deepEqual([problem.code, problem.details.status, problem.details.requestId, sent.length], ["throttled", 429, "the-id", 1]);
  assert.match(problem.message, /60 minutes/);
});

void test("complaints halve what is sent at once, good answers let it grow back, and nobody is left behind", async () => {
  const throttle = new Throttle();
  const most = throttle.limit;
  for (let n = 0; n < 10; n++) await throttle.hold(0, undefined);
  assert.equal(throttle.limit, 1);
  let active = 0;
  let atOnce = 0;
  const work = async (): Promise<void> => {
    active += 1;
    atOnce = Math.max(atOnce, active);
    await new Promise((resolve) => setImmediate(resolve));
    active -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => throttle.run(undefined, work)));
  assert.equal(atOnce, 1);
  for (let n = 0; n < 1000; n++) throttle.good();
  assert.equal(throttle.limit, most);
  await Promise.all(Array.from({ length: 100 }, () => throttle.run(undefined, work)));
  assert.equal(atOnce, most);
});

void test("who stops waiting for a turn leaves it to the next", async () => {
  const throttle = new Throttle();
  for (let n = 0; n < 10; n++) await throttle.hold(0, undefined);
  const busy = Promise.withResolvers<void>();
  const first = throttle.run(undefined, () => busy.promise);
  const stop = new AbortController();
  const second = throttle.run(stop.signal, () => Promise.resolve("second"));
  const third = throttle.run(undefined, () => Promise.resolve("third"));
  stop.abort();
  await assert.rejects(second, Cancelled);
  busy.resolve();
  await first;
  assert.equal(await third, "third");
});

void test("a web page in Azure's place is told as the network's doing, whatever its status", async () => {
  const page = "<!DOCTYPE html><title>Welcome to the hotel</title>";
  for (const answer of [{ status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: page }, { status: 200, body: page }, { status: 403, headers: { "content-type": "text/html" }, body: page }, { status: 511, body: "" }]) {
    const problem = await problemOf(azure([answer]).plane.subscriptions());
    assert.deepEqual([problem.code, problem.details.status], ["notAzure", answer.status]);
    assert.match(problem.details.nextStep ?? "", /browser/);
    assert.doesNotMatch(problem.message, /hotel/);
  }
});

void test("a page under Azure's own request id is Azure's trouble, not the network's", async () => {
  const answers = Array.from({ length: 5 }, () => ({ status: 502, headers: { "content-type": "text/html", "x-ms-request-id": "id" }, body: "<html>Bad Gateway</html>" }));
  const problem = await problemOf(azure(answers).plane.subscriptions());
  assert.deepEqual([problem.details.status, problem.details.requestId], [502, "id"]);
  assert.match(problem.details.likelyCause ?? "", /trouble of its own/);
});

void test("a clock that is five minutes off is named where a token is refused", async () => {
  const date = new Date(Date.now() - 5 * 60_000).toUTCString();
  const error = JSON.stringify({ error: { code: "InvalidAuthenticationToken", message: "The token is not valid yet." } });
  const problem = await problemOf(azure([{ status: 401, headers: { date }, body: error }]).plane.subscriptions());
  assert.match(problem.details.likelyCause ?? "", /clock .* 5 minutes ahead/);
  assert.deepEqual([minutesOff(date), minutesOff(new Date().toUTCString()), minutesOff(undefined), minutesOff("yesterday")], [5, undefined, undefined, undefined]);
});

void test("well-known refusals have a way on of their own", async () => {
  const cases: readonly (readonly [number, string, RegExp])[] = [
    [409, "ReadOnlyDisabledSubscription", /subscription is disabled/],
    [404, "SubscriptionNotFound", /other tenant|another tenant/],
    [403, "RequestDisallowedByPolicy", /Azure Policy/],
    [409, "ScopeLocked", /lock/],
    [409, "MissingSubscriptionRegistration", /registered/],
  ];
  for (const [status, code, cause] of cases) {
    const problem = await problemOf(azure([{ status, body: JSON.stringify({ error: { code, message: "Refused." } }) }]).plane.subscriptions());
    assert.equal(problem.code, code);
    assert.match(problem.details.likelyCause ?? "", cause);
    assert.ok(problem.details.nextStep);
  }
});
