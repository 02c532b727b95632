import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { canonical, samePolicy } from "../../../src/apim/policies/compare.ts";
import { element } from "../../../src/apim/policies/element.ts";
import type { PolicyElement } from "../../../src/apim/policies/element.ts";
import { parsePolicy } from "../../../src/apim/policies/parse.ts";
import { rendered } from "../../../src/apim/policies/render.ts";

const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
const text = fc.stringMatching(/^[ -~]{1,12}$/).map((value) => value.trim()).filter((value) => value !== "");
const attributes = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });
const { tree } = fc.letrec<{ tree: PolicyElement }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(name, attributes).map(([tag, own]) => element(tag, own)),
    fc.tuple(name, attributes, text).map(([tag, own, said]) => element(tag, own, [said])),
    fc.tuple(name, attributes, fc.array(tie("tree"), { minLength: 1, maxLength: 3 })).map(([tag, own, children]) => element(tag, own, children)),
  ),
}));

void test("what is built reads back as it was meant, whatever its texts and attributes hold", () => {
  fc.assert(
    fc.property(tree, (built) => {
      const read = parsePolicy(rendered(built));
      assert.ok(read !== undefined);
      assert.equal(canonical(read), canonical(built));
    }),
  );
});

void test("every element knows where it stands", () => {
  const xml = "<policies>\r\n  <inbound><base /></inbound>\r\n</policies>";
  const base = parsePolicy(xml)?.children.flatMap((child) => (typeof child === "string" ? [] : child.children)).find((child) => typeof child !== "string");
  assert.ok(base !== undefined && typeof base !== "string");
  assert.deepEqual([xml.slice(base.start, base.end), base.selfClosing], ["<base />", true]);
});

void test("any text is read or refused, never a crash", () => {
  fc.assert(fc.property(fc.string(), (xml) => void parsePolicy(xml)));
  for (const broken of ["", "text", "<policies>", "<a></b>", '<set-variable value="@(context.Variables["x"])" />', "<a/><b/>"]) {
    assert.equal(parsePolicy(broken), undefined, broken);
  }
});

void test("space, order of attributes, line ends, escapes and comments make no difference; everything else does", () => {
  const policy = '<policies><backend><forward-request timeout="5" buffer-response="false"/></backend></policies>';
  assert.ok(samePolicy(policy, "<!-- ours -->\r\n<policies>\r\n\t<backend>\r\n\t\t<forward-request  buffer-response='false' timeout=\"5\"></forward-request>\r\n\t</backend>\r\n</policies>\r\n"));
  assert.ok(samePolicy("<a>x &amp; y</a>", "<a> x <![CDATA[&]]> y </a>"));
  for (const other of [policy.replace("5", "6"), policy.replace("forward-request", "base"), policy.replace("</backend>", "<base/></backend>"), "<policies"]) {
    assert.equal(samePolicy(policy, other), false, other);
  }
});
