import type { Value } from "../value.ts";
import type { Member } from "./member.ts";

export type Kind = "class" | "struct" | "interface" | "enum" | "delegate" | "parameter" | "null" | "void";

/** A type as it is declared: `IReadOnlyDictionary` with its parameters `TKey` and `TValue`. */
export interface Definition {
  readonly name: string;
  readonly namespace: string;
  readonly kind: Kind;
  readonly parameters: readonly string[];
  /** Base class and interfaces, written in terms of the parameters. */
  readonly supertypes: readonly string[];
  /** By name; indexers are `this[]`, constructors `new`. */
  readonly members: () => ReadonlyMap<string, readonly Member[]>;
  /** Members that .NET has and the sandbox has not. */
  readonly beyond: ReadonlySet<string>;
  /** Of a value type: what a variable holds that nobody has set. */
  readonly zero: Value;
}

/** A type as it is used: `IReadOnlyDictionary<string, string[]>`. There is one object for each name. */
export interface Type {
  readonly name: string;
  readonly definition: Definition;
  readonly args: readonly Type[];
}

const definitions = new Map<string, Definition>();
const types = new Map<string, Type>();

export function declare(definition: Definition): void {
  definitions.set(definition.name, definition);
}

export function definitionNamed(name: string): Definition | undefined {
  return definitions.get(name);
}

/** Every type there is. */
export function declaredTypes(): readonly Definition[] {
  return [...definitions.values()];
}

/** `definition` with `args`; written as C# writes it (`string[]`, `int?`). */
export function typeOf(definition: Definition, args: readonly Type[] = []): Type {
  const [first] = args;
  const name = args.length === 0 || first === undefined ? definition.name
    : definition.name === "Array" ? `${first.name}[]`
      : definition.name === "Nullable" ? `${first.name}?`
        : `${definition.name}<${args.map((arg) => arg.name).join(", ")}>`;
  const known = types.get(name);
  if (known !== undefined) return known;
  const made = { name, definition, args };
  // Names of type parameters mean something else in each signature, so that they are not kept.
  if (!mentionsParameter(made)) types.set(name, made);
  return made;
}

function mentionsParameter(type: Type): boolean {
  return type.definition.kind === "parameter" || type.args.some(mentionsParameter);
}

function builtIn(name: string, kind: Kind, parameters: readonly string[] = [], supertypes: readonly string[] = ["object"]): Definition {
  const made: Definition = { name, namespace: "System", kind, parameters, supertypes, members: () => new Map(), beyond: new Set(), zero: null };
  declare(made);
  return made;
}

const nullable = builtIn("Nullable", "struct", ["T"]);
/** The type of the literal `null`. */
export const nullType = typeOf(builtIn("<null>", "null", [], []));
export const voidType = typeOf(builtIn("void", "void", [], []));

export function arrayOfType(element: Type): Type {
  const array = definitions.get("Array");
  if (array === undefined) throw new Error("The type Array is not declared.");
  return typeOf(array, [element]);
}

export function nullableOf(type: Type): Type {
  return isValueType(type) && !isNullable(type) ? typeOf(nullable, [type]) : type;
}

export function isNullable(type: Type): boolean {
  return type.definition === nullable;
}

/** What a `T?` holds when it holds something; the type itself otherwise. */
export function underlying(type: Type): Type {
  return isNullable(type) ? (type.args[0] ?? type) : type;
}

export function isValueType(type: Type): boolean {
  return type.definition.kind === "struct" || type.definition.kind === "enum";
}

export function isParameter(type: Type): boolean {
  return type.definition.kind === "parameter";
}

/** A type parameter of a signature. */
export function parameterType(name: string): Type {
  return { name, args: [], definition: { name, namespace: "", kind: "parameter", parameters: [], supertypes: [], members: () => new Map(), beyond: new Set(), zero: null } };
}

export type Substitution = ReadonlyMap<string, Type>;

/** `type` with its parameters replaced. */
export function substitute(type: Type, by: Substitution): Type {
  if (by.size === 0) return type;
  if (isParameter(type)) return by.get(type.name) ?? type;
  return type.args.length === 0 ? type : typeOf(type.definition, type.args.map((arg) => substitute(arg, by)));
}

export function substitutionOf(type: Type): Substitution {
  return new Map(type.definition.parameters.flatMap((name, index) => {
    const arg = type.args[index];
    return arg === undefined ? [] : [[name, arg] as const];
  }));
}
