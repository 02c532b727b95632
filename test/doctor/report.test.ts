import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { changesSince } from "../../src/doctor/compare.ts";
import { diagnosisDocument } from "../../src/doctor/document.ts";
import type { Cause, Diagnosis, ProbeOutcome, ProbeResult, ProbeTarget } from "../../src/doctor/model.ts";
import { reportMarkdown, reportText } from "../../src/doctor/report.ts";
import { verdictOf } from "../../src/doctor/verdict.ts";

function result(id: string, outcome: ProbeOutcome, causes: readonly Cause[] = [], evidence = `${id} was seen`): ProbeResult {
  const target = id.startsWith("plane.") ? "gateway" : (id.split(".")[0] as ProbeTarget);
  return { id, target, question: `${id}?`, outcome, evidence, ms: 12.34, ...(causes.length > 0 && { causes }) };
}

const cause = (code: string, explains?: readonly string[]): Cause => ({ code, text: `Because of ${code}.`, nextStep: `Mend ${code}.`, ...(explains && { explains }) });

function diagnosis(probes: readonly ProbeResult[]): Diagnosis {
  return { subject: "chat", startedAt: "2026-11-21T11:00:00.000Z", ms: 1234, verdict: verdictOf(probes), probes };
}

const failing = (code: string, straight: ProbeOutcome): string | undefined => verdictOf([result("gateway.negotiate", "failed", [cause(code)]), result("service.negotiate", straight, straight === "failed" ? [cause(code)] : [])]).place;

void suite("the verdict", () => {
  void test("is that all is well only where nothing failed or warned", () => {
    assert.equal(verdictOf([result("gateway.negotiate", "ok"), result("service.negotiate", "ok"), result("plane.tier", "skipped")]).text, "All is well: the gateway and the service answer as they should.");
    const warned = verdictOf([result("gateway.negotiate", "ok"), result("gateway.tls", "warning", [cause("certificateEndsSoon")])]);
    assert.deepEqual([warned.outcome, warned.place, warned.text], ["warning", undefined, "Clients get through, but: Because of certificateEndsSoon."]);
  });

  void test("tells the gateway's fault from the service's by what fails straight too", () => {
    assert.deepEqual([failing("forbidden", "ok"), failing("forbidden", "failed")], ["the gateway", "the service"]);
    assert.deepEqual([failing("timeout", "ok"), failing("backendUnavailable", "ok"), failing("backendUnavailable", "failed")], ["the way between", "the way between", "the service"]);
  });

  void test("names what the control plane says before the symptom it explains, several in order, and the first failure before later ones", () => {
    const verdict = verdictOf([
      result("gateway.negotiate", "failed", [cause("tooManyRequests")], "429"),
      result("gateway.preflight", "failed", [cause("corsOriginRefused")]),
      result("plane.policies", "ok", [cause("policyLimitsRate", ["tooManyRequests"]), cause("policyCaches", ["notNegotiateAnswer"])]),
      result("plane.units", "ok", [cause("unitsFull", ["tooManyRequests"])]),
    ]);
    assert.deepEqual(verdict.causes.map(({ code }) => code), ["policyLimitsRate", "unitsFull", "tooManyRequests", "corsOriginRefused"]);
    assert.equal(verdict.text, "The fault is with the gateway: 429. The reason: Because of policyLimitsRate. If it is not that: Because of unitsFull.");
  });
});

void suite("the report", () => {
  const probes = [
    result("gateway.negotiate", "failed", [cause("gatewayNoRoute")], "404 ![x](https://evil.example) <b>no</b> | `code`"),
    result("gateway.upgrade", "skipped"),
    result("service.negotiate", "ok"),
    result("plane.apis", "ok", [cause("unused", ["other"])]),
  ];

  void test("begins with the verdict, then the way with ticks, then every question", () => {
    const text = reportMarkdown(diagnosis(probes));
    assert.match(text, /^# Doctor: chat\n\n\*\*✗ The fault is with the gateway: Because of gatewayNoRoute\.\*\*\n\n- \*\*gateway\*\* ✗ negotiate · – upgrade · ✓ apis\n- \*\*service\*\* ✓ negotiate\n/);
    assert.match(text, /1\. Because of gatewayNoRoute\. Mend gatewayNoRoute\./);
    assert.equal(text.match(/^### /gm)?.length, probes.length);
    assert.doesNotMatch(text, /Because of unused/, "what explains nothing is not told");
  });

  void test("takes no markup from what servers say", () => {
    const text = reportMarkdown(diagnosis(probes));
    assert.ok(text.includes(String.raw`404 \!\[x\](https://evil.example) \<b\>no\</b\> \| \`code\``), text);
  });

  void test("says what changed since the last run", () => {
    const before = diagnosis([result("gateway.negotiate", "ok"), result("gateway.upgrade", "ok"), result("service.negotiate", "ok"), result("gone", "ok")]);
    const now = diagnosis(probes);
    assert.deepEqual(changesSince(now, before).map(({ now: { id }, earlier }) => `${id} ${earlier}`), ["gateway.negotiate ok", "gateway.upgrade ok"]);
    assert.match(reportMarkdown(now, before), /## Since the run of 2026-11-21T11:00:00\.000Z\n\n- gateway: gateway\.negotiate\? ✓ → ✗\n- gateway: gateway\.upgrade\? ✓ → –\n/);
    assert.match(reportMarkdown(now, now), /Nothing has changed\./);
  });

  void test("is for a terminal the verdict and a line a question", () => {
    assert.deepEqual(reportText(diagnosis(probes)).split("\n").map((line) => line.slice(0, 40).trimEnd()), [
      "✗ The fault is with the gateway: Because",
      "  gateway       ✗ gateway.negotiate? 404",
      "                  Because of gatewayNoRo",
      "  gateway       – gateway.upgrade? gatew",
      "  service       ✓ service.negotiate? ser",
      "  gateway       ✓ plane.apis? plane.apis",
    ]);
  });

  void test("is as JSON what the command line promises", () => {
    const document: unknown = JSON.parse(JSON.stringify(diagnosisDocument(diagnosis(probes))));
    assert.ok(typeof document === "object" && document !== null && "probes" in document && Array.isArray(document.probes));
    assert.deepEqual(document.probes[0], { id: "gateway.negotiate", target: "gateway", outcome: "failed", evidence: probes[0]?.evidence, cause: "Because of gatewayNoRoute.", code: "gatewayNoRoute", nextStep: "Mend gatewayNoRoute.", question: "gateway.negotiate?", ms: 12 });
    assert.deepEqual(Object.keys(document.probes[3] as object), ["id", "target", "outcome", "evidence", "question", "ms"], "a cause of nothing is not told");
    assert.equal("verdict" in document && document.verdict, "The fault is with the gateway: Because of gatewayNoRoute.");
  });
});
