import assert from "node:assert/strict";
import { test } from "node:test";
import { blamedPolicies, placeOf } from "../../../src/ui/doctor/blamedPolicies.ts";
import { diagnosis } from "./diagnosis.ts";

const filter = { kind: "setting", text: "Look at it", resource: "apis/chat/policies/policy", setting: "ip-filter" } as const;

void test("only what the verdict blames in a policy document is marked", () => {
  const causes = [{ code: "policyFiltersAddress", text: "An ip-filter policy acts.", remedy: filter }, { code: "forbidden", text: "Refused." }, { code: "unitsFull", text: "Full.", remedy: { ...filter, resource: "/subscriptions/1" } }];
  assert.deepEqual(blamedPolicies(diagnosis({ verdict: { text: "Ill.", outcome: "failed", causes } })), [{ resource: filter.resource, element: "ip-filter", says: "An ip-filter policy acts." }]);
  assert.deepEqual(blamedPolicies(diagnosis()), []);
});

void test("the mark is on the element's name and on no other that begins like it", () => {
  const text = '<inbound><rate-limit-by-key calls="1" /><rate-limit calls="2"/></inbound>';
  const place = placeOf("rate-limit", text);
  assert.equal(text.slice(place?.start, place?.end), "rate-limit");
  assert.equal(place?.start, text.indexOf("rate-limit calls"));
  assert.equal(placeOf("cors", text), undefined);
});
