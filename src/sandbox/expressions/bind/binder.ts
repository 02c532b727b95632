import type { Argument, Block, LambdaNode, Node } from "../syntax/nodes.ts";
import type { Type } from "../types/type.ts";
import type { Bound } from "./bound.ts";
import type { Scope } from "./scope.ts";

/** What the parts of the binder ask of each other. */
export interface Binder {
  /** Which bodies are read: they must be there before the expression runs. */
  readonly reads: { requestBody: boolean; responseBody: boolean };
  /** Binds an expression that gives a value. */
  expression(node: Node, scope: Scope): Bound;
  /** As `expression`, brought to the type `to`. */
  as(node: Node, to: Type, scope: Scope): Bound;
  call(receiver: Bound, name: string, args: readonly Argument[], scope: Scope): Bound;
  index(receiver: Bound, args: readonly Argument[], at: number, scope: Scope): Bound;
  lambda(node: LambdaNode, parameters: readonly Type[], result: Type | undefined, scope: Scope): Bound;
  /** What a block gives: the type all its returns have in common (or `result`), and how it is run. */
  body(block: Block, result: Type | undefined, scope: Scope): Bound;
  /** Binds `node` where the placeholder in it stands for `value`. */
  within(value: Bound, node: Node, scope: Scope): Bound;
}
