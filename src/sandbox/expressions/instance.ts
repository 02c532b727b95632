/** A value of a type that JavaScript has no value of its own for. Never a host object: expressions reach only what their types list. */
export abstract class Instance {
  /** The C# name of the type the value has at run time, such as `JObject` or `string[]`. */
  abstract readonly typeName: string;
}
