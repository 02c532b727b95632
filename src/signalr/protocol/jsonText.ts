import { printParseErrorCode, visit } from "jsonc-parser";
import { Unreadable } from "./members.ts";

/**
 * The record's text as a JSON value; whole numbers beyond 2^53 as bigint, so that no digit of an id is lost.
 * @throws Unreadable with the byte offset at which UTF-8 or JSON ends to make sense
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  try {
    // Reading each number's own digits is slow, so it is done only where there are long ones.
    return /\d{16}/.test(text) ? parseExactly(text) : JSON.parse(text);
  } catch (error) {
    const found = firstError(text);
    const reason = found?.reason ?? (error instanceof Error ? error.name : "not JSON");
    throw new Unreadable(`Not valid JSON: ${reason}`, Buffer.byteLength(text.slice(0, found?.offset ?? 0)));
  }
}

function parseExactly(text: string): unknown {
  return JSON.parse(text, exactNumber);
}

/** Node before version 21 does not tell the digits; there such numbers are rounded. */
function exactNumber(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const digits = context?.source ?? "";
  return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(digits) ? BigInt(digits) : value;
}

/** One for all: making it costs more than using it. */
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new Unreadable("Not valid UTF-8", firstInvalidByte(bytes));
  }
}

/** Halves the rest until the byte is found: a prefix is good when it decodes as a stream that may go on. */
function firstInvalidByte(bytes: Uint8Array): number {
  if (decodesAsBeginning(bytes)) {
    return bytes.length;
  }
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = good + Math.floor((bad - good) / 2);
    if (decodesAsBeginning(bytes.subarray(0, middle))) {
      good = middle;
    } else {
      bad = middle;
    }
  }
  return good;
}

function decodesAsBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

// The engine's own message holds a position only for some errors, and quotes the text.
function firstError(text: string): { readonly reason: string; readonly offset: number } | undefined {
  let first: { reason: string; offset: number } | undefined;
  const note = (reason: string, offset: number): void => {
    if (first === undefined || offset < first.offset) {
      first = { reason, offset };
    }
  };
  try {
    visit(text, { onError: (code, offset) => note(inWords(printParseErrorCode(code)), offset) }, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    return { reason: "nested too deeply", offset: 0 };
  }
  return first;
}

/** `PropertyNameExpected` as a person writes it. */
function inWords(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
