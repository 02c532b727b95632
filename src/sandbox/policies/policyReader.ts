import type { Value } from "../expressions/value.ts";
import type { CompiledPolicy } from "./definition.ts";
import { cannotRun, PolicyRefused } from "./fault.ts";
import { PolicyError } from "./run.ts";
import type { SourceElement, SourceValue } from "./source.ts";
import { boolOf, plainOf, textOf, valueOf } from "./values.ts";
import type { Compilation, Get } from "./values.ts";

/** Reads one element of a document: each attribute, child and text that a policy knows it asks for, and `finish` refuses what is left. */
export class PolicyReader {
  readonly source: SourceElement;
  readonly compilation: Compilation<readonly CompiledPolicy[]>;
  /** Where it stands, as far as that tells the branches that policies in it stand in: `choose[1]`. */
  readonly #path: () => string;
  readonly #attributes = new Set(["id"]);
  readonly #children = new Set<string>();
  #content = false;

  constructor(source: SourceElement, compilation: Compilation<readonly CompiledPolicy[]>, path: () => string) {
    this.source = source;
    this.compilation = compilation;
    this.#path = path;
  }

  refuse(reason: string): never {
    const { name, line, column } = this.source;
    throw new PolicyRefused({ element: name, line, column, reason });
  }

  has(attribute: string): boolean {
    return this.source.attributes.has(attribute);
  }

  /** An attribute that takes no expression. */
  fixed(name: string): string | undefined {
    const value = this.#attribute(name);
    if (value?.expression !== undefined) this.refuse(`Policy expressions are not allowed in the attribute '${name}'.`);
    return value === undefined ? undefined : plainOf(this, value);
  }

  requiredFixed(name: string): string {
    return this.fixed(name) ?? this.#missing(name);
  }

  /** One of a few words; no expression. */
  oneOf<T extends string>(name: string, words: readonly T[], otherwise: T): T {
    const text = this.fixed(name) ?? otherwise;
    return words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? this.refuse(`The value '${text}' of '${name}' is not one of: ${words.join(", ")}.`);
  }

  text(name: string): Get<string> | undefined {
    const value = this.#attribute(name);
    return value === undefined ? undefined : textOf(this, value);
  }

  required(name: string): Get<string> {
    return this.text(name) ?? this.#missing(name);
  }

  /** What an expression gives, with its type; plain text is a string. */
  requiredValue(name: string): Get<Value> {
    const value = this.#attribute(name) ?? this.#missing(name);
    return valueOf(this, value);
  }

  flag(name: string, otherwise: boolean): Get<boolean> {
    const value = this.#attribute(name);
    return value === undefined ? () => otherwise : boolOf(this, name, value);
  }

