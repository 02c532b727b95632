import { ExceptionValue } from "../library/exception.ts";
import { Refusal } from "../refusal.ts";
import { elements } from "../library/elements.ts";
import { nullReference, Thrown } from "../run/thrown.ts";
import type { Machine } from "../run/machine.ts";
import type { Block, Declarator, Statement, TypeNode } from "../syntax/nodes.ts";
import { explicitConversion } from "../types/conversions.ts";
import { elementOf, isA, type as typeBy } from "../types/hierarchy.ts";
import { nullType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import type { Binder } from "./binder.ts";
import type { Bound } from "./bound.ts";
import { converted, valued } from "./convert.ts";
import { Scope } from "./scope.ts";
import { typeFrom } from "./typeNames.ts";

/** How a statement ended: by coming to its end, or by a jump. */
type End = "end" | "return" | "break" | "continue";

/** A statement that is understood. */
interface Step {
  readonly run: (machine: Machine) => End;
  /** Whether what follows it can be reached. */
  readonly passes: boolean;
}

/** What a `return` of this body must give, or what they gave so far where that is still to be found. */
export interface Returns {
  readonly wanted: Type | undefined;
  readonly found: Bound[];
}

interface Loop {
  broken: boolean;
}

/** Binds the statements of one body. */
export class StatementBinder {
  readonly #binder: Binder;
  readonly #returns: Returns;
  readonly #loops: Loop[] = [];

  constructor(binder: Binder, returns: Returns) {
    this.#binder = binder;
    this.#returns = returns;
  }

  block(block: Block, outer: Scope): Step {
    const scope = new Scope(outer);
    return sequence(block.statements.map((statement) => this.#statement(statement, scope)));
  }

  #statement(statement: Statement, scope: Scope): Step {
    const { at } = statement;
    switch (statement.kind) {
      case "block": return this.block(statement, scope);
      case "empty": return { run: () => "end", passes: true };
      case "declare": return sequence(statement.declarators.map((declarator) => this.#declare(statement.type, declarator, scope)));
      case "expression": {
        const { run } = this.#binder.expression(statement.expression, scope);
        return { run: (machine) => (run(machine), "end"), passes: true };
      }
      case "if": return this.#if(statement, scope);
      case "return": return this.#return(statement.value === undefined ? undefined : valued(this.#binder.expression(statement.value, scope)), at);
      case "throw": {
        const { run } = this.#binder.expression({ kind: "throw", at, value: statement.value }, scope);
        return { run: (machine) => (run(machine), "end"), passes: false };
      }
      case "break":
      case "continue": {
        const loop = this.#loops.at(-1);
        if (loop === undefined) throw new Refusal("No enclosing loop out of which to break or continue.", at);
        if (statement.kind === "break") loop.broken = true;
        const { kind } = statement;
        return { run: () => kind, passes: false };
      }
      case "foreach": return this.#foreach(statement, new Scope(scope));
      case "loop": return this.#loop(statement, new Scope(scope));
      case "using": {
        const inner = new Scope(scope);
        return sequence([this.#statement(statement.resource, inner), this.#statement(statement.body, inner)]);
      }
      case "try":
      default: return this.#try(statement, scope);
    }
  }

  #declare(node: TypeNode, { name, value, at }: Declarator, scope: Scope): Step {
    const inferred = node.name === "var" && node.args.length === 0 && node.suffixes.length === 0;
    if (inferred && value === undefined) throw new Refusal("Implicitly-typed variables must be initialized.", at);
    if (value === undefined) {
      scope.declare(name, typeFrom(node), at);
      return { run: () => "end", passes: true };
    }
    const bound = inferred ? valued(this.#binder.expression(value, scope)) : this.#binder.as(value, typeFrom(node), scope);
    if (bound.type === nullType) throw new Refusal("Cannot assign <null> to an implicitly-typed variable.", at);
    const { slot } = scope.declare(name, bound.type, at);
    return {
      run: (machine) => {
        machine.locals[slot] = bound.run(machine);
        return "end";
      },
      passes: true,
    };
  }

  #if({ condition, yes, no }: Extract<Statement, { kind: "if" }>, scope: Scope): Step {
    const when = this.#binder.as(condition, typeBy("bool"), scope);
    const then = this.#statement(yes, new Scope(scope));
    const otherwise = no === undefined ? undefined : this.#statement(no, new Scope(scope));
    return {
      run: (machine) => {
        machine.step();
        return when.run(machine) === true ? then.run(machine) : (otherwise?.run(machine) ?? "end");
      },
      passes: (then.passes && when.constant !== false) || (when.constant !== true && (otherwise?.passes ?? true)),
    };
  }

  #return(value: Bound | undefined, at: number): Step {
    if (value === undefined) throw new Refusal("An object of a type convertible to 'object' is required.", at);
    const { wanted, found } = this.#returns;
    found.push(value);
    const { run } = wanted === undefined ? value : converted(value, wanted);
    return {
      run: (machine) => {
        machine.result = run(machine);
        return "return";
      },
      passes: false,
    };
  }

  #body(statement: Statement, scope: Scope): { readonly step: Step; readonly loop: Loop } {
    const loop = { broken: false };
    this.#loops.push(loop);
    try {
      return { step: this.#statement(statement, new Scope(scope)), loop };
    } finally {
      this.#loops.pop();
    }
  }

  #foreach({ type: node, name, sequence: sequenceNode, body, at }: Extract<Statement, { kind: "foreach" }>, scope: Scope): Step {
    const over = valued(this.#binder.expression(sequenceNode, scope));
    const element = elementOf(over.type);
    if (element === undefined) throw new Refusal(`foreach statement cannot operate on variables of type '${over.type.name}' because '${over.type.name}' does not contain a public instance or extension definition for 'GetEnumerator'.`, over.at);
    const type = node.name === "var" ? element : typeFrom(node);
    const convert = explicitConversion(element, type);
    if (convert === undefined) throw new Refusal(`Cannot convert type '${element.name}' to '${type.name}'.`, at);
    const { slot } = scope.declare(name, type, at);
    const { step } = this.#body(body, scope);
    return {
      run: (machine) => {
        const values = over.run(machine);
        machine.at = over.at;
        if (values === null) throw nullReference();
        for (const value of elements(values)) {
          machine.step();
          machine.locals[slot] = convert(value);
          const end = step.run(machine);
          if (end === "return") return end;
          if (end === "break") break;
        }
        return "end";
      },
      passes: true,
    };
  }

  #loop({ before, condition, after, body, bodyFirst }: Extract<Statement, { kind: "loop" }>, scope: Scope): Step {
    const first = sequence(before.map((statement) => this.#statement(statement, scope)));
    const when = condition === undefined ? undefined : this.#binder.as(condition, typeBy("bool"), scope);
    const { step, loop } = this.#body(body, scope);
    const last = after.map((node) => this.#binder.expression(node, scope));
    return {
      run: (machine) => {
        first.run(machine);
        for (let turn = 0; ; turn += 1) {
          machine.step();
          if (when !== undefined && !(bodyFirst && turn === 0) && when.run(machine) !== true) return "end";
          const end = step.run(machine);
          if (end === "return") return end;
          if (end === "break") return "end";
          for (const { run } of last) run(machine);
        }
      },
      passes: loop.broken || (when !== undefined && when.constant !== true),
    };
  }

  #try({ body, caught, last }: Extract<Statement, { kind: "try" }>, outer: Scope): Step {
    const first = this.block(body, outer);
    const scope = new Scope(outer);
    const type = caught?.type === undefined ? typeBy("Exception") : typeFrom(caught.type);
    if (!isA(type, typeBy("Exception"))) throw new Refusal("The type caught or thrown must be derived from System.Exception.", caught?.type?.at ?? body.at);
    const local = caught?.name === undefined ? undefined : scope.declare(caught.name, type, caught.body.at);
    const second = caught === undefined ? undefined : this.block(caught.body, scope);
    const third = last === undefined ? undefined : this.block(last, outer);
    const guarded = (machine: Machine): End => {
      if (second === undefined) return first.run(machine);
      try {
        return first.run(machine);
      } catch (error) {
        if (!(error instanceof Thrown) || error.exception === "SandboxLimit") throw error;
        if (local !== undefined) machine.locals[local.slot] = new ExceptionValue(error.exception, error.message);
        return second.run(machine);
      }
    };
    return {
      run: (machine) => {
        if (third === undefined) return guarded(machine);
        let end: End;
        try {
          end = guarded(machine);
        } catch (error) {
          third.run(machine);
          throw error;
        }
        const { result } = machine;
        third.run(machine);
        machine.result = result;
        return end;
      },
      passes: (first.passes || second?.passes === true) && third?.passes !== false,
    };
  }
}

function sequence(steps: readonly Step[]): Step {
  return {
    run: (machine) => {
      for (const step of steps) {
        machine.step();
        const end = step.run(machine);
        if (end !== "end") return end;
      }
      return "end";
    },
    passes: steps.every(({ passes }) => passes),
  };
}

