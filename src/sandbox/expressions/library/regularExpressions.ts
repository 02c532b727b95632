import { Instance } from "../instance.ts";
import { notHere, nullArgument, Thrown } from "../run/thrown.ts";
import { textOf } from "../run/text.ts";
import { define, defineEnum } from "../types/define.ts";
import type { Call } from "../types/member.ts";
import { defineOperator } from "../types/userOperators.ts";
import type { Value } from "../value.ts";
import { Pattern } from "./pattern.ts";
import { EnumValue, arrayOf } from "./values.ts";
import type { Lambda } from "./values.ts";

const namespace = "System.Text.RegularExpressions";

defineEnum("RegexOptions", namespace, { None: 0, IgnoreCase: 1, Multiline: 2, ExplicitCapture: 4, Compiled: 8, Singleline: 16, IgnorePatternWhitespace: 32, RightToLeft: 64, ECMAScript: 256, CultureInvariant: 512 });
defineOperator("RegexOptions", "|", "RegexOptions", "RegexOptions", (left: EnumValue, right: EnumValue) => new EnumValue("RegexOptions", `${left.name}, ${right.name}`, left.number | right.number));

class GroupValue extends Instance {
  readonly typeName: string = "Group";
  readonly value: string | undefined;
  readonly index: number;

  constructor(value: string | undefined, index: number) {
    super();
    this.value = value;
    this.index = index;
  }

  override text(): string {
    return this.value ?? "";
  }
}

class MatchValue extends GroupValue {
  override readonly typeName: string = "Match";
  readonly groups: GroupsValue;

  constructor(found: RegExpExecArray | null) {
    super(found?.[0], found?.index ?? 0);
    const all = [...(found ?? [])].map((value: string | undefined, number) => (number === 0 ? this : new GroupValue(value, found?.indices?.[number]?.[0] ?? 0)));
    const names = new Map(Object.keys(found?.groups ?? {}).map((name) => [name, new GroupValue(found?.groups?.[name], found?.indices?.groups?.[name]?.[0] ?? 0)]));
    this.groups = new GroupsValue(all.length === 0 ? [this] : all, names);
  }
}

class GroupsValue extends Instance {
  readonly typeName = "GroupCollection";
  readonly all: readonly GroupValue[];
  readonly names: ReadonlyMap<string, GroupValue>;

  constructor(all: readonly GroupValue[], names: ReadonlyMap<string, GroupValue>) {
    super();
    this.all = all;
    this.names = names;
  }

  elements(): Iterable<Value> {
    return this.all;
  }
}

class RegexValue extends Instance {
  readonly typeName = "Regex";
  readonly source: string;
  readonly #pattern: Pattern;

  constructor(source: string | null, options: EnumValue | null) {
    super();
    if (source === null) throw nullArgument("pattern");
    const flags = options?.number ?? 0;
    if ((flags & (4 | 64 | 256)) !== 0) throw notHere("these RegexOptions");
    // Named groups are numbered after the others in .NET and in their order in JavaScript.
    this.source = source;
    this.#pattern = new Pattern(source, { ignoreCase: (flags & 1) !== 0, multiline: (flags & 2) !== 0, singleline: (flags & 16) !== 0, extended: (flags & 32) !== 0 });
  }

  find(text: string | null, from = 0): RegExpExecArray | null {
    if (text === null) throw nullArgument("input");
    return this.#pattern.find(text, from);
  }

  *all(text: string | null, { machine }: Call): Iterable<RegExpExecArray> {
    let from = 0;
    for (;;) {
      machine.step();
      const found = this.find(text, from);
      if (found === null) return;
      yield found;
      from = found.index + Math.max(found[0].length, 1);
      if (from > (text ?? "").length) return;
    }
  }

  replace(text: string | null, by: (found: RegExpExecArray) => string, call: Call): string {
    let made = "";
    let end = 0;
    for (const found of this.all(text, call)) {
      made += (text ?? "").slice(end, found.index) + by(found);
      call.machine.reserve(made.length);
      end = found.index + found[0].length;
    }
    return made + (text ?? "").slice(end);
  }

  override text(): string {
    return this.source;
  }
}

