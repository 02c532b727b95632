const perLine = 16;

/** Bytes in hexadecimal, two digits each, as lines of offset, sixteen bytes and their ASCII characters. */
export function hexLines(hex: string): string {
  const lines: string[] = [];
  for (let at = 0; at < hex.length; at += perLine * 2) {
    const bytes = hex.slice(at, at + perLine * 2).match(/../g) ?? [];
    const characters = bytes.map((byte) => {
      const code = Number.parseInt(byte, 16);
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
    });
    const offset = (at / 2).toString(16).padStart(6, "0");
    lines.push(`${offset}  ${bytes.join(" ").padEnd(perLine * 3 - 1)}  ${characters.join("")}`);
  }
  return lines.join("\n");
}
