import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { array, assert as check, asyncProperty, boolean, constant, constantFrom, dictionary, integer, letrec, oneof } from "fast-check";
import type { JsonObject } from "../../src/apim/model.ts";
import { examine } from "../../src/doctor/examine.ts";
import type { Diagnosis } from "../../src/doctor/model.ts";
import type { PlaneSubject, Subject } from "../../src/doctor/subject.ts";
import { instanceQuestions } from "../../src/doctor/plane/instanceProbes.ts";
import { PlaneReadings } from "../../src/doctor/plane/readings.ts";
import { serviceQuestions } from "../../src/doctor/plane/serviceProbes.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { instance, service } from "../support/fakeInstance.ts";
import { sandboxSubject, serviceOf, set } from "./cases/sandbox.ts";

const deadlines = { wireMs: 8_000, planeMs: 20_000 };
const outcomes = ({ probes }: Diagnosis, fits: RegExp): readonly string[] => [...new Set(probes.filter(({ id }) => fits.test(id)).map(({ outcome }) => outcome))];

void suite("what the account may not do", () => {
  void test("reading the instance: its questions are left out with the reason, and the way is judged all the same", async (t) => {
    const subject = await sandboxSubject(t, { subject: ({ sandbox }) => {
      sandbox.faults.add({ path: /Microsoft\.ApiManagement\/service\/[^/]+$/i, times: 99, respond: () => faultError(403, "AuthorizationFailed", "The client does not have authorization to perform action 'Microsoft.ApiManagement/service/read'.") });
      return {};
    } });
    const diagnosis = await examine(subject, { deadlines });
    assert.equal(diagnosis.verdict.outcome, "ok", diagnosis.verdict.text);
    assert.deepEqual(outcomes(diagnosis, /^plane\.(?:read\.instance|state|tier|network|domains|region)$/), ["skipped"]);
    assert.deepEqual(outcomes(diagnosis, /^plane\.(?:read\.service|mode|apis|policies)$/), ["ok"]);
    assert.match(diagnosis.probes.find(({ id }) => id === "plane.read.instance")?.evidence ?? "", /authori[sz]ation/i);
  });

  void test("listing keys, or a service without keys: negotiate without a token shows that the way is open", async (t) => {
    const subject = await sandboxSubject(t, { spoil: (scene) => set(serviceOf(scene).properties, { disableLocalAuth: true }) });
    assert.equal(subject.connectionString, undefined);
    const diagnosis = await examine(subject, { deadlines });
    assert.equal(diagnosis.verdict.outcome, "ok", diagnosis.verdict.text);
    const negotiates = diagnosis.probes.filter(({ id }) => id.endsWith(".negotiate"));
    assert.deepEqual(negotiates.map(({ id }) => id), ["gateway.negotiate", "service.negotiate"]);
    for (const { evidence } of negotiates) assert.match(evidence, /401, as it has to be without a token\. .*does not accept access keys/);
    assert.equal(diagnosis.probes.some(({ id }) => id.endsWith(".upgrade")), false, "what needs a token is not asked");
  });

  void test("and a gateway that does not lead to the service is found without a token too", async (t) => {
    const subject = await sandboxSubject(t, { spoil: (scene) => {
      set(serviceOf(scene).properties, { disableLocalAuth: true });
      for (const { apis } of scene.model.instances.values()) apis.delete("chat-signalr-negotiate");
    } });
    const { verdict } = await examine(subject, { deadlines });
    assert.deepEqual([verdict.place, verdict.causes[0]?.code], ["the gateway", "apiMissing"]);
  });
});

void suite("a control plane that fails half-way", () => {
  void test("leaves what it would have said out, and the verdict to the wire", async (t) => {
    const subject = await sandboxSubject(t, {});
    const { plane } = subject;
    assert.ok(plane);
    const down: PlaneSubject = { ...plane, plane: { ...plane.plane, whole: () => Promise.reject(new Problem({ code: "networkFailed", message: "Azure does not answer.", nextStep: "Try again." })) } };
    const diagnosis = await examine({ ...subject, plane: down }, { deadlines });
    assert.equal(diagnosis.verdict.outcome, "ok", diagnosis.verdict.text);
    assert.deepEqual(outcomes(diagnosis, /^plane\.read/), ["skipped"]);
    assert.match(diagnosis.probes.find(({ id }) => id === "plane.read.service")?.evidence ?? "", /Azure does not answer\. Try again\./);
  });

  void test("that never answers is given up at its deadline", async (t) => {
    const subject = await sandboxSubject(t, {});
    const { plane } = subject;
    assert.ok(plane);
    const hanging: PlaneSubject = { ...plane, plane: { ...plane.plane, whole: () => new Promise(() => undefined) } };
    const diagnosis = await examine({ ...subject, plane: hanging }, { deadlines: { ...deadlines, planeMs: 50 } });
    assert.deepEqual(outcomes(diagnosis, /^plane\.read/), ["failed"]);
    assert.deepEqual(outcomes(diagnosis, /^(?:gateway|service)\./), ["ok"]);
  });
});

void test("whatever ARM answers, a question has an answer or says that it cannot read it", async () => {
  const member = constantFrom("properties", "sku", "name", "tier", "capacity", "kind", "location", "provisioningState", "networkACLs", "publicNetwork", "allow", "ipRules", "features", "flag", "value", "cors", "allowedOrigins", "upstream", "templates", "tls", "hostnameConfigurations", "certificate", "expiry", "type", "disableGateway");
  const { answer } = letrec((tie) => ({
    answer: dictionary(member, tie("value"), { maxKeys: 8 }),
    value: oneof({ depthSize: "small" }, constantFrom("Proxy", "Deny", "Disabled", "ServiceMode", "Serverless", "2020-01-01", ""), integer(), boolean(), constant(null), array(tie("value"), { maxLength: 3 }), dictionary(member, tie("value"), { maxKeys: 6 })),
  }));
  await check(
    asyncProperty(answer, async (properties) => {
      const whole = (): Promise<JsonObject> => Promise.resolve({ ...(properties as JsonObject), properties: properties as JsonObject });
      const plane: PlaneSubject = { plane: { whole, diagnostics: () => Promise.resolve([]), keys: () => Promise.reject(new Problem({ code: "no", message: "no" })) }, instance, service, contents: { apis: [] } };
      const subject: Subject = { title: "x", origin: "https://a", network: { headers: {} } };
      const context = { subject, plane, readings: new PlaneReadings(plane) };
      for (const { ask } of [...instanceQuestions(), ...serviceQuestions()]) {
        const finding = await ask(context).catch((error: unknown) => error);
        if (finding instanceof Problem) assert.equal(finding.code, "answerUnreadable");
        else assert.ok(typeof finding === "object" && finding !== null && "outcome" in finding && "evidence" in finding, String(finding));
      }
    }),
    { numRuns: 200 },
  );
});
