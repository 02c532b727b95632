import type { Value } from "../value.ts";
import type { Handler, Member, Parameter } from "./member.ts";
import { arrayOfType, definitionNamed, nullableOf, parameterType, typeOf } from "./type.ts";
import type { Type } from "./type.ts";

/** Reads the signatures that the library writes as C# does, such as `static Join(string separator, params string[] values): string`. */
class Reader {
  readonly #text: string;
  readonly #generics: Set<string>;
  #at = 0;

  constructor(text: string, generics: Iterable<string>) {
    this.#text = text;
    this.#generics = new Set(generics);
  }

  take(expected: string): boolean {
    while (this.#text[this.#at] === " ") this.#at += 1;
    const word = /^\w/.test(expected);
    if (!this.#text.startsWith(expected, this.#at) || (word && /\w/.test(this.#text[this.#at + expected.length] ?? ""))) return false;
    this.#at += expected.length;
    return true;
  }

  must(expected: string): void {
    if (!this.take(expected)) throw new Error(`The signature "${this.#text}" has no ${expected} at ${this.#at}.`);
  }

  word(): string {
    while (this.#text[this.#at] === " ") this.#at += 1;
    const found = /^[\w.]+/.exec(this.#text.slice(this.#at))?.[0] ?? "";
    if (found === "") throw new Error(`The signature "${this.#text}" has no name at ${this.#at}.`);
    this.#at += found.length;
    return found;
  }

  generics(): string[] {
    const names: string[] = [];
    if (!this.take("<")) return names;
    do names.push(this.word()); while (this.take(","));
    this.must(">");
    for (const name of names) this.#generics.add(name);
    return names;
  }

  type(): Type {
    const name = this.word();
    const args: Type[] = [];
    if (this.take("<")) {
      do args.push(this.type()); while (this.take(","));
      this.must(">");
    }
    let type: Type;
    if (this.#generics.has(name)) {
      type = parameterType(name);
    } else {
      const definition = definitionNamed(name);
      if (definition === undefined) throw new Error(`The signature "${this.#text}" names the type ${name}, which is not declared.`);
      type = typeOf(definition, args);
    }
    for (;;) {
      if (this.take("[]")) type = arrayOfType(type);
      else if (this.take("?")) type = nullableOf(type);
      else return type;
    }
  }

  parameters(close: string): Parameter[] {
    const parameters: Parameter[] = [];
    if (this.take(close)) return parameters;
    do {
      const params = this.take("params");
      const out = this.take("out");
      const type = this.type();
      const name = this.word();
      parameters.push({ name, type, params, out, fallback: this.take("=") ? this.#fallback() : undefined });
    } while (this.take(","));
    this.must(close);
    return parameters;
  }

  #fallback(): Value {
    if (this.take("null")) return null;
    if (this.take("true")) return true;
    if (this.take("false")) return false;
    return Number(this.word());
  }
}

/** The type that `text` names, whose own parameters are `generics`. */
export function typeNamed(text: string, generics: Iterable<string> = []): Type {
  return new Reader(text, generics).type();
}

/** Reads one member of a type with the parameters `generics`; `owner` is what a constructor makes. */
export function readMember(text: string, owner: Type, generics: readonly string[], run: Handler, assign?: Handler): Member {
  const reader = new Reader(text, generics);
  const shared = { static: reader.take("static"), extension: false, run, assign };
  if (reader.take("new")) {
    reader.must("(");
    return { ...shared, name: "new", kind: "constructor", static: true, generics: [], parameters: reader.parameters(")"), type: owner };
  }
  if (reader.take("this")) {
    reader.must("[");
    const parameters = reader.parameters("]");
    reader.must(":");
    return { ...shared, name: "this[]", kind: "indexer", generics: [], parameters, type: reader.type() };
  }
  const name = reader.word();
  const own = reader.generics();
  if (reader.take("(")) {
    const parameters = reader.parameters(")");
    reader.must(":");
    return { ...shared, name, kind: "method", generics: own, parameters, type: reader.type() };
  }
  reader.must(":");
  return { ...shared, name, kind: "property", generics: [], parameters: [], type: reader.type() };
}
