import type { Value } from "../value.ts";

/** A type as it is written. */
export interface TypeNode {
  /** With its namespace when that is written; `var` where it is to be inferred. */
  readonly name: string;
  readonly args: readonly TypeNode[];
  /** `[]` and `?` in the order written. */
  readonly suffixes: readonly ("[]" | "?")[];
  readonly at: number;
}

export interface Argument {
  /** Of a named argument. */
  readonly name: string | undefined;
  readonly out: { readonly type: TypeNode | undefined; readonly name: string } | undefined;
  readonly value: Node;
  readonly at: number;
}

export interface LambdaNode {
  readonly kind: "lambda";
  readonly at: number;
  readonly parameters: readonly string[];
  readonly body: Node | Block;
}

/** An expression as it is written; `at` is the index of the character a message about it points to. */
export type Node = { readonly at: number } & (
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "interpolated"; readonly parts: readonly (string | { readonly node: Node; readonly alignment: number; readonly format: string | undefined })[] }
  | { readonly kind: "name"; readonly name: string; readonly types: readonly TypeNode[] }
  | { readonly kind: "typeName"; readonly type: TypeNode }
  | { readonly kind: "member"; readonly receiver: Node; readonly name: string; readonly types: readonly TypeNode[] }
  | { readonly kind: "call"; readonly target: Node; readonly args: readonly Argument[] }
  | { readonly kind: "index"; readonly receiver: Node; readonly args: readonly Argument[] }
  | { readonly kind: "conditional"; readonly receiver: Node; readonly rest: Node }
  | { readonly kind: "placeholder" }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Node }
  | { readonly kind: "increment"; readonly operator: "++" | "--"; readonly prefix: boolean; readonly target: Node }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: "ternary"; readonly condition: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: "cast"; readonly type: TypeNode; readonly operand: Node }
  | { readonly kind: "is"; readonly operand: Node; readonly type: TypeNode; readonly name: string | undefined }
  | { readonly kind: "as"; readonly operand: Node; readonly type: TypeNode }
  | { readonly kind: "new"; readonly type: TypeNode; readonly args: readonly Argument[]; readonly initializer: readonly Initializer[] | undefined }
  | { readonly kind: "array"; readonly element: TypeNode | undefined; readonly size: Node | undefined; readonly items: readonly Node[] | undefined }
  | { readonly kind: "assign"; readonly operator: string; readonly target: Node; readonly value: Node }
  | { readonly kind: "default"; readonly type: TypeNode | undefined }
  | { readonly kind: "throw"; readonly value: Node }
) | LambdaNode;

/** `Name = value`, `[key] = value`, `{ key, value }` or `value` between the braces after `new`. */
export interface Initializer {
  readonly at: number;
  readonly property?: string;
  readonly index?: Node;
  readonly values: readonly Node[];
}

export interface Block {
  readonly kind: "block";
  readonly at: number;
  /** Index of the closing brace. */
  readonly close: number;
  readonly statements: readonly Statement[];
}

export interface Declarator {
  readonly name: string;
  readonly at: number;
  readonly value: Node | undefined;
}

export type Statement =
  | Block
  | ({ readonly at: number } & (
    | { readonly kind: "declare"; readonly type: TypeNode; readonly declarators: readonly Declarator[] }
    | { readonly kind: "expression"; readonly expression: Node }
    | { readonly kind: "if"; readonly condition: Node; readonly yes: Statement; readonly no: Statement | undefined }
    | { readonly kind: "return"; readonly value: Node | undefined }
    | { readonly kind: "foreach"; readonly type: TypeNode; readonly name: string; readonly sequence: Node; readonly body: Statement }
    | { readonly kind: "loop"; readonly before: readonly Statement[]; readonly condition: Node | undefined; readonly after: readonly Node[]; readonly body: Statement; readonly bodyFirst: boolean }
    | { readonly kind: "using"; readonly resource: Statement; readonly body: Statement }
    | { readonly kind: "try"; readonly body: Block; readonly caught: { readonly type: TypeNode | undefined; readonly name: string | undefined; readonly body: Block } | undefined; readonly last: Block | undefined }
    | { readonly kind: "throw"; readonly value: Node }
    | { readonly kind: "break" | "continue" | "empty" }
  ));
