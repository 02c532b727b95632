import type { Instance } from "./instance.ts";

/**
 * What an expression works with, telling its own type: `string`, `bool` as themselves, `int` (and `byte`) as a number, `long` as a
 * bigint, `byte[]` as a `Uint8Array`; everything else (double, decimal, char, JObject, Uri, IResponse, …) is an `Instance`.
 */
export type Value = null | string | boolean | number | bigint | Uint8Array | Instance;
