import { ExceptionValue } from "../library/exception.ts";
import { outside, Refusal } from "../refusal.ts";
import { nullReference, Thrown } from "../run/thrown.ts";
import type { Node, TypeNode } from "../syntax/nodes.ts";
import { commonType, explicitConversion, implicitConversion, valueIs } from "../types/conversions.ts";
import { isA, type as typeBy, typeOfValue } from "../types/hierarchy.ts";
import { isNullable, isValueType, nullableOf, nullType, underlying, voidType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import type { Binder } from "./binder.ts";
import type { Bound } from "./bound.ts";
import { element, method, staticMethod } from "./calls.ts";
import { converted, valued } from "./convert.ts";
import { array, created } from "./creation.ts";
import { interpolated } from "./interpolated.ts";
import { property, staticProperty } from "./members.ts";
import { name, typeIn } from "./names.ts";
import { binary, unary } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { typeFrom } from "./typeNames.ts";

/** Binds an expression; the placeholder in it stands for `placeholder`. @throws {Refusal} in the compiler's words */
export function bindExpression(node: Node, scope: Scope, binder: Binder, placeholder: Bound | undefined): Bound {
  const { at } = node;
  const bind = (inner: Node): Bound => binder.expression(inner, scope);
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return { at, type: value === null ? nullType : typeOfValue(value), run: () => value, constant: value };
    }
    case "interpolated": return interpolated(node.parts, at, scope, binder);
    case "name": return name(node.name, node.types, at, scope);
    case "typeName": throw new Refusal(`'${node.type.name}' is a type, which is not valid in the given context.`, at);
    case "member": {
      const of = typeIn(node.receiver, scope);
      return of === undefined ? property(bind(node.receiver), node.name, at, binder) : staticProperty(of, node.name, at);
    }
    case "call": return call(node, scope, binder);
    case "index": return element(valued(bind(node.receiver)), node.args, at, binder, scope);
    case "conditional": return conditional(bind(node.receiver), node.rest, at, scope, binder);
    case "placeholder":
      if (placeholder === undefined) throw new Refusal("Expected expression.", at);
      return placeholder;
    case "unary": return unary(node.operator, bind(node.operand), at);
    case "increment": return increment(bind(node.target), node.operator, node.prefix, at);
    case "binary": return node.operator === "??" ? coalesce(bind(node.left), node.right, at, scope, binder) : binary(node.operator, valued(bind(node.left)), valued(bind(node.right)), at);
    case "ternary": return ternary(binder.as(node.condition, typeBy("bool"), scope), node.yes, node.no, at, scope, binder);
    case "cast": return cast(bind(node.operand), typeFrom(node.type), at);
    case "is": return isType(bind(node.operand), node.type, node.name, at, scope);
    case "as": return asType(bind(node.operand), typeFrom(node.type), at);
    case "new": return created(node, scope, binder);
    case "array": return array(node, scope, binder);
    case "assign": return assignment(node.target, bind(node.target), node.operator, node.value, at, scope, binder);
    case "default": {
      if (node.type === undefined) throw outside("default without a type", at);
      const type = typeFrom(node.type);
      return { at, type, run: () => (isNullable(type) ? null : type.definition.zero) };
    }
    case "lambda": throw new Refusal("A lambda expression can stand only where a delegate is wanted.", at);
    case "throw":
    default: return thrown(bind(node.value), at);
  }
}

function call(node: Extract<Node, { kind: "call" }>, scope: Scope, binder: Binder): Bound {
  const { target, args, at } = node;
  if (target.kind === "name") throw new Refusal(scope.find(target.name) === undefined ? `The name '${target.name}' does not exist in the current context.` : "Method name expected.", at);
  if (target.kind !== "member") throw new Refusal("Method name expected.", at);
  const of = typeIn(target.receiver, scope);
  if (of !== undefined) return staticMethod(of, target.name, target.types, args, target.at, binder, scope);
  const receiver = valued(binder.expression(target.receiver, scope));
  if (receiver.type === nullType) throw new Refusal("Operator '.' cannot be applied to operand of type '<null>'.", target.at);
  return method(receiver, target.name, target.types, args, target.at, binder, scope);
}

function conditional(receiver: Bound, rest: Node, at: number, scope: Scope, binder: Binder): Bound {
  if (isValueType(receiver.type) && !isNullable(receiver.type)) throw new Refusal(`Operator '?' cannot be applied to operand of type '${receiver.type.name}'.`, at);
  const local = scope.temporary(underlying(receiver.type));
  const inner = binder.within({ at, type: local.type, run: (machine) => machine.locals[local.slot] ?? null }, rest, scope);
  return {
    at,
    type: inner.type === voidType ? voidType : nullableOf(inner.type),
    run: (machine) => {
      const value = receiver.run(machine);
      if (value === null) return null;
      machine.locals[local.slot] = value;
      return inner.run(machine);
    },
  };
}

function increment(target: Bound, operator: "++" | "--", prefix: boolean, at: number): Bound {
  const { assign } = target;
  if (assign === undefined) throw new Refusal("The operand of an increment or decrement operator must be a variable, property or indexer.", at);
  const changed = cast(binary(operator === "++" ? "+" : "-", target, { at, type: typeBy("int"), run: () => 1, constant: 1 }, at), target.type, at);
  return {
    at,
    type: target.type,
    run: (machine) => {
      const before = target.run(machine);
      const after = changed.run(machine);
      assign(machine, after);
      return prefix ? after : before;
    },
  };
}

