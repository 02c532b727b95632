import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../src/signalr/problem.ts";
import { problemText } from "../../src/ui/problemText.ts";

const key = "tI8mM0Jz2bVv1aQ4rW7xY0cK3nP6sU9hD2fG5jL8oE=";

void test("a notification says what failed, why most likely, and what to do", () => {
  const { message } = problemText(new Problem({ code: "AuthorizationFailed", message: "Reading was refused.", likelyCause: "A role is missing.", nextStep: "Ask for the Reader role." }));
  assert.equal(message, "Reading was refused. A role is missing. Ask for the Reader role.");
});

void test("the log has the service's code, status, resource and request id for a support ticket", () => {
  const { log } = problemText(new Problem({ code: "ValidationError", message: "Refused.", resource: "apis/x", status: 400, requestId: "r-1" }));
  assert.equal(log, "ValidationError: Refused.\n  resource: apis/x\n  status: 400\n  requestId: r-1");
});

void test("no key gets into either, wherever it stood", () => {
  const secret = `Endpoint=https://x.service.signalr.net;AccessKey=${key};Version=1.0;`;
  for (const error of [new Problem({ code: "x", message: secret, likelyCause: secret, resource: secret }), new Error(secret), secret]) {
    const { message, log } = problemText(error);
    assert.ok(!message.includes(key) && !log.includes(key), String(error));
  }
});

void test("what nobody foresaw names what was being done; its stack is for the log only", () => {
  const { message, log } = problemText(new TypeError("x is undefined"), "Plan Again");
  assert.equal(message, "“Plan Again” did not work: x is undefined");
  assert.match(log, /problemText\.test/);
});
