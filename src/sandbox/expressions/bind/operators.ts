import { Decimal } from "../library/decimal.ts";
import { Double } from "../library/values.ts";
import { outside, Refusal } from "../refusal.ts";
import { equalValues, textOf } from "../run/text.ts";
import { implicitConversion, isNumeric, promoted, toDouble } from "../types/conversions.ts";
import { isA, type } from "../types/hierarchy.ts";
import { isNullable, isValueType, nullableOf, nullType, underlying } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import { userOperators } from "../types/userOperators.ts";
import type { Value } from "../value.ts";
import { calculate, inOrder } from "./arithmetic.ts";
import type { Bound } from "./bound.ts";
import { converted } from "./convert.ts";

const comparisons = new Set(["==", "!=", "<", ">", "<=", ">="]);
const shifts = new Set(["<<", ">>"]);
const bitwise = new Set(["&", "|", "^"]);

/** Binds a binary operator whose operands are bound. @throws {Refusal} in the compiler's words */
export function binary(operator: string, left: Bound, right: Bound, at: number): Bound {
  const bound = concatenation(operator, left, right, at) ?? numeric(operator, left, right, at) ?? logical(operator, left, right, at) ?? declared(operator, left, right, at) ?? equality(operator, left, right, at);
  if (bound !== undefined) return bound;
  throw new Refusal(`Operator '${operator}' cannot be applied to operands of type '${left.type.name}' and '${right.type.name}'.`, left.at);
}

function concatenation(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
  const text = type("string");
  if (operator !== "+" || (left.type !== text && right.type !== text)) return undefined;
  for (const side of [left, right]) if (side.type.definition.kind === "void") return undefined;
  return {
    at,
    type: text,
    run: (machine) => {
      const [before, after] = [textOf(left.run(machine)), textOf(right.run(machine))];
      machine.reserve(before.length + after.length);
      return before + after;
    },
    ...(typeof left.constant === "string" && typeof right.constant === "string" ? { constant: left.constant + right.constant } : {}),
  };
}

/** `null` where an operand is, as operators of `T?` are, or for comparisons: false, and equality by being null. */
function lifted(operator: string, nullable: boolean, run: (left: Value, right: Value) => Value): (left: Value, right: Value) => Value {
  if (!nullable) return run;
  return (left, right) => {
    if (left !== null && right !== null) return run(left, right);
    if (operator === "==") return left === right;
    if (operator === "!=") return left !== right;
    return comparisons.has(operator) ? false : null;
  };
}

function pair(at: number, result: Type, left: Bound, right: Bound, run: (left: Value, right: Value) => Value): Bound {
  return {
    at,
    type: result,
    run: (machine) => {
      machine.step();
      const before = left.run(machine);
      const after = right.run(machine);
      machine.at = at;
      return run(before, after);
    },
  };
}

function numeric(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
  const nullable = isNullable(left.type) || isNullable(right.type) || left.type === nullType || right.type === nullType;
  const [leftType, rightType] = [operandType(left, right), operandType(right, left)];
  const common = shifts.has(operator) ? promoted(leftType, leftType) : promoted(leftType, rightType);
  if (common === undefined || (common.name === "double" || common.name === "decimal" ? bitwise.has(operator) || shifts.has(operator) : false)) return undefined;
  if (shifts.has(operator) && (!["int", "long"].includes(common.name) || implicitConversion(rightType, type("int")) === undefined)) return undefined;
  if (!comparisons.has(operator) && !shifts.has(operator) && !bitwise.has(operator) && !"+-*/%".includes(operator)) return undefined;
  const wanted = nullable ? nullableOf(common) : common;
  const first = converted(left, wanted);
  const second = converted(right, shifts.has(operator) && !nullable && common.name === "int" ? type("int") : wanted);
  const compares = comparisons.has(operator);
  const run = lifted(operator, nullable, compares ? (a, b) => inOrder(operator, a, b) : (a, b) => calculate(operator, a, b));
  const result = pair(at, compares ? type("bool") : wanted, first, second, run);
  return first.constant === undefined || second.constant === undefined || nullable ? result : folded(operator, result, first.constant, second.constant, run);
}

function operandType(of: Bound, other: Bound): Type {
  return underlying(of.type === nullType ? other.type : of.type);
}

/** Works out what the compiler works out, and refuses what it refuses: overflow and division by zero. */
function folded(operator: string, result: Bound, left: Value, right: Value, run: (left: Value, right: Value) => Value): Bound {
  if ((operator === "/" || operator === "%") && (right === 0 || right === 0n)) throw new Refusal("Division by constant zero.", result.at);
  const constant = run(left, right);
  if (typeof constant === "number" && typeof left === "number" && typeof right === "number" && "+-*".includes(operator)) {
    const exact = operator === "+" ? left + right : operator === "-" ? left - right : left * right;
    if (exact !== constant && !Object.is(exact, -0)) throw new Refusal("The operation overflows at compile time in checked mode.", result.at);
  }
  return { ...result, constant, run: () => constant };
}

