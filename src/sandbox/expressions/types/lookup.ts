import { isA, lineage } from "./hierarchy.ts";
import { infer, isKnown } from "./inference.ts";
import type { Handler, Member } from "./member.ts";
import { readMember, typeNamed } from "./signature.ts";
import { substitute, substitutionOf } from "./type.ts";
import type { Substitution, Type } from "./type.ts";

/** A member together with what the type parameters of its owner are at the place of use. */
export interface Candidate {
  readonly member: Member;
  readonly types: Substitution;
}

interface ExtensionSource {
  readonly receiver: string;
  readonly generics: readonly string[];
  readonly signature: string;
  readonly run: Handler;
}

interface Extension {
  readonly receiver: Type;
  readonly member: Member;
}

const sources = new Map<string, ExtensionSource[]>();
const extensions = new Map<string, readonly Extension[]>();

/** Declares methods that are called on a `receiver`, such as `IEnumerable<T>`, and may be called on null. */
export function defineExtensions(receiver: string, generics: readonly string[], members: Readonly<Record<string, Handler>>): void {
  for (const [signature, run] of Object.entries(members)) {
    const name = /^\w+/.exec(signature)?.[0] ?? "";
    sources.set(name, [...(sources.get(name) ?? []), { receiver, generics, signature, run }]);
  }
}

function extensionsNamed(name: string): readonly Extension[] {
  const known = extensions.get(name);
  if (known !== undefined) return known;
  const read = (sources.get(name) ?? []).map(({ receiver, generics, signature, run }) => {
    const type = typeNamed(receiver, generics);
    return { receiver: type, member: { ...readMember(signature, type, generics, run), extension: true } };
  });
  extensions.set(name, read);
  return read;
}

/** Members of `of` named `name`, the nearest type's first; `statics` tells which are wanted. */
export function membersOf(of: Type, name: string, statics: boolean): readonly Candidate[] {
  return lineage(of).flatMap((ancestor) => {
    const types = substitutionOf(ancestor);
    return (ancestor.definition.members().get(name) ?? []).filter((member) => member.static === statics).map((member) => ({ member, types }));
  });
}

/** Extension methods named `name` that a value of `of` can be the receiver of; those for a type nearer to it come first. */
export function extensionsOf(of: Type, name: string): readonly Candidate[] {
  return extensionsNamed(name).flatMap(({ receiver, member }) => {
    const types = new Map<string, Type>();
    infer(receiver, of, types);
    return isKnown(receiver, types) && isA(of, substitute(receiver, types)) ? [{ member, types }] : [];
  });
}

/** Whether .NET has the member, where the sandbox has not. */
export function isBeyond(of: Type, name: string): boolean {
  return lineage(of).some(({ definition }) => definition.beyond.has(name));
}
