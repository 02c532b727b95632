/** Calls a template function: ARM's and Bicep's are the same ones. */
export type Call = (name: string, args: readonly unknown[]) => unknown;

/** The value of an ARM expression (without its brackets): calls, quoted texts, whole numbers, `.member`. @throws Error where it is none */
export function armExpression(text: string, call: Call): unknown {
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at} in ${text}`);
  };
  const skip = (): void => {
    while (text[at] === " ") at += 1;
  };
  const expect = (character: string): void => {
    skip();
    if (text[at] !== character) fail(`'${character}' expected`);
    at += 1;
  };
  const value = (): unknown => {
    skip();
    const primary = text[at] === "'" ? quoted() : /\d/.test(text[at] ?? "") ? number() : called();
    return members(primary);
  };
  const quoted = (): string => {
    let result = "";
    for (at += 1; at < text.length; at += 1) {
      if (text[at] !== "'") result += text[at];
      else if (text[at + 1] === "'") {
        result += "'";
        at += 1;
      } else {
        at += 1;
        return result;
      }
    }
    return fail("a text is never closed");
  };
  const number = (): number => {
    const [digits = ""] = /^\d+/.exec(text.slice(at)) ?? [];
    at += digits.length;
    return Number(digits);
  };
  const called = (): unknown => {
    const [name] = /^[a-zA-Z]\w*/.exec(text.slice(at)) ?? [];
    if (name === undefined) return fail("a function expected");
    at += name.length;
    expect("(");
    const args: unknown[] = [];
    skip();
    while (text[at] !== ")") {
      args.push(value());
      skip();
      if (text[at] === ",") at += 1;
      else if (text[at] !== ")") fail("',' or ')' expected");
    }
    at += 1;
    return call(name, args);
  };
  const members = (from: unknown): unknown => {
    let held = from;
    for (let match = /^\.([a-zA-Z]\w*)/.exec(text.slice(at)); match !== null; match = /^\.([a-zA-Z]\w*)/.exec(text.slice(at))) {
      const name = match[1] ?? "";
      if (typeof held !== "object" || held === null || !Object.hasOwn(held, name)) return fail(`no member ${name}`);
      held = new Map<string, unknown>(Object.entries(held)).get(name);
      at += match[0].length;
    }
    return held;
  };
  const result = value();
  skip();
  return at === text.length ? result : fail("more than one expression");
}
