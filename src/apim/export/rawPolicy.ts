/**
 * A policy document in the format `rawxml`, from one that is well-formed: there, what an expression says stands as it is, with its quotes
 * and `<` bare (apim-facts 1.7). It is the only format Terraform's azurerm sends, so every export uses it.
 */
export function rawPolicy(xml: string): string {
  return xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\/?[\w.:-]+(?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>|[^<]+/g, (token) => {
    if (token.startsWith("<!")) return token;
    return token.startsWith("<") ? token.replace(/=(\s*)(["'])(.*?)\2/gs, (_all, space: string, quote: string, value: string) => `=${space}${quote}${bare(value)}${quote}`) : bare(token);
  });
}

const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

/** The text of an expression without entities; any other text as it is. */
function bare(text: string): string {
  if (!/^\s*@[({]/.test(text)) return text;
  return text.replace(/&(?:(quot|apos|lt|gt|amp)|#(\d+)|#x([\da-f]+));/gi, (_all, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? "";
    return String.fromCodePoint(Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10));
  });
}
