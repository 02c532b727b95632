import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compile } from "../../../src/sandbox/expressions/expression.ts";
import type { Value } from "../../../src/sandbox/expressions/value.ts";
import { contextWith, run } from "./support.ts";

function evaluate(source: string, variables: Readonly<Record<string, Value>>): Value {
  return compile(source, { line: 1, column: 1 }).evaluate(contextWith({ variables: new Map(Object.entries(variables)) }));
}

const int = fc.integer();

void test("whole numbers are added, multiplied and divided in 32 bits", () => {
  fc.assert(fc.property(int, int, (a, b) => {
    const of = (operator: string): Value => evaluate(`@((int)context.Variables["a"] ${operator} (int)context.Variables["b"])`, { a, b });
    assert.deepEqual([of("+"), of("-"), of("*"), of("&"), of("^")], [(a + b) | 0, (a - b) | 0, Math.imul(a, b), a & b, a ^ b]);
    if (b !== 0 && !(a === -(2 ** 31) && b === -1)) assert.deepEqual([of("/"), of("%")], [Math.trunc(a / b) | 0, (a % b) | 0]);
    assert.deepEqual([of("<"), of("=="), of(">=")], [a < b, a === b, a >= b]);
  }));
});

void test("text goes through an expression unchanged, however it is written", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const escaped = text.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll(/[\r\n\p{Cc}]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
    assert.equal(run(`@("${escaped}")`), text);
    assert.equal(run(`@(@"${text.replaceAll('"', '""')}")`), text);
    assert.equal(run(`@($@"${text.replaceAll('"', '""').replaceAll(/[{}]/g, "$&$&")}")`), text);
  }));
});

void test("searching and cutting texts is JavaScript's own", () => {
  fc.assert(fc.property(fc.string(), fc.string({ maxLength: 2 }), (text, part) => {
    const of = (call: string): Value => evaluate(`@(((string)context.Variables["text"]).${call})`, { text, part });
    const argument = '(string)context.Variables["part"]';
    assert.deepEqual([of(`IndexOf(${argument})`), of(`Contains(${argument})`), of(`StartsWith(${argument})`), of(`EndsWith(${argument})`)], [text.indexOf(part), text.includes(part), text.startsWith(part), text.endsWith(part)]);
    if (part !== "") assert.equal(of(`Replace(${argument}, "|")`), text.replaceAll(part, "|"));
    assert.equal(of('Split(\',\').Length'), text.split(",").length);
    assert.equal(run("@(Uri.UnescapeDataString(Uri.EscapeDataString((string)context.Variables[\"text\"])))", contextWith({ variables: new Map([["text", text]]) })), text);
  }));
});

void test("JSON that is read and written again is the same JSON", () => {
  const plain = fc.jsonValue({ maxDepth: 4, noUnicodeString: false }).filter((value) => !/\d{4}-\d\d-\d\dT|e[+-]?\d|\d{16}|\d\.\d{15}|-0/i.test(JSON.stringify(value)));
  fc.assert(fc.property(plain, (value) => {
    const text = JSON.stringify(value);
    const again = evaluate('@(JToken.Parse((string)context.Variables["text"]).ToString(Newtonsoft.Json.Formatting.None))', { text });
    assert.deepEqual(JSON.parse(again as string), JSON.parse(text));
  }), { numRuns: 200 });
});
