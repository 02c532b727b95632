import { Decimal } from "../library/decimal.ts";
import { Double } from "../library/values.ts";
import { Thrown } from "../run/thrown.ts";
import type { Value } from "../value.ts";

function divideByZero(): Thrown {
  return new Thrown("DivideByZeroException", "Attempted to divide by zero.");
}

function int(operator: string, left: number, right: number): Value {
  switch (operator) {
    case "+": return (left + right) | 0;
    case "-": return (left - right) | 0;
    case "*": return Math.imul(left, right);
    case "/":
    case "%":
      if (right === 0) throw divideByZero();
      if (left === -0x80000000 && right === -1) throw new Thrown("OverflowException", "Arithmetic operation resulted in an overflow.");
      return operator === "/" ? Math.trunc(left / right) | 0 : (left % right) | 0;
    case "&": return left & right;
    case "|": return left | right;
    case "^": return left ^ right;
    case "<<": return left << right;
    default: return left >> right;
  }
}

function fit(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function long(operator: string, left: bigint, right: bigint): Value {
  switch (operator) {
    case "+": return fit(left + right);
    case "-": return fit(left - right);
    case "*": return fit(left * right);
    case "/":
    case "%":
      if (right === 0n) throw divideByZero();
      if (left === -(2n ** 63n) && right === -1n) throw new Thrown("OverflowException", "Arithmetic operation resulted in an overflow.");
      return operator === "/" ? left / right : left % right;
    case "&": return left & right;
    case "|": return left | right;
    case "^": return left ^ right;
    case "<<": return fit(left << (right & 63n));
    default: return left >> (right & 63n);
  }
}

function double(operator: string, left: number, right: number): Value {
  switch (operator) {
    case "+": return new Double(left + right);
    case "-": return new Double(left - right);
    case "*": return new Double(left * right);
    case "/": return new Double(left / right);
    default: return new Double(left % right);
  }
}

function decimal(operator: string, left: Decimal, right: Decimal): Value {
  try {
    switch (operator) {
      case "+": return left.plus(right);
      case "-": return left.plus(right.negated());
      case "*": return left.times(right);
      default:
        if (right.unscaled === 0n) throw divideByZero();
        return operator === "/" ? left.dividedBy(right) : left.remainder(right);
    }
  } catch (error) {
    throw error instanceof RangeError ? new Thrown("OverflowException", error.message) : error;
  }
}

/** Applies an operator to two numbers of one type, in unchecked arithmetic as policies run in. */
export function calculate(operator: string, left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") return int(operator, left, right);
  if (typeof left === "bigint" && typeof right === "bigint") return long(operator, left, right);
  if (left instanceof Double && right instanceof Double) return double(operator, left.value, right.value);
  if (left instanceof Decimal && right instanceof Decimal) return decimal(operator, left, right);
  throw new TypeError("Not two numbers of one type.");
}

/** Compares two numbers of one type; a NaN is in no order with anything. */
export function inOrder(operator: string, left: Value, right: Value): boolean {
  let order: number;
  if (left instanceof Decimal && right instanceof Decimal) {
    order = left.compare(right);
  } else {
    const [a, b] = [left instanceof Double ? left.value : left, right instanceof Double ? right.value : right];
    if ((typeof a !== "number" && typeof a !== "bigint") || (typeof b !== "number" && typeof b !== "bigint")) throw new TypeError("Not two numbers.");
    order = a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
  }
  switch (operator) {
    case "<": return order < 0;
    case ">": return order > 0;
    case "<=": return order <= 0;
    case ">=": return order >= 0;
    case "==": return order === 0;
    default: return order !== 0;
  }
}
