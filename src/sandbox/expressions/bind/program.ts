import { Lambda } from "../library/values.ts";
import { outside, Refusal } from "../refusal.ts";
import type { Machine } from "../run/machine.ts";
import { Thrown } from "../run/thrown.ts";
import type { Argument, Block, LambdaNode, Node } from "../syntax/nodes.ts";
import { commonType } from "../types/conversions.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import { nullType, voidType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import type { Value } from "../value.ts";
import type { Binder } from "./binder.ts";
import type { Bound } from "./bound.ts";
import { element, method } from "./calls.ts";
import { converted } from "./convert.ts";
import { bindExpression } from "./expressions.ts";
import { Scope } from "./scope.ts";
import { StatementBinder } from "./statements.ts";

/** How deep functions may call each other while an expression runs. */
const maxDepth = 100;

/** How many parts may be looked at to compile one expression: functions in functions are tried with each overload. */
const maxWork = 50_000;

/** Gives syntax its meaning: types, members, overloads. */
export class Program implements Binder {
  readonly reads = { requestBody: false, responseBody: false };
  #placeholder: Bound | undefined;
  #depth = 0;
  #work = 0;

  expression(node: Node, scope: Scope): Bound {
    this.#work += 1;
    if (this.#work > maxWork) throw outside("an expression this complex", node.at);
    return bindExpression(node, scope, this, this.#placeholder);
  }

  as(node: Node, to: Type, scope: Scope): Bound {
    return converted(this.expression(node, scope), to);
  }

  call(receiver: Bound, name: string, args: readonly Argument[], scope: Scope): Bound {
    return method(receiver, name, [], args, receiver.at, this, scope);
  }

  index(receiver: Bound, args: readonly Argument[], at: number, scope: Scope): Bound {
    return element(receiver, args, at, this, scope);
  }

  within(value: Bound, node: Node, scope: Scope): Bound {
    const outer = this.#placeholder;
    this.#placeholder = value;
    try {
      return this.expression(node, scope);
    } finally {
      this.#placeholder = outer;
    }
  }

  lambda(node: LambdaNode, parameters: readonly Type[], result: Type | undefined, outer: Scope): Bound {
    if (parameters.length !== node.parameters.length) throw new Refusal(`Delegate does not take ${node.parameters.length} arguments.`, node.at);
    const scope = new Scope(outer);
    const locals = node.parameters.map((name, index) => scope.declare(name, parameters[index] ?? typeBy("object"), node.at));
    const { body } = node;
    const bound = body.kind === "block" ? this.body(body, result, scope) : this.#lambdaValue(body, result, scope);
    return {
      at: node.at,
      type: bound.type,
      run: (machine) => new Lambda((...args) => this.#called(machine, () => {
        for (const [index, { slot }] of locals.entries()) machine.locals[slot] = args[index] ?? null;
        return bound.run(machine);
      })),
    };
  }

  #lambdaValue(body: Node, result: Type | undefined, scope: Scope): Bound {
    const bound = this.expression(body, scope);
    return result === undefined ? bound : converted(bound, result);
  }

  #called(machine: Machine, run: () => Value): Value {
    machine.step();
    this.#depth += 1;
    try {
      if (this.#depth > maxDepth) throw new Thrown("SandboxLimit", "The expression calls functions deeper than the sandbox grants.");
      return run();
    } finally {
      this.#depth -= 1;
    }
  }

  body(block: Block, result: Type | undefined, scope: Scope): Bound {
    const wanted = result ?? this.#typeOf(block, scope);
    const step = new StatementBinder(this, { wanted, found: [] }).block(block, scope);
    if (step.passes) throw new Refusal("Not all code paths return a value.", block.close);
    return {
      at: block.at,
      type: wanted,
      run: (machine) => {
        step.run(machine);
        return machine.result;
      },
    };
  }

  /** What all returns of a block can be brought to. */
  #typeOf(block: Block, scope: Scope): Type {
    const found: Bound[] = [];
    new StatementBinder(this, { wanted: undefined, found }).block(block, scope);
    let common: Type | undefined;
    for (const { type, constant } of found) common = common === undefined || common === nullType ? type : common === type || type === nullType ? common : (commonType(common, type, undefined, constant) ?? typeBy("object"));
    return common === undefined || common === nullType || common === voidType ? typeBy("object") : common;
  }
}
