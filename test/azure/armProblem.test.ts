import assert from "node:assert/strict";
import { test } from "node:test";
import { RestError } from "@azure/core-rest-pipeline";
import * as fc from "fast-check";
import { problemFromArm } from "../../src/azure/armProblem.ts";
import { cloudOf } from "../../src/azure/clouds.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";

const call = { action: "create apis/a", resource: "apis/a", cloud: cloudOf("AzureCloud") };

function told(error: unknown): Problem {
  const problem = problemFromArm(error, call);
  assert.ok(problem instanceof Problem);
  return problem;
}

function answered(statusCode: number, details: unknown): RestError {
  return Object.assign(new RestError("the SDK's own words", { statusCode }), { details });
}

void test("ARM's error is told whatever it leaves out", () => {
  const cases: readonly (readonly [unknown, string, RegExp])[] = [
    [{ error: { code: "ValidationError", message: "Outer.", details: null } }, "ValidationError", /: Outer\.$/],
    [{ error: { code: "ValidationError", message: "Outer:", details: [{ code: "x", target: "path", message: "Taken." }, { message: "Too long." }] } }, "ValidationError", /: Taken\. \(path\) Too long\.$/],
    [{ error: { code: "ValidationError", message: "Outer.", details: [{ code: "x", target: "path", message: null }] } }, "ValidationError", /: Outer\.$/],
    [{ error: { message: "No code." } }, "http400", /: No code\.$/],
    [{ error: {} }, "http400", /: the SDK's own words$/],
    ["<html>", "http400", /: the SDK's own words$/],
    [undefined, "http400", /: the SDK's own words$/],
  ];
  for (const [details, code, message] of cases) {
    const problem = told(answered(400, details));
    assert.equal(problem.code, code);
    assert.match(problem.message, /^Could not create apis\/a: /);
    assert.match(problem.message, message);
  }
});

void test("a body that only came as text is read too", () => {
  const error = Object.assign(new RestError("x", { statusCode: 409 }), { response: { bodyAsText: '{"error":{"code":"PessimisticConcurrencyConflict","message":"Operation on the API is in progress","details":null}}', headers: new Map() } });
  assert.equal(told(error).code, "PessimisticConcurrencyConflict");
});

void test("not being signed in is its own problem, with the way to sign in", () => {
  for (const name of ["CredentialUnavailableError", "AggregateAuthenticationError"]) {
    const error = Object.assign(new Error("EnvironmentCredential is unavailable. And so on for thirty lines."), { name });
    assert.equal(told(error).code, "notSignedIn");
    assert.match(told(error).details.nextStep ?? "", /az login/);
  }
});

void test("why Microsoft Entra gives no token is told by its code, with the way on", () => {
  for (const [code, cause] of [["50076", /second factor/], ["70043", /expired/], ["53003", /Conditional access/], ["7000222", /client secret/], ["90002", /no such tenant/]] as const) {
    const problem = told(Object.assign(new Error(`ChainedTokenCredential failed.\nAADSTS${code}: words for administrators. Trace ID: x`), { name: "AggregateAuthenticationError" }));
    assert.deepEqual([problem.code, problem.message], [`AADSTS${code}`, `Could not create apis/a: signing in was refused (AADSTS${code}).`]);
    assert.match(problem.details.likelyCause ?? "", cause);
    assert.ok(problem.details.nextStep);
  }
  assert.match(told(new Error("AADSTS99999: new")).details.nextStep ?? "", /az login/);
});

void test("where none of a host's addresses answers, the code stands for the text that Node does not give", () => {
  assert.equal(told(new RestError("", { code: "ENETUNREACH" })).message, "Could not create apis/a: ENETUNREACH");
});

void test("what the network says is put in words, by its code", () => {
  for (const [code, expected] of [
    ["ECONNREFUSED", "unreachable"],
    ["ENOTFOUND", "unreachable"],
    ["ECONNRESET", "unreachable"],
    ["EAI_AGAIN", "unreachable"],
    ["EHOSTUNREACH", "unreachable"],
    ["REQUEST_SEND_ERROR", "unreachable"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tlsError"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tlsError"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tlsError"],
  ] as const) {
    assert.equal(told(new RestError("failed", { code })).code, expected, code);
    assert.match(told(new RestError("failed", { code })).details.likelyCause ?? "", /management\.azure\.com/);
  }
});

void test("a Problem and a stop go through as they are", () => {
  const own = new Problem({ code: "foreignHost", message: "no" });
  assert.equal(problemFromArm(own, call), own);
  assert.ok(problemFromArm(new DOMException("aborted", "AbortError"), call) instanceof Cancelled);
});

void test("no token that an error carries gets into what is shown", () => {
  const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSIsImV4cCI6MX0.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
  for (const error of [new RestError(`Bearer ${token} was refused`, { statusCode: 401 }), answered(400, { error: { code: "x", message: `token ${token}` } }), new Error(`sent ${token}`), token]) {
    const { details, message } = told(error);
    assert.ok(!JSON.stringify({ details, message }).includes("c2lnbmF0dXJl"));
  }
});

void test("whatever is thrown becomes a Problem that names the call", () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const problem = problemFromArm(thrown, call);
      assert.ok(problem instanceof Cancelled || (problem instanceof Problem && problem.details.resource === "apis/a"));
    }),
  );
});