/** `$1`, `${name}`, `$&`, `$$` in what takes the place of a match. */
function substituted(by: string | null, found: RegExpExecArray): string {
  if (by === null) throw nullArgument("replacement");
  return by.replaceAll(/\$(?:(\d+)|\{(\w+)\}|([$&`'+_]))/g, (all: string, number?: string, name?: string, sign?: string) => {
    if (sign === "$") return "$";
    if (sign === "&") return found[0];
    if (sign !== undefined) throw notHere(`${all} in a replacement`);
    const key = number ?? name ?? "";
    if (/^\d+$/.test(key)) return Number(key) < found.length ? (found[Number(key)] ?? "") : all;
    return found.groups !== undefined && Object.hasOwn(found.groups, key) ? (found.groups[key] ?? "") : all;
  });
}

function evaluated(by: Lambda): (found: RegExpExecArray) => string {
  return (found) => textOf(by.call(new MatchValue(found)));
}

function regex(pattern: string | null, options: EnumValue | null = null): RegexValue {
  return new RegexValue(pattern, options);
}

function split(self: RegexValue, text: string | null, call: Call): Value {
  const parts: string[] = [];
  let end = 0;
  for (const found of self.all(text, call)) {
    parts.push((text ?? "").slice(end, found.index), ...found.slice(1).filter((group) => group !== undefined));
    end = found.index + found[0].length;
  }
  return arrayOf("string", [...parts, (text ?? "").slice(end)]);
}

define("Group", {
  namespace,
  members: {
    "Success: bool": (self: GroupValue) => self.value !== undefined,
    "Value: string": (self: GroupValue) => self.value ?? "",
    "Index: int": (self: GroupValue) => self.index,
    "Length: int": (self: GroupValue) => (self.value ?? "").length,
  },
});
define("Match", { namespace, is: ["Group"], members: { "Groups: GroupCollection": (self: MatchValue) => self.groups, "static Empty: Match": () => new MatchValue(null) } });
define("GroupCollection", {
  namespace,
  is: ["object", "IEnumerable<Group>"],
  members: {
    "Count: int": (self: GroupsValue) => self.all.length,
    "this[int groupnum]: Group": (self: GroupsValue, number: number) => self.all[number] ?? new GroupValue(undefined, 0),
    "this[string groupname]: Group": (self: GroupsValue, name: string | null) => self.names.get(name ?? "") ?? (/^\d+$/.test(name ?? "") ? self.all[Number(name)] : undefined) ?? new GroupValue(undefined, 0),
  },
});

class MatchesValue extends Instance {
  readonly typeName = "MatchCollection";
  readonly all: readonly MatchValue[];

  constructor(all: readonly MatchValue[]) {
    super();
    this.all = all;
  }

  elements(): Iterable<Value> {
    return this.all;
  }
}

function matches(self: RegexValue, text: string | null, call: Call): Value {
  return new MatchesValue([...self.all(text, call)].map((found) => new MatchValue(found)));
}

define("MatchCollection", {
  namespace,
  is: ["object", "IEnumerable<Match>"],
  members: {
    "Count: int": (self: MatchesValue) => self.all.length,
    "this[int i]: Match": (self: MatchesValue, index: number) => {
      const found = self.all[index];
      if (found === undefined) throw new Thrown("ArgumentOutOfRangeException", "Specified argument was out of the range of valid values. (Parameter 'i')");
      return found;
    },
  },
});

define("Regex", {
  namespace,
  members: {
    "new(string pattern)": (pattern: string | null) => regex(pattern),
    "new(string pattern, RegexOptions options)": (pattern: string | null, options: EnumValue) => regex(pattern, options),
    "IsMatch(string input): bool": (self: RegexValue, text: string | null) => self.find(text) !== null,
    "Match(string input): Match": (self: RegexValue, text: string | null) => new MatchValue(self.find(text)),
    "Matches(string input): MatchCollection": matches,
    "Replace(string input, string replacement): string": (self: RegexValue, text: string | null, by: string | null, call: Call) => self.replace(text, (found) => substituted(by, found), call),
    "Replace(string input, Func<Match, string> evaluator): string": (self: RegexValue, text: string | null, by: Lambda, call: Call) => self.replace(text, evaluated(by), call),
    "Split(string input): string[]": split,
    "static IsMatch(string input, string pattern, RegexOptions options = null): bool": (text: string | null, pattern: string | null, options: EnumValue | null) => regex(pattern, options).find(text) !== null,
    "static Match(string input, string pattern, RegexOptions options = null): Match": (text: string | null, pattern: string | null, options: EnumValue | null) => new MatchValue(regex(pattern, options).find(text)),
    "static Matches(string input, string pattern, RegexOptions options = null): MatchCollection": (text: string | null, pattern: string | null, options: EnumValue | null, call: Call) => matches(regex(pattern, options), text, call),
    "static Replace(string input, string pattern, string replacement, RegexOptions options = null): string": (text: string | null, pattern: string | null, by: string | null, options: EnumValue | null, call: Call) => regex(pattern, options).replace(text, (found) => substituted(by, found), call),
    "static Replace(string input, string pattern, Func<Match, string> evaluator): string": (text: string | null, pattern: string | null, by: Lambda, call: Call) => regex(pattern).replace(text, evaluated(by), call),
    "static Split(string input, string pattern): string[]": (text: string | null, pattern: string | null, call: Call) => split(regex(pattern), text, call),
    "static Escape(string str): string": (text: string | null) => (text ?? "").replaceAll(/[\\*+?|{[()^$.# ]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`).replaceAll("\r", String.raw`\r`).replaceAll("\t", String.raw`\t`).replaceAll("\f", String.raw`\f`),
  },
});
