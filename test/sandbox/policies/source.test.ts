import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { expand } from "../../../src/sandbox/policies/expand.ts";
import { expressionSpans } from "../../../src/sandbox/policies/expressionSpans.ts";
import { PolicyRefused } from "../../../src/sandbox/policies/fault.ts";
import { positions } from "../../../src/sandbox/policies/positions.ts";
import { readPolicy } from "../../../src/sandbox/policies/source.ts";

const at = (raw: string, format: "xml" | "rawxml" = "rawxml"): string[] => expressionSpans(raw, format).spans.map(({ start, end }) => raw.slice(start, end));

void test("expressions are found where they stand raw, with quotes and brackets of their own", () => {
  const raw = `<a b="@(x["y)"] + '<' )" c='@{ return "a" + "'" ; }'><!-- @(no) --><d>\n  @(e < "f>")\n</d><e><![CDATA[@(g & h)]]></e><f g="me@(h)" /></a>`;
  assert.deepEqual(at(raw), [`@(x["y)"] + '<' )`, `@{ return "a" + "'" ; }`, `@(e < "f>")`, "@(g & h)"]);
  const root = readPolicy(raw, "rawxml");
  assert.deepEqual(root.children.map(({ name, line, column }) => [name, line, column]), [["d", 1, 69], ["e", 3, 6], ["f", 3, 33]]);
  assert.equal(root.children[2]?.attributes.get("g")?.expression, undefined);
});

void test("in the escaped format an expression ends where its value does", () => {
  const raw = `<a b="@(x[&quot;y)&quot;] &lt; 1)"><c>@(d &gt; &quot;e)&quot;)</c></a>`;
  assert.deepEqual(at(raw, "xml"), ["@(x[&quot;y)&quot;] &lt; 1)", "@(d &gt; &quot;e)&quot;)"]);
  assert.throws(() => readPolicy(`<a b="@(x["y"])" />`, "xml"), PolicyRefused);
});

const place = (raw: string): string => {
  try {
    readPolicy(raw, "rawxml");
    return "read";
  } catch (error) {
    assert.ok(error instanceof PolicyRefused);
    return `${error.line}:${error.column} ${error.reason}`;
  }
};

void test("what is no XML is refused at its place", () => {
  assert.match(place("<a>\n  <b>\n</a>"), /^3:\d+ /);
  assert.match(place('<a>\n <b c="@(d(" />\n</a>'), /^2:8 The policy expression that begins here is never closed/);
  assert.match(place('<a b="@("\u0007")" />'), /^1:\d+ disallowed character/);
  assert.match(place('<a b="@(c) d" />'), /^1:7 The sandbox cannot run this; API Management may: text next to a policy expression/);
});

void test("a document nested beyond all measure, or as long as one may be, is refused or read in good time", () => {
  const nested = `${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`;
  assert.throws(() => readPolicy(nested, "rawxml"), /nested more than 200 deep/);
  assert.equal(readPolicy(`<a>${'<b c="@(1)" />'.repeat(30_000)}</a>`, "rawxml").children.length, 30_000);
});

void test("property: no text makes reading fail otherwise, and every span begins like an expression", () => {
  const pieces = fc.array(fc.constantFrom("<a", ">", "/>", "</a>", ' b="', '"', "'", "@(", "@{", ")", "}", "x", "&lt;", "&", "<!--", "-->", "<![CDATA[", "]]>", "\n", "\\", "{{n}}", "$", "//"), { maxLength: 24 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(pieces, fc.string()), fc.constantFrom("xml" as const, "rawxml" as const), (raw, format) => {
      for (const { start, end } of expressionSpans(raw, format).spans) assert.match(raw.slice(start, end), /^@[({]/);
      try {
        readPolicy(raw, format);
      } catch (error) {
        assert.ok(error instanceof PolicyRefused && error.line >= 1 && error.column >= 1, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

void test("entities and named values are put in, and each character knows where it came from", () => {
  const written = "@(a &lt; &quot;{{n}}&quot; &amp;&amp; {{none}})";
  const expanded = expand(written, true, (name) => (name === "n" ? "long value" : undefined));
  const { text } = expanded;
  assert.equal(text, '@(a < "long value" && {{none}})');
  assert.equal(written.slice(expanded.origin(text.indexOf("&&"))).startsWith("&amp;&amp;"), true);
  assert.equal(written.slice(expanded.origin(text.indexOf("{{none"))), "{{none}})");
  assert.equal(expanded.origin(text.length), written.length);
  fc.assert(
    fc.property(fc.string(), (plain) => {
      const same = expand(plain, false, () => undefined);
      assert.equal(same.text, plain);
      assert.equal(same.origin(plain.length), plain.length);
    }),
  );
});

void test("property: positions count lines however they end", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "\n", "\r\n", "\r"), { maxLength: 20 }), (parts) => {
      const text = parts.join("");
      const { line, column } = positions(text)(text.length);
      const lines = text.split(/\r\n|\r|\n/);
      assert.deepEqual([line, column], [lines.length, (lines.at(-1)?.length ?? 0) + 1]);
    }),
  );
});
