import type { Value } from "../value.ts";

/** One part of an interpolated string: its text, or a hole with the tokens of an expression. */
export type InterpolationPart = string | { readonly tokens: readonly Token[]; readonly alignment: number; readonly format: string | undefined };

export interface Token {
  readonly kind: "identifier" | "keyword" | "literal" | "interpolated" | "punctuator" | "error" | "end";
  /** The identifier (without `@`), keyword, punctuator or literal as written; of an error what is wrong. */
  readonly text: string;
  /** Index of its first character in the raw text of the expression. */
  readonly at: number;
  /** Index after its last character. */
  readonly end: number;
  /** Of a literal. */
  readonly value?: Value;
  /** Of an interpolated string. */
  readonly parts?: readonly InterpolationPart[];
}

/** The keywords of C# 7 (ECMA-334, 6.4.4); contextual ones are identifiers. */
export const keywords: ReadonlySet<string> = new Set(
  ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if " +
    "implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static " +
    "string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while").split(" "),
);

/** Longest first, so that the first that fits is the one. `>>` is joined by the parser: `List<List<int>>` ends two lists. */
export const punctuators: readonly string[] = [
  "<<=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", "::", "->",
  "(", ")", "{", "}", "[", "]", ",", ";", ":", ".", "?", "=", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "<", ">",
];
