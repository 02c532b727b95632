import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, asyncProperty, constant, constantFrom, dictionary, integer, letrec, oneof } from "fast-check";
import type { ArmResource, JsonObject } from "../../src/apim/model.ts";
import { recognise } from "../../src/apim/recognise.ts";
import type { Finding } from "../../src/doctor/model.ts";
import { logQuestions } from "../../src/doctor/plane/logProbes.ts";
import { PlaneReadings } from "../../src/doctor/plane/readings.ts";
import type { PlaneSubject } from "../../src/doctor/subject.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, handMade, handMadeHttp, instance, service } from "../support/fakeInstance.ts";

const hiding = (...names: readonly string[]): JsonObject => ({ request: { dataMasking: { queryParams: names.map((value) => ({ value, mode: "Hide" })) } } });
const everywhere = (...names: readonly string[]): JsonObject => ({ frontend: hiding(...names), backend: hiding(...names) });
const onInstance = (properties: JsonObject, name = "applicationinsights"): ArmResource => ({ path: `diagnostics/${name}`, properties });
const onApi = (properties: JsonObject, api = "signalr-connect"): ArmResource => ({ path: `apis/${api}/diagnostics/applicationinsights`, properties });

const refuse = (): Promise<never> => Promise.reject(new Problem({ code: "no", message: "no" }));

/** What the doctor says of an integration made by hand, and of which APIs it asked. */
async function found(answer: () => Promise<readonly ArmResource[]>, made = handMade()): Promise<{ readonly finding: Finding; readonly asked: readonly string[] }> {
  const { contents } = new FakeInstance(made);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration);
  const asked: string[] = [];
  const diagnostics: PlaneSubject["plane"]["diagnostics"] = (_instance, apis) => {
    asked.push(...apis);
    return answer();
  };
  const plane: PlaneSubject = { plane: { whole: refuse, keys: refuse, diagnostics }, instance, service, integration, contents };
  const [question] = logQuestions();
  assert.ok(question);
  return { finding: await question.ask({ subject: { title: "chat", network: { headers: {} } }, plane, readings: new PlaneReadings(plane) }), asked };
}

async function outcome(...entries: readonly ArmResource[]): Promise<Finding["outcome"]> {
  return (await found(() => Promise.resolve(entries))).finding.outcome;
}

void test("a log that keeps addresses whole is named, with what has to be hidden in it", async () => {
  const { finding, asked } = await found(() => Promise.resolve([onInstance({ loggerId: "/loggers/a" })]));
  assert.deepEqual(asked, ["apis/signalr-connect"], "negotiate sends its token in a header");
  assert.deepEqual([finding.outcome, finding.causes?.map(({ code }) => code)], ["warning", ["tokensLogged"]]);
  assert.deepEqual(finding.remedy, { kind: "setting", text: "Hide access_token in diagnostics/applicationinsights", resource: "diagnostics/applicationinsights", setting: "dataMasking.queryParams", value: '{ "value": "access_token", "mode": "Hide" }' });
});

void test("event streams of the layout http carry tokens too", async () => {
  const { asked } = await found(() => Promise.resolve([]), handMadeHttp());
  assert.equal(asked.length, 1);
  const { finding } = await found(() => Promise.resolve([{ path: `${asked[0] ?? ""}/diagnostics/azuremonitor`, properties: {} }]), handMadeHttp());
  assert.deepEqual([finding.outcome, finding.causes?.[0]?.code], ["warning", "tokensLogged"]);
});

void test("a log that leaves the token out is well, and so is none", async () => {
  assert.equal(await outcome(), "ok");
  assert.equal(await outcome(onInstance(everywhere("*"))), "ok");
  assert.equal(await outcome(onInstance(everywhere("code", "Access_Token"))), "ok");
  assert.equal(await outcome(onInstance(everywhere("id"))), "warning");
  assert.equal(await outcome(onInstance({ frontend: hiding("*") })), "warning", "the gateway's own call holds the token as well");
});

void test("what an API logs counts in place of the instance's entry of that name, and only for itself", async () => {
  assert.equal(await outcome(onInstance({}), onApi(everywhere("access_token"))), "ok");
  assert.equal(await outcome(onInstance(everywhere("*")), onApi({})), "warning");
  assert.equal(await outcome(onInstance({}, "azuremonitor"), onApi(everywhere("access_token"))), "warning");
  assert.equal(await outcome(onInstance(everywhere("*")), onApi({}, "signalr-negotiate")), "ok");
});

void test("an account that may not read it is told so, and the way is judged all the same", async () => {
  const { finding } = await found(() => Promise.reject(new Problem({ code: "AuthorizationFailed", message: "You may not read what apim-1 logs." })));
  assert.deepEqual(finding, { outcome: "skipped", evidence: "You may not read what apim-1 logs." });
});

void test("whatever Azure says of its logs, there is an answer", async () => {
  const member = constantFrom("frontend", "backend", "request", "dataMasking", "queryParams", "value", "mode");
  const { settings } = letrec((tie) => ({
    settings: dictionary(member, tie("value"), { maxKeys: 4 }),
    value: oneof({ depthSize: "small" }, constantFrom("*", "access_token", ""), integer(), constant(null), array(tie("value"), { maxLength: 3 }), dictionary(member, tie("value"), { maxKeys: 4 })),
  }));
  await check(asyncProperty(settings, async (properties) => assert.match(await outcome(onInstance(properties as JsonObject)), /^(?:ok|warning)$/)), { numRuns: 200 });
});
