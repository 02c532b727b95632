import { createScanner } from "jsonc-parser";
import { notHere, nullArgument, Thrown } from "../../run/thrown.ts";
import { readTime, toGatewayTime } from "../timeParse.ts";
import { DateTimeValue } from "../timeValues.ts";
import { Double } from "../values.ts";
import { JArray, JObject, JProperty, JValue } from "./tokens.ts";
import type { JToken } from "./tokens.ts";

/** Newtonsoft.Json's own limit. */
const maxDepth = 64;

/** Kinds of jsonc-parser's tokens (its `SyntaxKind`, a const enum that has no value at run time). */
const kind = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, colon: 6, null: 7, true: 8, false: 9, string: 10, number: 11, end: 17 };

/** The tokens of a JSON text without white space and comments. */
class Tokens {
  /** What is to be read, for the message when the text ends before it does. */
  readonly wanted: string;
  readonly #scanner: ReturnType<typeof createScanner>;

  constructor(text: string, wanted: string) {
    this.wanted = wanted;
    this.#scanner = createScanner(text, true);
  }

  get kind(): number {
    return this.#scanner.getToken();
  }

  get text(): string {
    return this.#scanner.getTokenValue();
  }

  get broken(): boolean {
    const error: number = this.#scanner.getTokenError();
    return error !== 0;
  }

  /** As Newtonsoft.Json tells where it is. */
  get place(): string {
    return `Path '', line ${this.#scanner.getTokenStartLine() + 1}, position ${this.#scanner.getTokenStartCharacter()}.`;
  }

  next(): number {
    return this.#scanner.scan();
  }
}

/** Reads JSON as Newtonsoft.Json does, dates included: a text that is one becomes a Date. @throws {Thrown} JsonReaderException */
export function readJson(text: string | null, wanted = "JToken"): JToken {
  if (text === null) throw nullArgument("s");
  const scanner = new Tokens(text, wanted);
  scanner.next();
  const token = value(scanner, 1);
  if (scanner.kind !== kind.end) throw wrong(scanner, "Additional text encountered after finished reading JSON content");
  return token;
}

function wrong(scanner: Tokens, what: string): Thrown {
  if (scanner.kind === kind.end) return new Thrown("JsonReaderException", `Error reading ${scanner.wanted} from JsonReader. ${scanner.place}`);
  return new Thrown("JsonReaderException", `${what}: ${scanner.text.slice(0, 1)}. ${scanner.place}`);
}

function value(scanner: Tokens, depth: number): JToken {
  if (depth > maxDepth + 1) throw new Thrown("JsonReaderException", `The reader's MaxDepth of ${maxDepth} has been exceeded. ${scanner.place}`);
  const token = scanner.kind;
  const text = scanner.text;
  if (token === kind.openBrace) return object(scanner, depth);
  if (token === kind.openBracket) return array(scanner, depth);
  if (scanner.broken) throw wrong(scanner, "Unexpected character encountered while parsing value");
  const simple = literal(token, text);
  if (simple === undefined) throw wrong(scanner, "Unexpected character encountered while parsing value");
  scanner.next();
  return simple;
}

function literal(token: number, text: string): JValue | undefined {
  switch (token) {
    case kind.null: return new JValue(null);
    case kind.true: return new JValue(true);
    case kind.false: return new JValue(false);
    case kind.string: return new JValue(looksLikeDate(text) ? date(text) : text);
    case kind.number: {
      if (!/^-?\d+$/.test(text)) return new JValue(new Double(Number(text)));
      const whole = BigInt(text);
      if (BigInt.asIntN(64, whole) !== whole) throw notHere("a whole number in JSON that is longer than a long");
      return new JValue(whole);
    }
    default: return undefined;
  }
}

/** Newtonsoft.Json takes these for dates unless told otherwise (DateParseHandling.DateTime). */
function looksLikeDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?(?:Z|[+-]\d{2}:?\d{2})?$/.test(text);
}

function date(text: string): DateTimeValue | string {
  const read = readTime(text);
  if (read === undefined) return text;
  return read.utc ? new DateTimeValue(read.local.ticks, "Utc") : toGatewayTime(read);
}

function object(scanner: Tokens, depth: number): JObject {
  const made = new JObject();
  scanner.next();
  while (scanner.kind !== kind.closeBrace) {
    if (scanner.kind !== kind.string || scanner.broken) throw wrong(scanner, "Invalid property identifier character");
    const name = scanner.text;
    if (scanner.next() !== kind.colon) throw wrong(scanner, "Invalid character after parsing property name. Expected ':' but got");
    scanner.next();
    const read = value(scanner, depth + 1);
    // The last of two properties with one name wins.
    made.delete(name);
    made.add(new JProperty(name, read));
    if (scanner.kind === kind.comma) scanner.next();
    else if (scanner.kind !== kind.closeBrace) throw wrong(scanner, "After parsing a value an unexpected character was encountered");
  }
  scanner.next();
  return made;
}

function array(scanner: Tokens, depth: number): JArray {
  const made = new JArray();
  scanner.next();
  while (scanner.kind !== kind.closeBracket) {
    made.add(value(scanner, depth + 1));
    if (scanner.kind === kind.comma) scanner.next();
    else if (scanner.kind !== kind.closeBracket) throw wrong(scanner, "After parsing a value an unexpected character was encountered");
  }
  scanner.next();
  return made;
}
