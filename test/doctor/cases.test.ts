import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { examine } from "../../src/doctor/examine.ts";
import { reportMarkdown, reportText } from "../../src/doctor/report.ts";
import { allCases } from "./cases/all.ts";

/** Long enough for a busy machine; what has to run into a deadline brings a shorter one. */
const deadlines = { wireMs: 8_000, planeMs: 20_000 };

for (const { title, cases } of allCases) {
  void suite(title, () => {
    for (const each of cases) {
      void test(`${each.name}: ${each.cause}${each.place === undefined ? "" : ` (${each.place})`}`, async (t) => {
        const diagnosis = await examine(await each.arrange(t), { deadlines: each.deadlines ?? deadlines });
        const { verdict } = diagnosis;
        const codes = verdict.causes.map(({ code }) => code);
        const told = reportText(diagnosis);
        assert.equal(codes[0], each.cause, told);
        assert.deepEqual(codes.slice(1, 1 + (each.followedBy?.length ?? 0)), each.followedBy ?? [], told);
        assert.equal(verdict.place, each.place, told);
        assert.equal(verdict.outcome, each.place === undefined ? "warning" : "failed");
        assert.ok(each.place === undefined || verdict.text.includes(each.place), "the sentence names the place");
        assert.ok(verdict.text.includes(verdict.causes[0]?.text ?? "?"), "the sentence names the cause");
        assert.doesNotMatch(reportMarkdown(diagnosis) + JSON.stringify(diagnosis), /eyJ[\w-]{8,}\.|ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/, "no token, no key");
      });
    }
  });
}
