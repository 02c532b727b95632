import { contextValue } from "../library/contextValue.ts";
import { Refusal } from "../refusal.ts";
import { Thrown } from "../run/thrown.ts";
import type { Node, TypeNode } from "../syntax/nodes.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import type { Type } from "../types/type.ts";
import type { Bound } from "./bound.ts";
import type { Scope } from "./scope.ts";
import { definitionOf, isNamespace, typeFrom } from "./typeNames.ts";

/** A local variable or `context`. @throws {Refusal} in the compiler's words when there is none */
export function name(text: string, types: readonly TypeNode[], at: number, scope: Scope): Bound {
  const local = scope.find(text);
  if (local !== undefined && types.length === 0) {
    const { slot } = local;
    return {
      at,
      type: local.type,
      run: (machine) => {
        const value = machine.locals[slot];
        if (value === undefined) {
          machine.at = at;
          throw new Thrown("SandboxLimit", `Use of unassigned local variable '${text}'.`);
        }
        return value;
      },
      assign: (machine, value) => void (machine.locals[slot] = value),
    };
  }
  if (text === "context") return { at, type: typeBy("IProxyRequestContext"), run: () => contextValue };
  if (definitionOf(text, at) !== undefined) throw new Refusal(`'${text}' is a type, which is not valid in the given context.`, at);
  throw new Refusal(`The name '${text}' does not exist in the current context.`, at);
}

/** The type that `node` names, where a type can stand: before a dot. */
export function typeIn(node: Node, scope: Scope): Type | undefined {
  if (node.kind === "typeName") return typeFrom(node.type);
  const dotted = dottedName(node);
  if (dotted === undefined || scope.find(dotted.split(".")[0] ?? "") !== undefined || dotted === "context" || dotted.startsWith("context.")) return undefined;
  if (definitionOf(dotted, node.at) === undefined) return undefined;
  return typeFrom({ name: dotted, args: node.kind === "name" || node.kind === "member" ? node.types : [], suffixes: [], at: node.at });
}

function dottedName(node: Node): string | undefined {
  if (node.kind === "name") return node.name;
  if (node.kind !== "member") return undefined;
  const before = dottedName(node.receiver);
  return before !== undefined && isNamespace(before) ? `${before}.${node.name}` : undefined;
}

