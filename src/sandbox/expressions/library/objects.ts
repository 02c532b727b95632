import { nullArgument, Thrown } from "../run/thrown.ts";
import { equalValues, textOf } from "../run/text.ts";
import { define } from "../types/define.ts";
import type { Value } from "../value.ts";
import { ExceptionValue } from "./exception.ts";
import type { GuidValue } from "./values.ts";
import { guidText, newGuid, parseGuid } from "./guid.ts";

define("object", {
  members: {
    "ToString(): string": (self: Value) => textOf(self),
    "Equals(object obj): bool": (self: Value, other: Value) => equalValues(self, other),
    "static Equals(object objA, object objB): bool": (left: Value, right: Value) => equalValues(left, right),
    "static ReferenceEquals(object objA, object objB): bool": (left: Value, right: Value) => typeof left === "object" && left === right,
  },
});

define("Func", { kind: "delegate" });

define("bool", {
  kind: "struct",
  zero: false,
  members: {
    "static Parse(string value): bool": (text: string | null) => {
      if (text === null) throw nullArgument("value");
      const found = bool(text);
      if (found === undefined) throw new Thrown("FormatException", `String '${text}' was not recognized as a valid Boolean.`);
      return found;
    },
    "static TryParse(string value, out bool result): bool": (text: string | null, result: { set(value: Value): void }) => {
      const found = bool(text ?? "");
      result.set(found ?? false);
      return found !== undefined;
    },
    "static TrueString: string": () => "True",
    "static FalseString: string": () => "False",
  },
});

function bool(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

define("Exception", {
  members: {
    "new()": () => new ExceptionValue("Exception", "Exception of type 'System.Exception' was thrown."),
    "new(string message)": (message: string | null) => new ExceptionValue("Exception", message ?? "Exception of type 'System.Exception' was thrown."),
    "Message: string": (self: ExceptionValue) => self.message,
  },
});

define("Guid", {
  kind: "struct",
  zero: parseGuid("00000000-0000-0000-0000-000000000000") ?? null,
  members: {
    "new(string g)": (text: string | null) => guid(text, "g"),
    "static NewGuid(): Guid": () => newGuid(),
    "static Parse(string input): Guid": (text: string | null) => guid(text, "input"),
    "static TryParse(string input, out Guid result): bool": (text: string | null, result: { set(value: Value): void }) => {
      const found = parseGuid(text ?? "");
      result.set(found ?? parseGuid("00000000-0000-0000-0000-000000000000") ?? null);
      return found !== undefined;
    },
    "static Empty: Guid": () => guid("00000000-0000-0000-0000-000000000000", "input"),
    "ToString(string format): string": (self: GuidValue, format: string | null) => guidText(self, format ?? "D"),
  },
});

function guid(text: string | null, parameter: string): GuidValue {
  if (text === null) throw nullArgument(parameter);
  const found = parseGuid(text);
  if (found === undefined) throw new Thrown("FormatException", "Unrecognized Guid format.");
  return found;
}