function coalesce(left: Bound, right: Node, at: number, scope: Scope, binder: Binder): Bound {
  if (isValueType(left.type) && !isNullable(left.type)) throw new Refusal(`Operator '??' cannot be applied to operands of type '${left.type.name}' and the type on its right.`, at);
  const other = valued(binder.expression(right, scope));
  const bare = underlying(left.type);
  const type = other.type === nullType || other.type === bare ? (other.type === nullType ? left.type : bare) : implicitConversion(other.type, bare, other.constant) !== undefined ? bare : commonType(left.type, other.type);
  if (type === undefined) throw new Refusal(`Operator '??' cannot be applied to operands of type '${left.type.name}' and '${other.type.name}'.`, at);
  const convert = left.type === nullType ? undefined : implicitConversion(type === left.type ? type : bare, type);
  const second = converted(other, type);
  return {
    at,
    type,
    run: (machine) => {
      const value = left.run(machine);
      return value === null ? second.run(machine) : (convert?.(value) ?? null);
    },
  };
}

function ternary(condition: Bound, yesNode: Node, noNode: Node, at: number, scope: Scope, binder: Binder): Bound {
  const [yes, no] = [valued(binder.expression(yesNode, scope)), valued(binder.expression(noNode, scope))];
  const type = commonType(yes.type, no.type, yes.constant, no.constant);
  if (type === undefined) throw new Refusal(`Type of conditional expression cannot be determined because there is no implicit conversion between '${yes.type.name}' and '${no.type.name}'.`, at);
  const [then, otherwise] = [converted(yes, type), converted(no, type)];
  return {
    at,
    type,
    run: (machine) => {
      machine.step();
      return condition.run(machine) === true ? then.run(machine) : otherwise.run(machine);
    },
  };
}

/** `(to)operand`. */
export function cast(operand: Bound, to: Type, at: number): Bound {
  const convert = explicitConversion(operand.type, to, operand.constant);
  if (convert === undefined) throw new Refusal(operand.type === nullType ? `Cannot convert null to '${to.name}' because it is a non-nullable value type.` : `Cannot convert type '${operand.type.name}' to '${to.name}'.`, at);
  const made = {
    at,
    type: to,
    run: (machine: Parameters<Bound["run"]>[0]): ReturnType<Bound["run"]> => {
      const value = operand.run(machine);
      machine.at = at;
      return convert(value);
    },
  };
  return operand.constant !== undefined && operand.constant !== null && isValueType(to) ? { ...made, constant: convert(operand.constant) } : made;
}

function isType(operand: Bound, node: TypeNode, variable: string | undefined, at: number, scope: Scope): Bound {
  const to = typeFrom(node);
  const local = variable === undefined ? undefined : scope.declare(variable, to, node.at);
  if (explicitConversion(operand.type, to) === undefined && operand.type !== nullType && local !== undefined) throw new Refusal(`An expression of type '${operand.type.name}' cannot be handled by a pattern of type '${to.name}'.`, at);
  return {
    at,
    type: typeBy("bool"),
    run: (machine) => {
      const value = operand.run(machine);
      const is = valueIs(value, to);
      if (is && local !== undefined) machine.locals[local.slot] = value;
      return is;
    },
  };
}

function asType(operand: Bound, to: Type, at: number): Bound {
  if (isValueType(to) && !isNullable(to)) throw new Refusal(`The as operator must be used with a reference type or nullable type ('${to.name}' is a non-nullable value type).`, at);
  const possible = operand.type === nullType || isA(operand.type, to) || isA(to, operand.type) || operand.type.definition.kind === "interface" || to.definition.kind === "interface";
  if (!possible) throw new Refusal(`Cannot convert type '${operand.type.name}' to '${to.name}' via a reference conversion, boxing conversion, unboxing conversion, wrapping conversion, or null type conversion.`, at);
  return {
    at,
    type: to,
    run: (machine) => {
      const value = operand.run(machine);
      return valueIs(value, to) ? value : null;
    },
  };
}

function assignment(targetNode: Node, target: Bound, operator: string, valueNode: Node, at: number, scope: Scope, binder: Binder): Bound {
  const { assign } = target;
  if (assign === undefined) {
    const readOnly = targetNode.kind === "member" || targetNode.kind === "index";
    throw new Refusal(readOnly ? "Property or indexer cannot be assigned to -- it is read only." : "The left-hand side of an assignment must be a variable, property or indexer.", target.at);
  }
  const right = operator === "" ? binder.as(valueNode, target.type, scope) : compound(target, operator, valued(binder.expression(valueNode, scope)), at);
  return {
    at,
    type: target.type,
    run: (machine) => {
      const value = right.run(machine);
      assign(machine, value);
      return value;
    },
  };
}

function compound(target: Bound, operator: string, value: Bound, at: number): Bound {
  const result = binary(operator, target, value, at);
  const narrows = implicitConversion(value.type, target.type, value.constant) !== undefined;
  return narrows && result.type !== target.type ? cast(result, target.type, at) : converted(result, target.type);
}

function thrown(value: Bound, at: number): Bound {
  if (!isA(value.type, typeBy("Exception"))) throw new Refusal("The type caught or thrown must be derived from System.Exception.", at);
  return {
    at,
    type: nullType,
    run: (machine) => {
      const exception = value.run(machine);
      machine.at = at;
      throw exception instanceof ExceptionValue ? new Thrown(exception.exception, exception.message) : nullReference();
    },
  };
}
