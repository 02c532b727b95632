import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { RestError, createHttpHeaders } from "@azure/core-rest-pipeline";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { cloudOf } from "../../src/azure/clouds.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";
import { testAzure } from "../support/azureControlPlane.ts";

const all = (): boolean => true;

async function problemOf(run: Promise<unknown>): Promise<Problem> {
  const error: unknown = await run.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof Problem, `a Problem was expected: ${String(error)}`);
  return error;
}

/** A control plane whose every request is answered by `respond`. */
function answering(azure: TestAzure, respond: HttpClient["sendRequest"]): TestAzure["controlPlane"] {
  return createControlPlane(azure.cloud, tokenCredential(() => Promise.resolve(azure.token)), { httpClient: { sendRequest: respond }, retryDelayMs: 1 });
}

void test("each refusal of ARM says what failed, on what, and what to do, with the request id", async (t) => {
  const azure = await testAzure(t);
  const cases: readonly (readonly [number, string, RegExp])[] = [
    [401, "ExpiredAuthenticationToken", /Sign in again/],
    [403, "AuthorizationFailed", /API Management Service Contributor/],
    [404, "ResourceNotFound", /Refresh/],
    [409, "Conflict", /Wait a little/],
    [412, "PreconditionFailed", /Plan again/],
  ];
  for (const [status, code, nextStep] of cases) {
    azure.arm.faults.add({ path: /apis$/, respond: () => faultError(status, code, `ARM says ${status}.`, { "x-ms-correlation-request-id": `id-${status}` }) });
    const problem = await problemOf(azure.controlPlane.contents(azure.instance, all));
    assert.equal(problem.code, code);
    assert.match(problem.message, new RegExp(`Could not read the APIs of sandbox-apim: ARM says ${status}\\.`));
    assert.equal(problem.details.resource, azure.instance.id);
    assert.equal(problem.details.status, status);
    assert.match(problem.details.nextStep ?? "", nextStep);
    assert.equal(problem.details.requestId, `id-${status}`);
  }
});

void test("ARM's details come before its empty outer message", async (t) => {
  const azure = await testAzure(t);
  const detail = { code: "ValidationError", target: "path", message: "Cannot create API 'a' with the same Path 'client' as API 'b'  unless it's a part of the same version set" };
  azure.arm.faults.add({ method: "PUT", respond: () => ({ status: 400, body: { error: { code: "ValidationError", message: "One or more fields contain incorrect values:", details: [detail] } } }) });
  const problem = await problemOf(azure.controlPlane.put(azure.instance, { path: "apis/a", properties: { displayName: "a", path: "client" } }));
  assert.match(problem.message, /same Path 'client' as API 'b'/);
  assert.doesNotMatch(problem.message, /One or more fields/);
});

void test("429 is waited out by its Retry-After and counted; where it stays, the wait is named", async (t) => {
  const azure = await testAzure(t);
  const requests = azure.controlPlane.traffic.requests;
  azure.arm.faults.add({ times: 2, path: /apis$/, respond: () => faultError(429, "TooManyRequests", "Slow down.", { "Retry-After": "0" }) });
  await azure.controlPlane.contents(azure.instance, () => false);
  assert.equal(azure.controlPlane.traffic.requests, requests + 6, "four lists, one of them asked for three times");
  azure.arm.faults.add({ times: 9, path: /apis$/, respond: () => faultError(429, "TooManyRequests", "Slow down.", { "Retry-After": "0" }) });
  assert.match((await problemOf(azure.controlPlane.contents(azure.instance, all))).details.nextStep ?? "", /Try again in 0 seconds/);
});

void test("a refused write is no write in the count", async (t) => {
  const azure = await testAzure(t);
  azure.arm.faults.add({ method: "PUT", respond: () => faultError(400, "ValidationError", "No.") });
  await problemOf(azure.controlPlane.put(azure.instance, { path: "apis/a", properties: { displayName: "a", path: "a" } }));
  assert.equal(azure.controlPlane.traffic.writes, 0);
});

void test("trouble in Azure is told as Azure's, after the retries", async (t) => {
  const azure = await testAzure(t);
  azure.arm.faults.add({ times: 9, respond: () => ({ status: 503, body: null }) });
  const problem = await problemOf(azure.controlPlane.instance(azure.instance.id));
  assert.equal(problem.details.status, 503);
  assert.match(problem.details.likelyCause ?? "", /trouble of its own/);
});