  /** A condition that has to be there. */
  condition(name: string): Get<boolean> {
    return boolOf(this, name, this.#attribute(name) ?? this.#missing(name));
  }

  /** A whole number from 0, or from `least`. `what` is its unit in the refusal. */
  whole(name: string, otherwise: number, { least = 0, most = Number.MAX_SAFE_INTEGER, what = "number" } = {}): Get<number> {
    const value = this.#attribute(name);
    if (value === undefined) return () => otherwise;
    const fits = (text: string): number | undefined => (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined);
    if (value.expression === undefined) {
      const plain = plainOf(this, value);
      const number = fits(plain) ?? this.refuse(`The value '${plain}' of '${name}' is not a whole ${what}${least > 0 || most < Number.MAX_SAFE_INTEGER ? ` from ${least} to ${most}` : ""}.`);
      return () => number;
    }
    const get = textOf(this, value);
    const policy = this.source.name;
    return (run) => {
      const text = get(run);
      const number = fits(text);
      if (number === undefined) throw new PolicyError(policy, "ExpressionValueEvaluationFailure", `Expression evaluation failed. The value '${text}' of '${name}' is not a whole ${what}.`);
      return number;
    };
  }

  requireWhole(name: string, limits: { readonly least?: number; readonly most?: number; readonly what?: string } = {}): Get<number> {
    if (!this.has(name)) this.#missing(name);
    return this.whole(name, 0, limits);
  }

  /** The element's text; undefined where there is none. */
  content(): Get<string> | undefined {
    const value = this.#contentValue();
    return value === undefined ? undefined : textOf(this, value);
  }

  contentValue(): Get<Value> | undefined {
    const value = this.#contentValue();
    return value === undefined ? undefined : valueOf(this, value);
  }

  /** Text there must be, without an expression. */
  requiredFixedContent(): string {
    const value = this.#contentValue() ?? this.refuse(`The element '${this.source.name}' must not be empty.`);
    if (value.expression !== undefined) this.refuse(cannotRun("a policy expression in this element."));
    return plainOf(this, value).trim();
  }

  requiredContent(): Get<string> {
    return this.content() ?? this.refuse(`The element '${this.source.name}' must not be empty.`);
  }

  /** What `read` makes of each child of that name. */
  children<T>(name: string, read: (child: PolicyReader) => T): readonly T[] {
    this.#children.add(name);
    return this.source.children.filter((child) => child.name === name).map((child) => this.#child(child, read));
  }

  /** The same for one that stands there at most once. */
  child<T>(name: string, read: (child: PolicyReader) => T): T | undefined {
    const found = this.source.children.filter((child) => child.name === name);
    if (found.length > 1) this.refuse(`The element '${this.source.name}' has invalid child element '${name}': it may appear only once.`);
    return this.children(name, read)[0];
  }

  requiredChildren<T>(name: string, read: (child: PolicyReader) => T): readonly T[] {
    const list = this.children(name, read);
    return list.length === 0 ? this.#lacks(name) : list;
  }

  requiredChild<T>(name: string, read: (child: PolicyReader) => T): T {
    return this.child(name, read) ?? this.#lacks(name);
  }

  /** The policies inside, as of a branch. */
  policies(): readonly CompiledPolicy[] {
    for (const { name } of this.source.children) this.#children.add(name);
    return this.compilation.policies(this.source.children, this.#path());
  }

  /** Refuses what was not asked for. */
  finish(): void {
    const { name, attributes, children, content } = this.source;
    const foreign = [...attributes.keys()].find((attribute) => !this.#attributes.has(attribute));
    if (foreign !== undefined) this.refuse(`The '${foreign}' attribute is not declared.`);
    const child = children.find((each) => !this.#children.has(each.name));
    if (child !== undefined) {
      const expected = [...this.#children].join(", ");
      this.refuse(expected === "" ? `The element '${name}' cannot contain elements.` : `The element '${name}' has invalid child element '${child.name}'. List of possible elements expected: '${expected}'.`);
    }
    if (!this.#content && content.text.trim() !== "") {
      this.refuse(`The element '${name}' cannot contain text.${this.#children.size === 0 ? "" : ` List of possible elements expected: '${[...this.#children].join(", ")}'.`}`);
    }
  }

  #child<T>(source: SourceElement, read: (child: PolicyReader) => T): T {
    const reader = new PolicyReader(source, this.compilation, () => `${this.#path()}/${numbered(source, this.source.children)}`);
    const result = read(reader);
    reader.finish();
    return result;
  }

  #attribute(name: string): SourceValue | undefined {
    this.#attributes.add(name);
    return this.source.attributes.get(name);
  }

  #lacks(child: string): never {
    const [foreign] = this.source.children.filter(({ name }) => !this.#children.has(name));
    const what = foreign === undefined ? "incomplete content" : `invalid child element '${foreign.name}'`;
    return this.refuse(`The element '${this.source.name}' has ${what}. List of possible elements expected: '${child}'.`);
  }

  #missing(name: string): never {
    return this.refuse(`Required attribute '${name}' is missing.`);
  }

  #contentValue(): SourceValue | undefined {
    this.#content = true;
    const { content } = this.source;
    return content.text.trim() === "" ? undefined : content;
  }
}

/** An element's name and which of its siblings of that name it is, counted from 1: `when[2]`. */
export function numbered(element: SourceElement, siblings: readonly SourceElement[]): string {
  return `${element.name}[${siblings.filter(({ name }) => name === element.name).indexOf(element) + 1}]`;
}
