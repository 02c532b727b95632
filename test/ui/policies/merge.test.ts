import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isReadOnly, scopeOf, uriParts } from "../../../src/ui/policies/address.ts";
import { hasConflicts, sameText, threeWay } from "../../../src/ui/policies/merge.ts";
import { moved } from "../../../src/ui/policies/refused.ts";

const labels = { mine: "Yours", theirs: "On the instance" };

void test("changes in different places are merged, with the line ends of the person's text", () => {
  const base = "<a>\r\n<b/>\r\n<c/>\r\n<d/>\r\n</a>";
  const merged = threeWay(base, base.replace("<b/>", "<b1/>"), base.replace("<d/>", "<d1/>").replaceAll("\r\n", "\n"), labels);
  assert.deepEqual(merged, { text: "<a>\r\n<b1/>\r\n<c/>\r\n<d1/>\r\n</a>", conflicts: 0 });
});

void test("changes in the same place stand between markers, which keep the text from being saved", () => {
  const { text, conflicts } = threeWay("x\ny\nz", "x\nmine\nz", "x\ntheirs\nz", labels);
  assert.equal(conflicts, 1);
  assert.equal(text, "x\n<<<<<<< Yours\nmine\n=======\ntheirs\n>>>>>>> On the instance\nz");
  assert.ok(hasConflicts(text) && !hasConflicts("<policies>\n</policies>"));
});

void test("nothing that either wrote is lost: where one changed nothing, the other's text is the result", () => {
  const text = fc.array(fc.constantFrom("<a/>", "<b/>", "<c/>", "", "  <d/>"), { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (base, changed) => {
      assert.ok(sameText(threeWay(base, changed, base, labels).text, changed));
      assert.ok(sameText(threeWay(base, base, changed, labels).text, changed));
      assert.equal(threeWay(base, changed, changed, labels).conflicts, 0);
    }),
  );
});

void test("marks of what was refused move with their lines, and go with them", () => {
  const faults = [2, 5, 9].map((line) => ({ line, column: 3, element: "x", reason: "no" }));
  assert.deepEqual(moved(faults, [{ firstLine: 3, lastLine: 5, text: "one\ntwo\nthree\nfour" }]).map(({ line }) => line), [2, 10]);
  assert.deepEqual(moved(faults, []), faults);
});

void test("a document's name says whose policy it is, and neither id nor account; what several APIs share is only shown", () => {
  const address = { account: "azure:someone@contoso.com", instance: "/subscriptions/1/providers/Microsoft.ApiManagement/service/contoso", webSocket: false };
  const resource = "apis/chat-connect/operations/onHandshake/policies/policy";
  assert.deepEqual(uriParts({ ...address, resource }), { authority: "azure", path: "/contoso/chat-connect onHandshake.apim-policy.xml" });
  assert.deepEqual(uriParts({ ...address, resource: "policies/policy" }).path, "/contoso/all APIs.apim-policy.xml");
  const scopes = [resource, "apis/a/policies/policy", "products/p/policies/policy", "policies/policy"].map((each) => ({ ...address, resource: each }));
  assert.deepEqual(scopes.map(scopeOf), ["operation", "api", "product", "global"]);
  assert.deepEqual(scopes.map(isReadOnly), [false, false, true, true]);
});
