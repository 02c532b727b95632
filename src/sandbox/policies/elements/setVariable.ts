import { valueText } from "../../expressions/expression.ts";
import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";
import { PolicyError } from "../run.ts";

/** Characters of a value that a trace keeps. */
const longestNoted = 16 * 1024;

/** `set-variable`: a value for `context.Variables`. An expression's value keeps its type. */
export const setVariable: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const name = element.requiredFixed("name");
    const value = element.requiredValue("value");
    return (run, entry) => {
      const given = value(run);
      if (given === null) throw new PolicyError("set-variable", "ExpressionValueEvaluationFailure", `Expression evaluation failed. The value of the variable '${name}' is null.`);
      run.variables.set(name, given);
      entry.details.push([name, valueText(given).slice(0, longestNoted)]);
      return undefined;
    };
  },
};
