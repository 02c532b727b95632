import { align, formatted } from "../library/format.ts";
import { textOf } from "../run/text.ts";
import type { Node } from "../syntax/nodes.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import type { Binder } from "./binder.ts";
import type { Bound } from "./bound.ts";
import { valued } from "./convert.ts";
import type { Scope } from "./scope.ts";

/** `$"…"`: each value as its `ToString(format)` gives it, in the width asked for. */
export function interpolated(parts: Extract<Node, { kind: "interpolated" }>["parts"], at: number, scope: Scope, binder: Binder): Bound {
  const pieces = parts.map((part): Bound["run"] => {
    if (typeof part === "string") return () => part;
    const { alignment, format } = part;
    const bound = valued(binder.expression(part.node, scope));
    return (machine) => {
      const value = bound.run(machine);
      machine.at = bound.at;
      machine.reserve(Math.abs(alignment));
      return align(formatted(value, format), alignment);
    };
  });
  return {
    at,
    type: typeBy("string"),
    run: (machine) => {
      let text = "";
      for (const piece of pieces) text += textOf(piece(machine));
      machine.reserve(text.length);
      return text;
    },
  };
}
