import { outside, Refusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";
import type { Block, Node } from "./nodes.ts";
import { Primary } from "./primary.ts";
import { predefined, readType, tryType } from "./types.ts";

/** Binary operators by how tightly they bind (ECMA-334, 12.4.2), from the loosest; all group from the left. */
const levels: readonly (readonly string[])[] = [
  ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">=", "is", "as"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
];
const assignments = ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<="];

/** Reads expressions of C# 7. */
export class ExpressionParser {
  readonly #cursor: Cursor;
  readonly #block: (cursor: Cursor) => Block;
  readonly #primary: Primary;

  constructor(cursor: Cursor, block: (cursor: Cursor) => Block) {
    this.#cursor = cursor;
    this.#block = block;
    this.#primary = new Primary(cursor, { expression: () => this.expression(), unary: () => this.#unary(), of: (tokens) => new ExpressionParser(tokens, block).whole() });
  }

  /** The only expression there is. */
  whole(): Node {
    const node = this.expression();
    const { kind, at, text } = this.#cursor.token;
    if (kind === "end") return node;
    this.#cursor.next();
    throw new Refusal(text === ";" ? "Unexpected ';': an @(…) holds one expression; several statements stand in @{…} and end in return." : `Unexpected '${text}'.`, at);
  }

  expression(): Node {
    return this.#cursor.nested(() => this.#lambda() ?? this.#assignment());
  }

  #lambda(): Node | undefined {
    const cursor = this.#cursor;
    const start = cursor.position;
    const { at } = cursor.token;
    const parameters: string[] = [];
    if (cursor.isIdentifier("async") && (cursor.ahead(1)?.kind === "identifier" || cursor.ahead(2)?.text === "=>")) throw outside("asynchronous code", at);
    if (cursor.isIdentifier("from") && cursor.ahead(1)?.kind === "identifier" && cursor.ahead(2)?.text === "in") throw outside("a query expression", at);
    if (cursor.isIdentifier() && cursor.ahead(1)?.text === "=>") {
      parameters.push(cursor.next().text);
    } else if (cursor.take("(")) {
      while (!cursor.is(")")) {
        if (!cursor.isIdentifier() || ![",", ")"].includes(cursor.ahead(1)?.text ?? "")) break;
        parameters.push(cursor.next().text);
        if (!cursor.take(",")) break;
      }
      if (!cursor.take(")") || !cursor.is("=>")) {
        cursor.back(start);
        return undefined;
      }
    } else {
      return undefined;
    }
    cursor.expect("=>");
    return { kind: "lambda", at, parameters, body: cursor.is("{") ? this.#block(cursor) : this.expression() };
  }

  #assignment(): Node {
    const target = this.#ternary();
    const { at, text } = this.#cursor.token;
    if (!this.#cursor.is(...assignments)) return target;
    this.#cursor.next();
    return { kind: "assign", at, operator: text.slice(0, -1), target, value: this.expression() };
  }

  #ternary(): Node {
    const condition = this.#coalesce();
    const { at } = this.#cursor.token;
    if (!this.#cursor.take("?")) return condition;
    const yes = this.expression();
    this.#cursor.expect(":");
    return { kind: "ternary", at, condition, yes, no: this.expression() };
  }

  #coalesce(): Node {
    const left = this.#binary(0);
    const { at } = this.#cursor.token;
    if (!this.#cursor.take("??")) return left;
    return { kind: "binary", at, operator: "??", left, right: this.#cursor.nested(() => (this.#cursor.is("throw") ? this.#unary() : this.#coalesce())) };
  }

  #binary(level: number): Node {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { at } = this.#cursor.token;
      const operator = this.#operator(operators);
      if (operator === undefined) return left;
      if (operator === "is") left = this.#is(left, at);
      else if (operator === "as") left = { kind: "as", at, operand: left, type: this.#typeOperand() };
      else left = { kind: "binary", at, operator, left, right: this.#binary(level + 1) };
    }
  }

  #operator(operators: readonly string[]): string | undefined {
    const { token } = this.#cursor;
    const following = this.#cursor.ahead(1);
    if (this.#cursor.is(">") && following?.text === ">" && following.at === token.end) {
      if (!operators.includes(">>")) return undefined;
      this.#cursor.next();
      this.#cursor.next();
      return ">>";
    }
    return this.#cursor.is(...operators) ? this.#cursor.next().text : undefined;
  }

  #is(operand: Node, at: number): Node {
    const cursor = this.#cursor;
    if (cursor.is("null")) {
      const right: Node = { kind: "literal", at: cursor.next().at, value: null };
      return { kind: "binary", at, operator: "==", left: operand, right };
    }
    if (cursor.token.kind === "literal") throw outside("a constant pattern after is", cursor.token.at);
    const type = this.#typeOperand();
    return { kind: "is", at, operand, type, name: type.name !== "var" && cursor.isIdentifier() ? cursor.next().text : undefined };
  }

  /** A type after `is` or `as`, where `?` may begin a conditional expression instead. */
  #typeOperand(): ReturnType<typeof readType> {
    const type = readType(this.#cursor);
    if (type.suffixes.at(-1) !== "?" || this.#cursor.is(")", ",", ";", "]", "}", "&&", "||", "==", "!=", "??") || this.#cursor.token.kind === "end") return type;
    this.#cursor.back(this.#cursor.position - 1);
    return { ...type, suffixes: type.suffixes.slice(0, -1) };
  }

  #unary(): Node {
    return this.#cursor.nested(() => this.#prefixed());
  }

  #prefixed(): Node {
    const cursor = this.#cursor;
    const { at, text } = cursor.token;
    if (cursor.is("+", "-", "!", "~")) {
      cursor.next();
      return { kind: "unary", at, operator: text, operand: this.#unary() };
    }
    if (cursor.is("++", "--")) {
      cursor.next();
      return { kind: "increment", at, operator: text === "++" ? "++" : "--", prefix: true, target: this.#unary() };
    }
    if (cursor.take("throw")) return { kind: "throw", at, value: this.expression() };
    if (cursor.isIdentifier("await") && cursor.ahead(1)?.kind === "identifier") throw outside("asynchronous code", at);
    return this.#cast() ?? this.#primary.read();
  }

  #cast(): Node | undefined {
    const cursor = this.#cursor;
    const start = cursor.position;
    const { at } = cursor.token;
    if (!cursor.take("(")) return undefined;
    const type = tryType(cursor);
    if (type !== undefined && cursor.take(")")) {
      const { kind } = cursor.token;
      const sure = predefined.has(type.name) || type.suffixes.length > 0;
      const begins = kind === "identifier" || kind === "literal" || kind === "interpolated" || cursor.is("(", "!", "~") || (kind === "keyword" && !cursor.is("is", "as"));
      if (begins || (sure && cursor.is("+", "-"))) return { kind: "cast", at, type, operand: this.#unary() };
    }
    cursor.back(start);
    return undefined;
  }
}
