import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { maskedKey } from "../../../src/ui/keys/mask.ts";

void test("a masked key shows at most three characters, and never the whole key or its length", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 100 }).filter((key) => !key.includes("•")), (key) => {
      const masked = maskedKey(key);
      const shown = masked.replaceAll("•", "");
      return shown.length <= 3 && key.startsWith(shown) && masked.length <= 11;
    }),
  );
  assert.equal(maskedKey("short"), "••••••••");
});
