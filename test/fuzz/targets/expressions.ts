import assert from "node:assert/strict";
import { ExpressionFailed, ExpressionRefused } from "../../../src/sandbox/expressions/errors.ts";
import { compile, valueText } from "../../../src/sandbox/expressions/expression.ts";
import { expressionEnd } from "../../../src/sandbox/expressions/expressionEnd.ts";
import { corpus } from "../../sandbox/expressions/corpus.ts";
import { contextWith } from "../../sandbox/expressions/support.ts";
import { seeds } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

const expressions: FuzzTarget = {
  name: "policy expression",
  seeds: seeds(...Object.values(corpus).flat()),
  check(bytes) {
    const text = new TextDecoder().decode(bytes);
    const end = expressionEnd(text, 0);
    assert.ok(end === undefined || (end >= 3 && end <= text.length), "an expression ends within the text");
    try {
      const expression = compile(text, { line: 3, column: 7 });
      assert.equal(typeof valueText(expression.evaluate(contextWith())), "string");
    } catch (error) {
      if (!(error instanceof ExpressionRefused) && !(error instanceof ExpressionFailed)) throw error;
      assert.ok(error.message !== "" && error.line >= 3 && error.column >= 1 && error.line - 3 <= text.length, "it is said where");
    }
  },
};

export const expressionTargets: readonly FuzzTarget[] = [expressions];
