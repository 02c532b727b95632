import type { Value } from "./value.ts";

/** A value of a type that JavaScript has no value of its own for. Never a host object: expressions reach only what their types list. */
export abstract class Instance {
  /** The C# name of the type the value has at run time, such as `JObject` or `string[]`. */
  abstract readonly typeName: string;

  /** What `ToString()` gives; undefined where .NET gives the name of the type. */
  text(): string | undefined {
    return undefined;
  }

  /** What `Equals` gives: the same object, unless the type compares by value. */
  equals(other: Value): boolean {
    return this === other;
  }
}
