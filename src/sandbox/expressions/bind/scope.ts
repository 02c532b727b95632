import { Refusal } from "../refusal.ts";
import type { Type } from "../types/type.ts";

export interface Local {
  readonly name: string;
  readonly type: Type;
  readonly slot: number;
}

/** The names that are known at a place, and where their values are kept while an expression runs. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #slots: { count: number };
  readonly #names = new Map<string, Local>();

  constructor(parent?: Scope) {
    this.#parent = parent;
    this.#slots = parent === undefined ? { count: 0 } : parent.#slots;
  }

  get slots(): number {
    return this.#slots.count;
  }

  /** @throws {Refusal} when the name is taken */
  declare(name: string, type: Type, at: number): Local {
    if (name === "context") throw new Refusal("A local variable named 'context' cannot be declared here: it is the policy's own.", at);
    if (this.#names.has(name)) throw new Refusal(`A local variable or function named '${name}' is already defined in this scope.`, at);
    if (this.find(name) !== undefined) throw new Refusal(`A local or parameter named '${name}' cannot be declared in this scope because that name is used in an enclosing local scope to define a local or parameter.`, at);
    return this.#add(name, type);
  }

  /** A place for a value without a name. */
  temporary(type: Type): Local {
    return this.#add(` ${this.#slots.count}`, type);
  }

  find(name: string): Local | undefined {
    return this.#names.get(name) ?? this.#parent?.find(name);
  }

  #add(name: string, type: Type): Local {
    const local = { name, type, slot: this.#slots.count };
    this.#slots.count += 1;
    this.#names.set(name, local);
    return local;
  }
}
