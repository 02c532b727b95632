import { createContext, Script } from "node:vm";
import { notHere, Thrown } from "../run/thrown.ts";

export interface Options {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly singleline: boolean;
  readonly extended: boolean;
}

/** What of .NET's patterns JavaScript spells alike and means otherwise, by escape letter. */
const classes: ReadonlyMap<string, string> = new Map([
  ["d", "\\p{Nd}"], ["D", "\\P{Nd}"], ["w", "\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}"], ["s", "\\f\\n\\r\\t\\v\\x85\\p{Z}"],
]);

function unsupported(pattern: string, what: string): Thrown {
  return notHere(`${what} in the regular expression ${pattern}`);
}

/** A pattern of .NET as one of JavaScript, with the flag u. @throws {Thrown} for what would not mean the same */
export function translate(pattern: string, options: Options): string {
  let made = "";
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    const following = pattern[at + 1] ?? "";
    if (character === "\\") {
      made += escaped(pattern, at, inClass);
      at += following === "k" ? pattern.slice(at).indexOf(">") : following === "p" || following === "P" ? pattern.slice(at).indexOf("}") : 1;
    } else if (inClass) {
      if (character === "[" && following === ":") throw unsupported(pattern, "a class by name");
      if (character === "-" && following === "[") throw unsupported(pattern, "a subtraction of classes");
      inClass = character !== "]";
      made += character === "[" ? "\\[" : character;
    } else if (character === "[") {
      inClass = true;
      made += character;
      if (following === "^") {
        made += "^";
        at += 1;
      }
      // A closing bracket that comes first stands for itself in .NET and would close the class in JavaScript.
      if (pattern[at + 1] === "]") {
        made += "\\]";
        at += 1;
      }
    } else if (character === "(" && following === "?") {
      const opening = /^\(\?(?:[:=!]|<[=!]|<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(pattern.slice(at));
      if (opening === null) throw unsupported(pattern, "a group of this kind");
      const name = opening[1] ?? opening[2];
      made += name === undefined ? opening[0] : `(?<${name}>`;
      at += opening[0].length - 1;
    } else if (options.extended && (/\s/.test(character) || character === "#")) {
      throw unsupported(pattern, "white space to be skipped");
    } else {
      const one = plain(pattern, at, options);
      made += one;
      if (character === "{" && one.length > 2) at += one.length - 1;
    }
  }
  return made;
}

const quantity = /^\{\d+(?:,\d*)?\}/;

function plain(pattern: string, at: number, { multiline, singleline }: Options): string {
  const character = pattern[at] ?? "";
  if (character === ".") return singleline ? "[\\s\\S]" : "[^\\n]";
  if (character === "$") return multiline ? "(?=\\n|$(?![\\s\\S]))" : "(?=\\n?(?![\\s\\S]))";
  if (character === "^") return multiline ? "(?<=\\n|(?<![\\s\\S]))" : "(?<![\\s\\S])";
  if (character === "]" || character === "}") return `\\${character}`;
  if (character === "{") return quantity.exec(pattern.slice(at))?.[0] ?? "\\{";
  return character;
}

function escaped(pattern: string, at: number, inClass: boolean): string {
  const letter = pattern[at + 1] ?? "";
  const set = classes.get(letter);
  if (set !== undefined) return inClass || letter.toLowerCase() === "d" ? set : `[${set}]`;
  if (letter === "W" || letter === "S") {
    if (inClass) throw unsupported(pattern, `\\${letter} in a class`);
    return `[^${classes.get(letter.toLowerCase()) ?? ""}]`;
  }
  if (letter === "A" && !inClass) return "(?<![\\s\\S])";
  if (letter === "z" && !inClass) return "(?![\\s\\S])";
  if (letter === "Z" && !inClass) return "(?=\\n?(?![\\s\\S]))";
  if (letter === "b" || letter === "B") {
    if (inClass) return "\\x08";
    const word = "[\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}\\u200d\\u200c]";
    const boundary = `(?<=${word})(?!${word})|(?<!${word})(?=${word})`;
    return letter === "b" ? `(?:${boundary})` : `(?!${boundary})`;
  }
  const long = /^\\(?:k<[A-Za-z_]\w*>|[pP]\{L[ultmo]?\}|[pP]\{N[dlo]?\}|[pP]\{P[cdseifo]?\}|[pP]\{S[mcko]?\}|[pP]\{Z[slp]?\}|[pP]\{M[nce]?\})/.exec(pattern.slice(at));
  if (long !== null) return long[0];
  if (/[1-9nrtfv]/.test(letter)) return `\\${letter}`;
  if (letter === "x" || letter === "u") return `\\${letter}`;
  if (letter === "e" || letter === "a") return letter === "e" ? "\\x1b" : "\\x07";
  if (/[\w]/.test(letter) || letter === "") throw unsupported(pattern, `\\${letter}`);
  return /[\^$\\.*+?()[\]{}|/]/.test(letter) || (inClass && letter === "-") ? `\\${letter}` : letter;
}

const room = createContext({ __proto__: null });
const exec = new Script("matcher.lastIndex = from; matcher.exec(text)");
const deadlineMs = 250;

/** A pattern that matches within a deadline: a pattern can take longer than anyone wants to wait. */
export class Pattern {
  readonly #matcher: RegExp;

  /** @throws {Thrown} for what is no pattern, or none that JavaScript could mean alike */
  constructor(pattern: string, options: Options) {
    try {
      this.#matcher = new RegExp(translate(pattern, options), `dgu${options.ignoreCase ? "i" : ""}`);
    } catch (error) {
      if (error instanceof Thrown) throw error;
      throw new Thrown("RegexParseException", `Invalid pattern '${pattern}'.`);
    }
  }

  /** The first match that begins at `from` or later. */
  find(text: string, from: number): RegExpExecArray | null {
    room["matcher"] = this.#matcher;
    room["text"] = text;
    room["from"] = from;
    try {
      return exec.runInContext(room, { timeout: deadlineMs }) as RegExpExecArray | null;
    } catch {
      throw new Thrown("SandboxLimit", "The regular expression takes longer than the sandbox grants (a quarter of a second).");
    } finally {
      room["text"] = "";
    }
  }
}
