import { outside, Refusal } from "../refusal.ts";
import { Cursor } from "./cursor.ts";
import type { Argument, Initializer, Node } from "./nodes.ts";
import { predefined, readType, tryType, tryTypeArguments } from "./types.ts";

interface Outer {
  expression(): Node;
  unary(): Node;
  /** Reads the expression in a hole of an interpolated string. */
  of(tokens: Cursor): Node;
}

/** What may follow a list of type arguments, so that `a < b > (c)` is a call and `a < b` a comparison (ECMA-334, 6.2.5). */
const afterTypes = ["(", ")", "]", "}", ":", ";", ",", ".", "?.", "?", "==", "!=", "|", "^", "&&", "||", "&", "["];
const beyond: ReadonlyMap<string, string> = new Map([
  ["typeof", "typeof"], ["sizeof", "sizeof"], ["checked", "checked arithmetic"], ["unchecked", "unchecked arithmetic"], ["stackalloc", "stackalloc"], ["delegate", "an anonymous method"], ["ref", "a reference"],
]);

/** Reads operands with what follows them: members, calls, indexes. */
export class Primary {
  readonly #cursor: Cursor;
  readonly #outer: Outer;

  constructor(cursor: Cursor, outer: Outer) {
    this.#cursor = cursor;
    this.#outer = outer;
  }

  read(): Node {
    return this.#rest(this.#start());
  }

