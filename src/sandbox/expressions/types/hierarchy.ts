import type { Value } from "../value.ts";
import { typeNamed } from "./signature.ts";
import { isValueType, substitute, substitutionOf } from "./type.ts";
import type { Type } from "./type.ts";

const known = new Map<string, Type>();

/** The type of that name, from the library or made of its types. */
export function type(name: string): Type {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = typeNamed(name);
  known.set(name, made);
  return made;
}

const ancestors = new Map<Type, readonly Type[]>();

/** `of` and everything it is: base classes and interfaces, nearest first. */
export function lineage(of: Type): readonly Type[] {
  const found = ancestors.get(of);
  if (found !== undefined) return found;
  const all: Type[] = [of];
  const by = substitutionOf(of);
  for (const name of of.definition.supertypes) {
    for (const ancestor of lineage(substitute(typeNamed(name, of.definition.parameters), by))) {
      if (!all.includes(ancestor)) all.push(ancestor);
    }
  }
  ancestors.set(of, all);
  return all;
}

const covariant = new Set(["IEnumerable", "IReadOnlyCollection", "IReadOnlyList", "Array"]);

/** Whether a value of `from` is a `to` as it is: by identity, inheritance, or covariance. */
export function isA(from: Type, to: Type): boolean {
  return lineage(from).some((ancestor) => {
    if (ancestor === to) return true;
    const [had] = ancestor.args;
    const [wanted] = to.args;
    return ancestor.definition === to.definition && covariant.has(to.definition.name) && had !== undefined && wanted !== undefined && !isValueType(had) && isA(had, wanted);
  });
}

/** The element type of what one can go through; undefined for anything else. */
export function elementOf(of: Type): Type | undefined {
  return lineage(of).find(({ definition }) => definition.name === "IEnumerable")?.args[0];
}

/** The type a value has at run time. */
export function typeOfValue(value: Exclude<Value, null>): Type {
  if (typeof value === "string") return type("string");
  if (typeof value === "boolean") return type("bool");
  if (typeof value === "number") return type("int");
  if (typeof value === "bigint") return type("long");
  return type(value instanceof Uint8Array ? "byte[]" : value.typeName);
}

const keywordNames: ReadonlyMap<string, string> = new Map([
  ["string", "String"], ["bool", "Boolean"], ["int", "Int32"], ["long", "Int64"], ["double", "Double"], ["decimal", "Decimal"], ["char", "Char"], ["byte", "Byte"], ["object", "Object"],
]);

/** As exceptions write it: `System.Int32`. */
export function fullName(of: Type): string {
  const { name, namespace } = of.definition;
  const bare = `${namespace}.${keywordNames.get(name) ?? name}`;
  if (name === "Array") return `${of.args.map(fullName).join("")}[]`;
  return of.args.length === 0 ? bare : `${bare}\`${of.args.length}[${of.args.map(fullName).join(",")}]`;
}
