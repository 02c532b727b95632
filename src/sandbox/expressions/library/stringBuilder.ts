import { Instance } from "../instance.ts";
import { textOf } from "../run/text.ts";
import { define } from "../types/define.ts";
import type { Call } from "../types/member.ts";
import type { Value } from "../value.ts";
import { composite } from "./format.ts";
import type { ListValue } from "./values.ts";

class StringBuilderValue extends Instance {
  readonly typeName = "StringBuilder";
  #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  append(text: string, { machine }: Call): this {
    machine.reserve(this.#text.length + text.length);
    this.#text += text;
    return this;
  }

  override text(): string {
    return this.#text;
  }
}

define("StringBuilder", {
  namespace: "System.Text",
  members: {
    "new()": () => new StringBuilderValue(""),
    "new(string value)": (text: string | null) => new StringBuilderValue(text ?? ""),
    "Append(object value): StringBuilder": (self: StringBuilderValue, value: Value, call: Call) => self.append(textOf(value), call),
    "AppendLine(): StringBuilder": (self: StringBuilderValue, call: Call) => self.append("\n", call),
    "AppendLine(string value): StringBuilder": (self: StringBuilderValue, text: string | null, call: Call) => self.append(`${text ?? ""}\n`, call),
    "AppendFormat(string format, params object[] args): StringBuilder": (self: StringBuilderValue, format: string | null, args: ListValue, call: Call) => self.append(composite(format, args.items), call),
    "Length: int": (self: StringBuilderValue) => self.text().length,
  },
});