  #start(): Node {
    const cursor = this.#cursor;
    const { at, kind, text, value, parts } = cursor.token;
    if (kind === "literal") {
      cursor.next();
      return { kind: "literal", at, value: value ?? null };
    }
    if (kind === "interpolated") {
      cursor.next();
      return { kind: "interpolated", at, parts: (parts ?? []).map((part) => (typeof part === "string" ? part : { node: this.#hole(part.tokens), alignment: part.alignment, format: part.format })) };
    }
    if (kind === "identifier") return this.#name();
    if (kind === "keyword" && predefined.has(text)) {
      cursor.next();
      return { kind: "typeName", at, type: { name: text, args: [], suffixes: [], at } };
    }
    if (cursor.take("true")) return { kind: "literal", at, value: true };
    if (cursor.take("false")) return { kind: "literal", at, value: false };
    if (cursor.take("null")) return { kind: "literal", at, value: null };
    if (cursor.take("(")) {
      const inner = this.#outer.expression();
      if (cursor.is(",")) throw outside("a tuple", at);
      cursor.expect(")");
      return inner;
    }
    if (cursor.take("new")) return this.#new(at);
    if (cursor.take("default")) return this.#default(at);
    const what = kind === "keyword" ? beyond.get(text) : undefined;
    if (what !== undefined) throw outside(what, at);
    cursor.next();
    throw new Refusal(kind === "end" ? "Expected expression." : `Invalid expression term '${text}'.`, at);
  }

  #hole(tokens: ConstructorParameters<typeof Cursor>[0]): Node {
    return this.#cursor.nested(() => this.#outer.of(new Cursor(tokens)));
  }

  #name(): Node {
    const { at, text } = this.#cursor.next();
    if (text === "nameof" && this.#cursor.is("(")) throw outside("nameof", at);
    return { kind: "name", at, name: text, types: this.#types() };
  }

  #types(): ReturnType<typeof readType>[] {
    const start = this.#cursor.position;
    const types = tryTypeArguments(this.#cursor);
    if (types === undefined) return [];
    if (this.#cursor.is(...afterTypes) || this.#cursor.token.kind === "end") return [...types];
    this.#cursor.back(start);
    return [];
  }

  #rest(first: Node): Node {
    const cursor = this.#cursor;
    let node = first;
    for (;;) {
      const { at } = cursor.token;
      if (cursor.take(".")) {
        const name = cursor.identifier();
        node = { kind: "member", at: name.at, receiver: node, name: name.text, types: this.#types() };
      } else if (cursor.is("?.")) {
        cursor.next();
        const name = cursor.identifier();
        const member: Node = { kind: "member", at: name.at, receiver: { kind: "placeholder", at }, name: name.text, types: this.#types() };
        return { kind: "conditional", at, receiver: node, rest: this.#rest(member) };
      } else if (cursor.is("?") && cursor.ahead(1)?.text === "[" && this.#indexesConditionally()) {
        cursor.next();
        cursor.next();
        const index: Node = { kind: "index", at, receiver: { kind: "placeholder", at }, args: this.#arguments("]") };
        return { kind: "conditional", at, receiver: node, rest: this.#rest(index) };
      } else if (cursor.take("(")) {
        node = { kind: "call", at: node.at, target: node, args: this.#arguments(")") };
      } else if (cursor.take("[")) {
        node = { kind: "index", at, receiver: node, args: this.#arguments("]") };
      } else if (cursor.is("++", "--")) {
        cursor.next();
        node = { kind: "increment", at, operator: cursor.ahead(-1)?.text === "++" ? "++" : "--", prefix: false, target: node };
      } else {
        return node;
      }
    }
  }

  /** `a?[b]` reads an element, `a ? [b] …` could only begin what C# 7 does not have. */
  #indexesConditionally(): boolean {
    return this.#cursor.token.end === this.#cursor.ahead(1)?.at;
  }

  #arguments(close: ")" | "]"): Argument[] {
    const cursor = this.#cursor;
    const args: Argument[] = [];
    if (cursor.take(close)) return args;
    do args.push(this.#argument()); while (cursor.take(","));
    cursor.expect(close);
    return args;
  }

  #argument(): Argument {
    const cursor = this.#cursor;
    const { at } = cursor.token;
    const name = cursor.isIdentifier() && cursor.ahead(1)?.text === ":" ? cursor.next().text : undefined;
    if (name !== undefined) cursor.next();
    if (cursor.is("ref")) throw outside("a reference", cursor.token.at);
    if (!cursor.take("out")) return { name, at: name === undefined ? at : cursor.token.at, out: undefined, value: this.#outer.expression() };
    const start = cursor.position;
    const type = tryType(cursor);
    if (type === undefined || !cursor.isIdentifier()) cursor.back(start);
    const typed = cursor.position !== start;
    const { text } = cursor.identifier();
    return { name, at, out: { type: typed ? type : undefined, name: text }, value: { kind: "name", at, name: text, types: [] } };
  }

  #default(at: number): Node {
    if (!this.#cursor.take("(")) return { kind: "default", at, type: undefined };
    const type = readType(this.#cursor);
    this.#cursor.expect(")");
    return { kind: "default", at, type };
  }

  #new(at: number): Node {
    const cursor = this.#cursor;
    if (cursor.is("{")) throw outside("an anonymous object", at);
    if (cursor.is("[") && cursor.ahead(1)?.text === "]") {
      cursor.next();
      cursor.next();
      return { kind: "array", at, element: undefined, size: undefined, items: this.#items() };
    }
    const type = readType(cursor);
    if (type.suffixes.at(-1) === "[]") return { kind: "array", at, element: { ...type, suffixes: type.suffixes.slice(0, -1) }, size: undefined, items: this.#items() };
    if (cursor.take("[")) {
      const size = this.#outer.expression();
      if (cursor.is(",")) throw outside("an array of more than one dimension", cursor.token.at);
      cursor.expect("]");
      if (cursor.is("[")) throw new Refusal("Invalid rank specifier: expected ',' or ']'.", cursor.token.at);
      return { kind: "array", at, element: type, size, items: cursor.is("{") ? this.#items() : undefined };
    }
    const hasArguments = cursor.take("(");
    const args = hasArguments ? this.#arguments(")") : [];
    const initializer = cursor.is("{") ? this.#initializers() : undefined;
    if (!hasArguments && initializer === undefined) throw new Refusal("A new expression requires an argument list or (), [], or {} after type.", cursor.token.at);
    return { kind: "new", at: type.at, type, args, initializer };
  }

  #items(): Node[] {
    return this.#braced(() => this.#outer.expression());
  }

  #initializers(): Initializer[] {
    return this.#braced(() => {
      const cursor = this.#cursor;
      const { at } = cursor.token;
      if (cursor.is("{")) return { at, values: this.#items() };
      if (cursor.take("[")) {
        const index = this.#outer.expression();
        cursor.expect("]");
        cursor.expect("=");
        return { at, index, values: [this.#outer.expression()] };
      }
      if (cursor.isIdentifier() && cursor.ahead(1)?.text === "=") {
        const property = cursor.next().text;
        cursor.next();
        return { at, property, values: [this.#outer.expression()] };
      }
      return { at, values: [this.#outer.expression()] };
    });
  }

  #braced<T>(read: () => T): T[] {
    const items: T[] = [];
    this.#cursor.expect("{");
    while (!this.#cursor.is("}")) {
      items.push(this.#cursor.nested(read));
      if (!this.#cursor.take(",")) break;
    }
    this.#cursor.expect("}");
    return items;
  }
}
