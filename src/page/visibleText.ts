/** A stretch of text, or one character that would not be seen or would change how others are seen. */
export interface TextPart {
  readonly text: string;
  /** What stands for the character: `RS`, `NUL`, `U+202E`. Absent for a stretch of plain text. */
  readonly badge?: string;
}

const names = [
  "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
];

/** Cuts a text so that control characters, invisible ones and changes of direction can be drawn as badges. */
export function visibleText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/[\p{Cc}\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu)) {
    const character = match[0];
    if (character === "\n" || character === "\t") continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    const code = character.charCodeAt(0);
    parts.push({ text: character, badge: names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` });
    from = match.index + 1;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
