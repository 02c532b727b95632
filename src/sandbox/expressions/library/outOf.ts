import { nullArgument } from "../run/thrown.ts";

/** Stands where a value must be. @throws {Thrown} always: the argument `parameter` is null */
export function outOf(parameter: string): never {
  throw nullArgument(parameter);
}
