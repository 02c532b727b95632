import { randomUUID } from "node:crypto";
import { Thrown } from "../run/thrown.ts";
import { GuidValue } from "./values.ts";

export function newGuid(): GuidValue {
  return new GuidValue(randomUUID());
}

/** A GUID in one of .NET's formats N, D, B and P; undefined for anything else. */
export function parseGuid(text: string): GuidValue | undefined {
  const digits = /^(?:\{(?<braces>.*)\}|\((?<parentheses>.*)\)|(?<bare>.*))$/.exec(text.trim())?.groups;
  const inner = digits?.["braces"] ?? digits?.["parentheses"] ?? digits?.["bare"] ?? "";
  const plain = /^[0-9a-f]{32}$/i.test(inner) ? inner.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") : inner;
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(plain) ? new GuidValue(plain.toLowerCase()) : undefined;
}

/** In one of .NET's formats: N, D, B or P. */
export function guidText({ digits }: GuidValue, format: string): string {
  switch (format.toUpperCase()) {
    case "":
    case "D": return digits;
    case "N": return digits.replaceAll("-", "");
    case "B": return `{${digits}}`;
    case "P": return `(${digits})`;
    default: throw new Thrown("FormatException", 'Format string can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".');
  }
}
