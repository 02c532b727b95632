/** What .NET takes for white space. */
const whiteSpace = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const starts = new RegExp(`^[${whiteSpace}]+`);
const ends = new RegExp(`[${whiteSpace}]+$`);
const anyBlank = new RegExp(`[${whiteSpace}]`);
const blank = new RegExp(`^[${whiteSpace}]*$`);

export function isBlank(text: string): boolean {
  return blank.test(text);
}

/** Index of the first white space; negative when there is none. */
export function firstBlank(text: string): number {
  return text.search(anyBlank);
}

/** Without what stands at its ends: white space, or any of `characters`. */
export function trimmed(text: string, characters: string, where: "start" | "end" | "both"): string {
  if (characters === "") {
    const after = where === "end" ? text : text.replace(starts, "");
    return where === "start" ? after : after.replace(ends, "");
  }
  let [from, to] = [0, text.length];
  if (where !== "end") while (from < to && characters.includes(text[from] ?? "")) from += 1;
  if (where !== "start") while (to > from && characters.includes(text[to - 1] ?? "")) to -= 1;
  return text.slice(from, to);
}

/** In the invariant culture, which maps each character to one (`ß` stays). */
export function upper(text: string): string {
  return mapped(text, (character) => (character === "\u0131" || character === "\u017f" ? character : character.toUpperCase()));
}

export function lower(text: string): string {
  return mapped(text, (character) => (character === "\u0130" ? character : character.toLowerCase()));
}

function mapped(text: string, map: (character: string) => string): string {
  let made = "";
  for (const character of text) {
    const other = map(character);
    made += other.length === character.length ? other : character;
  }
  return made;
}
