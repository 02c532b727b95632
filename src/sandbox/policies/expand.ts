/** A piece of a document as it reads once its entities and named values are put in, with the way back to where it came from. */
export interface Expanded {
  readonly text: string;
  /** The index in the piece as it was written that a character of `text` came from. */
  origin(index: number): number;
}

/** The value a named value's name stands for (its `displayName`); undefined where there is none. */
export type NamedValues = (name: string) => string | undefined;

const named = /\{\{([A-Za-z0-9._-]+)\}\}/;
const entity = /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(quot|apos|lt|gt|amp));/;
const characters: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

/** The names of the named values a text uses. */
export function namedValuesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(new RegExp(named, "g")), ([, name = ""]) => name);
}

/**
 * @param entities whether `&quot;` and its like are to be read as what they stand for
 * @param values where a name has no value, it stays as it was written
 */
export function expand(written: string, entities: boolean, values: NamedValues): Expanded {
  const pieces: { readonly at: number; readonly from: number }[] = [];
  let text = "";
  let last = 0;
  const pattern = new RegExp(entities ? `${named.source}|${entity.source}` : named.source, "g");
  for (const found of written.matchAll(pattern)) {
    const stands = found[1] === undefined ? character(found) : values(found[1]);
    if (stands === undefined) continue;
    pieces.push({ at: text.length, from: last });
    text += written.slice(last, found.index);
    pieces.push({ at: text.length, from: found.index });
    text += stands;
    last = found.index + found[0].length;
  }
  pieces.push({ at: text.length, from: last });
  text += written.slice(last);
  return {
    text,
    origin(index: number): number {
      const at = pieces.findLastIndex((piece) => piece.at <= index);
      const piece = pieces[at] ?? { at: 0, from: 0 };
      return Math.min(piece.from + index - piece.at, pieces[at + 1]?.from ?? written.length);
    },
  };
}

function character([, , hexadecimal, decimal, name]: RegExpMatchArray): string | undefined {
  if (name !== undefined) return characters[name];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}
