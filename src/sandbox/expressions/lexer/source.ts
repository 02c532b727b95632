import type { Position } from "../errors.ts";

const entities: ReadonlyMap<string, string> = new Map([
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&amp;", "&"],
]);

/**
 * The characters of an expression with the entities of XML decoded where C# could not mean them: outside strings, and inside
 * strings that are themselves quoted by an entity. In rawxml a string may hold `&amp;` as it is.
 */
export class Source {
  readonly text: string;
  /** Whether entities are decoded at this point. */
  decoding = true;
  #offset: number;

  constructor(text: string, start: number) {
    this.text = text;
    this.#offset = start;
  }

  /** Index into the raw text. */
  get offset(): number {
    return this.#offset;
  }

  /** The character that is read next; empty at the end. */
  peek(ahead = 0): string {
    let at = this.#offset;
    for (let left = ahead; left > 0 && at < this.text.length; left -= 1) at += this.#width(at);
    return at < this.text.length ? this.#character(at) : "";
  }

  /** Whether the next character is written as an entity. */
  get atEntity(): boolean {
    return this.#entity(this.#offset) !== undefined;
  }

  next(): string {
    const character = this.peek();
    this.#offset += this.#width(this.#offset);
    return character;
  }

  /** Reads `expected` when it comes next. */
  take(expected: string): boolean {
    for (let index = 0; index < expected.length; index += 1) {
      if (this.peek(index) !== expected[index]) return false;
    }
    for (let index = 0; index < expected.length; index += 1) this.next();
    return true;
  }

  #entity(at: number): string | undefined {
    if (!this.decoding || this.text[at] !== "&") return undefined;
    const end = this.text.indexOf(";", at);
    const name = end > at && end - at <= 5 ? this.text.slice(at, end + 1) : "";
    return entities.has(name) ? name : undefined;
  }

  #character(at: number): string {
    const name = this.#entity(at);
    return (name === undefined ? undefined : entities.get(name)) ?? this.text[at] ?? "";
  }

  #width(at: number): number {
    return this.#entity(at)?.length ?? 1;
  }
}

/** Where the character at `offset` of `text` stands in a document that holds `text` from `start` on. */
export function positionOf(text: string, offset: number, start: Position): Position {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? "";
  return lines.length === 1 ? { line: start.line, column: start.column + last.length } : { line: start.line + lines.length - 1, column: last.length + 1 };
}
