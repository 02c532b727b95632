import assert from "node:assert/strict";
import { test } from "node:test";
import type { Remedy } from "../../../src/doctor/model.ts";
import { reportMarkdown } from "../../../src/doctor/report.ts";
import { progressText } from "../../../src/ui/doctor/progressText.ts";
import { placedRemedies } from "../../../src/ui/doctor/remedies.ts";
import { diagnosis, probe } from "./diagnosis.ts";

const plan: Remedy = { kind: "plan", text: "Plan chat again", integration: "chat" };
const scale: Remedy = { kind: "setting", text: "Scale the service", resource: "/subscriptions/1", setting: "sku" };

void test("a remedy stands at the heading of what it puts right, the verdict's at the top", () => {
  const ill = diagnosis({
    verdict: { text: "Gone.", outcome: "failed", causes: [], remedy: plan },
    probes: [
      probe({ outcome: "failed" }),
      probe({ id: "plane.apis", outcome: "warning", remedy: plan }),
      probe({ id: "plane.units", outcome: "failed", causes: [{ code: "full", text: "Full.", remedy: scale }, { code: "busy", text: "Busy.", remedy: scale }] }),
    ],
  });
  const report = reportMarkdown(ill);
  const lines = report.split("\n");
  const placed = placedRemedies(ill, report);
  assert.deepEqual(placed.map(({ remedy }) => remedy.text), ["Plan chat again", "Plan chat again", "Scale the service"]);
  assert.equal(placed[0]?.line, 0);
  assert.match(lines[placed[1]?.line ?? 0] ?? "", /^### ! gateway/);
  assert.match(lines[(placed[2]?.line ?? 0) + 2] ?? "", /`plane\.units`/);
});

void test("nothing is offered for what is well, whatever it might have explained", () => {
  const well = diagnosis({ probes: [probe({ causes: [{ code: "full", text: "Full.", remedy: scale }], remedy: plan }), probe({ outcome: "skipped", remedy: plan })] });
  assert.deepEqual(placedRemedies(well, reportMarkdown(well)), []);
});

void test("while it runs the report says what is answered so far; no answer can end its block", () => {
  assert.match(progressText("chat", [], "asking"), /^# Doctor: chat\n\n_Asking… 0 answers so far\._\n\n$/);
  const text = progressText("chat", [probe({ outcome: "failed", evidence: "```\n# Click [here](http://evil)", causes: [{ code: "x", text: "Because." }] })], "cancelled");
  assert.match(text, /_Cancelled after 1 answers\._/);
  assert.match(text, / ✗ Does negotiate pass the gateway\?/);
  assert.match(text, /Because\./);
  assert.equal(text.match(/```/g)?.length, 2);
});
