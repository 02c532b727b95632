/** An argument or a block within a block of HCL. */
export type HclItem =
  /** `name = text`; the text is HCL, of one line or of several. */
  | { readonly name: string; readonly text: string }
  | { readonly block: string; readonly items: readonly HclItem[] }
  /** An empty line. */
  | "";

/** A block as `terraform fmt` leaves it: signs of assignment below each other, where arguments follow each other directly. */
export function hclBlock(head: string, items: readonly HclItem[], indent = ""): string {
  const inner = `${indent}  `;
  const lines = items.map((item, index) => {
    if (item === "") return "";
    if ("block" in item) return hclBlock(item.block, item.items, inner);
    return `${inner}${item.name.padEnd(widthAround(items, index))} = ${item.text}`;
  });
  return [`${indent}${head} {`, ...lines, `${indent}}`].join("\n");
}

/** The longest name among the arguments that stand in one run with the one at `index`; a value of several lines ends the run. */
function widthAround(items: readonly HclItem[], index: number): number {
  const isArgument = (item: HclItem | undefined): item is { readonly name: string; readonly text: string } => item !== undefined && item !== "" && "name" in item;
  let first = index;
  while (isArgument(items[first - 1]) && !manyLines(items[first - 1])) first -= 1;
  let last = index;
  while (!manyLines(items[last]) && isArgument(items[last + 1])) last += 1;
  return Math.max(...items.slice(first, last + 1).map((item) => (isArgument(item) ? item.name.length : 0)));
}

function manyLines(item: HclItem | undefined): boolean {
  return item !== undefined && item !== "" && "text" in item && item.text.includes("\n");
}

/** A quoted text, in which nothing is interpolated (export-facts 3.2). */
export function hclString(text: string): string {
  return `"${hclEscaped(text)}"`;
}

/** What stands between quotes. */
export function hclEscaped(text: string): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  return templates(plain).replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What stands in a heredoc: only the beginnings of templates have to be escaped there. */
export function hclHeredocText(text: string): string {
  return templates(text);
}

function templates(text: string): string {
  return text.replaceAll("${", () => "$${").replaceAll("%{", "%%{");
}

/** A heredoc of lines that are HCL already; its text ends with the line break of its last line. */
export function hclHeredoc(lines: string): string {
  let end = "XML";
  while (lines.split("\n").some((line) => line.trim() === end)) end += "_";
  return `<<${end}\n${lines.endsWith("\n") ? lines : `${lines}\n`}${end}`;
}
