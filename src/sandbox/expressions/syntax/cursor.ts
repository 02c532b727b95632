import type { Token } from "../lexer/token.ts";
import { outside, Refusal } from "../refusal.ts";

/** Goes through tokens, with a way back for what can only be told by trying. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  /** @param tokens the last is of kind `end` */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", text: "", at: 0, end: 0 };
  }

  get position(): number {
    return this.#index;
  }

  ahead(count: number): Token | undefined {
    return this.#tokens[this.#index + count];
  }

  back(position: number): void {
    this.#index = position;
  }

  /** @throws {Refusal} at a token that could not be read */
  next(): Token {
    const token = this.token;
    if (token.kind === "error") throw new Refusal(token.text.endsWith(".") || token.text.startsWith("The sandbox") ? token.text : `${token.text}.`, token.at);
    if (token.kind !== "end") this.#index += 1;
    return token;
  }

  is(...texts: readonly string[]): boolean {
    const { kind, text } = this.token;
    return (kind === "punctuator" || kind === "keyword") && texts.includes(text);
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#index += 1;
    return true;
  }

  /** @throws {Refusal} in the compiler's words, after the token before, where it points to */
  expect(text: string): Token {
    if (this.is(text)) return this.next();
    if (this.token.kind === "error") this.next();
    throw new Refusal(`${text} expected.`, [";", ")", "}", "]"].includes(text) ? this.previousEnd() : this.token.at);
  }

  previousEnd(): number {
    return this.#tokens[this.#index - 1]?.end ?? this.token.at;
  }

  isIdentifier(text?: string): boolean {
    return this.token.kind === "identifier" && (text === undefined || this.token.text === text);
  }

  identifier(): Token {
    if (this.isIdentifier()) return this.next();
    if (this.token.kind === "error") this.next();
    throw new Refusal(this.token.kind === "keyword" ? `Identifier expected; '${this.token.text}' is a keyword.` : "Identifier expected.", this.token.at);
  }

  /** Runs `read` one level deeper. @throws {Refusal} when it is nested deeper than the sandbox grants */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    try {
      if (this.#depth > 100) throw outside("an expression that is nested more than 100 levels deep", this.token.at);
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}
