import type { Machine } from "../run/machine.ts";
import type { Type } from "../types/type.ts";
import type { Value } from "../value.ts";

export type Run = (machine: Machine) => Value;

/** An expression that is understood: its static type and what it does. */
export interface Bound {
  readonly at: number;
  readonly type: Type;
  readonly run: Run;
  /** The value where the compiler knows it. */
  readonly constant?: Value;
  /** Of what can stand on the left of `=`. */
  readonly assign?: (machine: Machine, value: Value) => void;
}
