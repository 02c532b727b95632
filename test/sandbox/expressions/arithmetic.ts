import * as fc from "fast-check";

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.integer({ min: 0, max: 1000 }).map(String), fc.constantFrom("2147483647", "i", "l", "d", "3L", "0", "'a'"), fc.integer({ min: 0, max: 400 }).map((quarters) => (quarters / 4).toFixed(2))),
    fc.tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/", "%"), tie("expression")).map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc.tuple(tie("expression")).map(([inner]) => `(${inner})`),
    fc.tuple(tie("expression")).map(([inner]) => `-(${inner})`),
    fc.tuple(tie("expression"), fc.constantFrom("<", ">=", "=="), tie("expression"), tie("expression"), tie("expression")).map(([left, operator, right, yes, no]) => `(${left} ${operator} ${right} ? ${yes} : ${no})`),
  ),
}));

/** Blocks that compute with variables of each numeric type, so that little is known to the compiler. */
export const arithmetic: fc.Arbitrary<string> = expression.map((text) => `@{ int i = 7; long l = -3; double d = 0.5; return ${text}; }`);
