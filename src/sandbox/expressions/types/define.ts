import { beyond } from "../library/beyond.ts";
import { EnumValue } from "../library/values.ts";
import type { Value } from "../value.ts";
import type { Handler, Member } from "./member.ts";
import { readMember } from "./signature.ts";
import { declare, definitionNamed, parameterType, typeOf } from "./type.ts";
import type { Kind } from "./type.ts";

interface Shape {
  readonly kind?: Kind;
  readonly namespace?: string;
  /** Base class and interfaces, in terms of the parameters. */
  readonly is?: readonly string[];
  readonly zero?: Value;
  /** Signatures, and what they do. An indexer that can be set has two handlers. */
  readonly members?: Readonly<Record<string, Handler | readonly [Handler, Handler]>>;
}

/** Declares the type `name`, such as `List<T>`. Its signatures are read when it is first used, so that types may name each other. */
export function define(name: string, shape: Shape): void {
  const [bare = name, list = ""] = name.replace(">", "").split("<");
  const parameters = list === "" ? [] : list.split(",").map((parameter) => parameter.trim());
  let members: ReadonlyMap<string, readonly Member[]> | undefined;
  declare({
    name: bare,
    namespace: shape.namespace ?? "System",
    kind: shape.kind ?? "class",
    parameters,
    supertypes: shape.is ?? (bare === "object" ? [] : ["object"]),
    beyond: new Set(Object.hasOwn(beyond, bare) ? beyond[bare]?.split(" ") : []),
    zero: shape.zero ?? null,
    members: () => (members ??= read(bare, parameters, shape.members ?? {})),
  });
}

function read(name: string, parameters: readonly string[], members: NonNullable<Shape["members"]>): ReadonlyMap<string, readonly Member[]> {
  const definition = definitionNamed(name);
  if (definition === undefined) throw new Error(`The type ${name} is not declared.`);
  const owner = typeOf(definition, parameters.map((parameter) => parameterType(parameter)));
  const found = new Map<string, Member[]>();
  for (const [signature, handler] of Object.entries(members)) {
    const [run, assign] = typeof handler === "function" ? [handler] : handler;
    const member = readMember(signature, owner, parameters, run, assign);
    found.set(member.name, [...(found.get(member.name) ?? []), member]);
  }
  return found;
}

/** Declares an enumeration from its names with their numbers. */
export function defineEnum(name: string, namespace: string, constants: Readonly<Record<string, number>>): void {
  const values = Object.entries(constants).map(([constant, number]) => new EnumValue(name, constant, number));
  define(name, {
    kind: "enum",
    namespace,
    zero: values.find(({ number }) => number === 0) ?? new EnumValue(name, "0", 0),
    members: Object.fromEntries(values.map((value) => [`static ${value.name}: ${name}`, () => value])),
  });
}