void test("an unreachable control plane and an untrusted certificate are told apart", async (t) => {
  const azure = await testAzure(t);
  await azure.arm.stop();
  const unreachable = await problemOf(azure.controlPlane.instance(azure.instance.id));
  assert.equal(unreachable.code, "unreachable");
  assert.match(unreachable.details.likelyCause ?? "", /127\.0\.0\.1:\d+ cannot be reached/);
  const untrusted = answering(azure, (request) => Promise.reject(new RestError("self-signed certificate in certificate chain", { code: "SELF_SIGNED_CERT_IN_CHAIN", request })));
  const problem = await problemOf(untrusted.instance(azure.instance.id));
  assert.equal(problem.code, "tlsError");
  assert.match(problem.details.nextStep ?? "", /NODE_EXTRA_CA_CERTS/);
});

void test("a stop is Cancelled, before, during and between requests", async (t) => {
  const azure = await testAzure(t);
  await assert.rejects(azure.controlPlane.contents(azure.instance, all, AbortSignal.abort()), Cancelled);
  const stop = new AbortController();
  azure.arm.faults.add({
    respond: () => {
      stop.abort();
      return new Promise(() => undefined);
    },
  });
  await assert.rejects(azure.controlPlane.contents(azure.instance, all, stop.signal), Cancelled);
  const slow = await testAzure(t, { retryAfterSeconds: 600, operationMs: 600_000 });
  const stopPolling = new AbortController();
  const writing = slow.controlPlane.put(slow.instance, { path: "apis/a", properties: { displayName: "a", path: "a" } }, stopPolling.signal);
  slow.arm.faults.add({
    method: "GET",
    respond: () => {
      setImmediate(() => stopPolling.abort());
      return undefined;
    },
  });
  await assert.rejects(writing, Cancelled);
});

void test("a token never leaves for a host that an answer names", async (t) => {
  const azure = await testAzure(t);
  const seen: string[] = [];
  const thief = createServer((request, response) => {
    seen.push(request.headers.authorization ?? "");
    response.end("{}");
  });
  await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
  t.after(() => thief.close());
  const { port } = thief.address() as AddressInfo;
  azure.arm.faults.add({ respond: () => ({ status: 200, body: { value: [], nextLink: `http://127.0.0.1:${port}/next` } }) });
  assert.equal((await problemOf(azure.controlPlane.contents(azure.instance, all))).code, "foreignHost");
  azure.arm.faults.add({ method: "PUT", respond: () => ({ status: 202, headers: { Location: `http://127.0.0.1:${port}/poll` }, body: null }) });
  assert.equal((await problemOf(azure.controlPlane.put(azure.instance, { path: "apis/a", properties: { displayName: "a", path: "a" } }))).code, "foreignHost");
  assert.deepEqual(seen, []);
});

void test("a control plane that never answers is given up after a minute", async (t) => {
  const azure = await testAzure(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = Promise.withResolvers<undefined>();
  const silent = answering(azure, (request) => {
    sent.resolve(undefined);
    return new Promise((_, reject) => {
      request.abortSignal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  });
  const run = problemOf(silent.instance(azure.instance.id));
  await sent.promise;
  t.mock.timers.tick(60_000);
  assert.equal((await run).code, "noAnswer");
});

void test("Azure proper gets its token only over https, with the cloud's own scope", async () => {
  const scopes: (readonly string[])[] = [];
  const sent: { readonly url: string; readonly authorization: string | undefined }[] = [];
  const credential = tokenCredential((asked) => {
    scopes.push(asked);
    return Promise.resolve("secret-token");
  });
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      sent.push({ url: new URL(request.url).origin, authorization: request.headers.get("authorization") });
      return Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: JSON.stringify({ value: [], data: [], count: 0, totalRecords: 0, resultTruncated: "false" }) });
    },
  };
  const controlPlane = createControlPlane(cloudOf("AzureChinaCloud"), credential, { httpClient });
  assert.deepEqual(await controlPlane.subscriptions(), []);
  assert.deepEqual(await controlPlane.discover(["11111111-1111-4111-8111-111111111111"]), { instances: [], services: [] });
  assert.deepEqual(new Set(sent.map(({ url, authorization }) => `${url} ${authorization}`)), new Set(["https://management.chinacloudapi.cn Bearer secret-token"]));
  assert.deepEqual(new Set(scopes.flat()), new Set(["https://management.chinacloudapi.cn/.default"]));
});
