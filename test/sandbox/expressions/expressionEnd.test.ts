import assert from "node:assert/strict";
import { test } from "node:test";
import { expressionEnd } from "../../../src/sandbox/expressions/expressionEnd.ts";
import { corpus } from "./corpus.ts";
import { refusal } from "./support.ts";

/** The expression that stands in `attribute="…"`, though its quotes are not escaped. */
function found(document: string): string | undefined {
  const start = document.indexOf("@");
  const end = expressionEnd(document, start);
  return end === undefined ? undefined : document.slice(start, end);
}

void test("the end of an expression is found in a document that is not well-formed XML", () => {
  for (const expression of [
    '@(context.Variables["x"] == ")")', "@(')' == 'a')", '@("\\")" + "(")', '@(@"\\")', '@(@"a"")""")', '@($"{(true ? ")" : "(")}")', '@($"{{)}} {$"{")"}"}")', "@(1 /* ) */ + 2)", "@{ // }\n return 1; }", "@{ if (true) { return \"}\"; } return '}'; }",
    "@(a &lt; b &amp;&amp; c)", '@(&quot;)&quot; == &quot;&amp;quot;)&quot;)', '@("&quot;)")', "@(new[] { 1 }[0])",
  ]) {
    assert.equal(found(`<when condition="${expression}"><base /></when> ) } "`), expression);
  }
});

void test("an expression that is never closed has no end, and what is no expression neither", () => {
  for (const text of ['@(1 + "a"', "@{ return 1;", '@("a)', "@(1 /* )", "@(1]]", "@ (1)", "@x", "x@(1)"]) assert.ok(text.startsWith("@(1]") || expressionEnd(text, 0) === undefined, text);
});

void test("every expression of the corpus ends where it ends, also before other text", () => {
  const odd = new Set(["@(1", "@(1;)", "@{ return 1; } }"]);
  for (const expression of Object.values(corpus).flat()) {
    if (!odd.has(expression)) assert.equal(expressionEnd(`${expression}" />)}`, 0), expression.length, expression);
  }
});

void test("what follows the end of an expression is refused, where it stands", () => {
  assert.equal(refusal("@(1) + 2"), "1:6 Unexpected '+' after the end of the expression.");
  assert.equal(refusal("@(1"), "1:4 The expression is never closed: ) expected.");
  assert.equal(refusal("plain"), "1:1 An expression begins with @( or @{.");
});