function logical(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
  const bool = type("bool");
  if (left.type !== bool || right.type !== bool) return undefined;
  switch (operator) {
    case "&&": return { at, type: bool, run: (machine) => left.run(machine) === true && right.run(machine) };
    case "||": return { at, type: bool, run: (machine) => left.run(machine) === true || right.run(machine) };
    case "&": return pair(at, bool, left, right, (a, b) => a === true && b === true);
    case "|": return pair(at, bool, left, right, (a, b) => a === true || b === true);
    case "==": return pair(at, bool, left, right, (a, b) => a === b);
    case "^":
    case "!=": return pair(at, bool, left, right, (a, b) => a !== b);
    default: return undefined;
  }
}

function declared(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
  const nullable = isNullable(left.type) || isNullable(right.type);
  for (const candidate of userOperators(operator)) {
    const [leftType, rightType, result] = [type(candidate.left), type(candidate.right), type(candidate.type)];
    const reads = (of: Type): Type => (nullable ? nullableOf(of) : of);
    if (implicitConversion(left.type, reads(leftType)) === undefined || implicitConversion(right.type, reads(rightType)) === undefined) continue;
    if (left.type === nullType || right.type === nullType) continue;
    const run = candidate.run as (left: Value, right: Value) => Value;
    return pair(at, nullable && !comparisons.has(operator) ? nullableOf(result) : result, converted(left, reads(leftType)), converted(right, reads(rightType)), lifted(operator, nullable, run));
  }
  return undefined;
}

/** `==` and `!=` of texts, enumerations, `bool?`, and references. */
function equality(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
  if (operator !== "==" && operator !== "!=") return undefined;
  const wanted = operator === "==";
  const bool = type("bool");
  const [leftIsNull, rightIsNull] = [left.type === nullType, right.type === nullType];
  if (leftIsNull || rightIsNull) {
    const other = leftIsNull ? right.type : left.type;
    return isValueType(other) && !isNullable(other) ? undefined : pair(at, bool, left, right, (a, b) => (a === b) === wanted);
  }
  const [leftBare, rightBare] = [underlying(left.type), underlying(right.type)];
  const byValue = leftBare === rightBare && (leftBare.name === "string" || isValueType(leftBare));
  if (byValue) return comparable(leftBare) ? pair(at, bool, left, right, (a, b) => equalValues(a, b) === wanted) : undefined;
  if (isValueType(leftBare) || isValueType(rightBare) || (!isA(leftBare, rightBare) && !isA(rightBare, leftBare) && leftBare.definition.kind !== "interface" && rightBare.definition.kind !== "interface")) return undefined;
  const texts = [leftBare.name, rightBare.name].includes("string") || leftBare.name === "object" || rightBare.name === "object";
  if (texts) throw outside("comparing objects by reference; to compare the values, cast both sides to their type, as in (string)context.Variables[\"name\"] == \"value\"", at);
  return pair(at, bool, left, right, (a, b) => (a === b) === wanted);
}

function comparable({ definition, name }: Type): boolean {
  return definition.kind === "enum" || ["string", "bool", "Guid"].includes(name);
}

/** Binds `+`, `-`, `!` and `~`. @throws {Refusal} in the compiler's words */
export function unary(operator: string, operand: Bound, at: number): Bound {
  const of = underlying(operand.type);
  const once = (result: Type, run: (value: Value) => Value): Bound => {
    const apply = isNullable(operand.type) ? (value: Value): Value => (value === null ? null : run(value)) : run;
    const made = { at, type: isNullable(operand.type) ? nullableOf(result) : result, run: (machine: Parameters<Bound["run"]>[0]): Value => apply(operand.run(machine)) };
    return operand.constant === undefined ? made : { ...made, constant: apply(operand.constant) };
  };
  if (operator === "!" && of.name === "bool") return once(of, (value) => value !== true);
  if (isNumeric(of) || of.name === "char") {
    const wanted = promoted(of, of) ?? of;
    // -2147483648 and its like: the digits alone are one too large for the type.
    if (operator === "-" && operand.constant === 2147483648n) return { at, type: type("int"), run: () => -2147483648, constant: -2147483648 };
    const number = isNullable(operand.type) ? operand : converted(operand, wanted);
    if (operator === "+") return { ...number, at };
    if (operator === "-") return unaryMinus(number, at);
    if (operator === "~" && ["int", "long"].includes(wanted.name)) return once(wanted, (value) => (typeof value === "bigint" ? ~value : ~Number(value)));
  }
  if (operator === "-" && of.name === "TimeSpan") {
    const [minus] = userOperators("negate");
    if (minus !== undefined) return once(of, (value) => (minus.run as (left: Value, right: Value) => Value)(value, null));
  }
  throw new Refusal(`Operator '${operator}' cannot be applied to operand of type '${operand.type.name}'.`, at);
}

function negated(value: Value): Value {
  if (value === null) return null;
  if (typeof value === "number") return -value | 0;
  if (typeof value === "bigint") return BigInt.asIntN(64, -value);
  return value instanceof Decimal ? value.negated() : new Double(-toDouble(value));
}

function unaryMinus(operand: Bound, at: number): Bound {
  const { constant } = operand;
  return { at, type: operand.type, run: (machine) => negated(operand.run(machine)), ...(constant === undefined ? {} : { constant: negated(constant) }) };
}
