import * as l10n from "@vscode/l10n";
import { ParseProblem } from "./parseProblem.ts";

const recordSeparator = "\u001e";
const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };

/**
 * The UTF-8 bytes a raw text stands for: `\xHH` (up to 7F), `\n`, `\r`, `\t`, `\\` and ␞ stand for their bytes,
 * everything else for itself; nothing is appended.
 * @throws ParseProblem `usageRawText` with the position of an escape that is none of these.
 */
export function parseRawText(text: string): Uint8Array {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== "\\") {
      result += character === "␞" ? recordSeparator : character;
      continue;
    }
    const byte = /^\\x([0-7][0-9A-Fa-f])/.exec(text.slice(at, at + 4))?.[1];
    const escaped = byte === undefined ? named[text.charAt(at + 1)] : String.fromCharCode(Number.parseInt(byte, 16));
    if (escaped === undefined) {
      throw new ParseProblem(
        {
          code: "usageRawText",
          message: l10n.t("The escape at position {0} is not known.", at + 1),
          nextStep: l10n.t("Write \\xHH (up to 7F), \\n, \\r, \\t, \\\\ or ␞; a backslash itself is \\\\."),
        },
        at,
      );
    }
    result += escaped;
    at += byte === undefined ? 1 : 3;
  }
  return new TextEncoder().encode(result);
}

/**
 * The bytes of a hexadecimal text; white space between bytes is skipped.
 * @throws ParseProblem `usageRawHex` with the position of what is not a byte.
 */
export function parseRawHex(text: string): Uint8Array {
  const bytes: number[] = [];
  const pattern = /\s*(?:([0-9A-Fa-f]{2})|$)/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const offset = at + text.slice(at).search(/\S/);
      throw new ParseProblem(
        {
          code: "usageRawHex",
          message: l10n.t("There is no byte in hexadecimal at position {0}.", offset + 1),
          nextStep: l10n.t("Write two digits 0-9 or A-F for each byte, as in 91 06."),
        },
        offset,
      );
    }
    if (match[1] !== undefined) bytes.push(Number.parseInt(match[1], 16));
  }
  return Uint8Array.from(bytes);
}
