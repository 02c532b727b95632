import { createRequire } from "node:module";
import { Language, Parser } from "web-tree-sitter";
import type { Node } from "web-tree-sitter";

let parser: Promise<Parser> | undefined;

async function loaded(): Promise<Parser> {
  await Parser.init();
  const bicep = new Parser();
  bicep.setLanguage(await Language.load(createRequire(import.meta.url).resolve("tree-sitter-bicep/tree-sitter-bicep.wasm")));
  return bicep;
}

/** The root of a Bicep file's syntax tree. @throws Error naming the line for what is not Bicep, and for three things the grammar lets pass (export-facts 1, 2.3) */
export async function parseBicep(text: string): Promise<Node> {
  const tree = (await (parser ??= loaded())).parse(text);
  if (tree === null) throw new Error("No tree.");
  for (const node of everyNode(tree.rootNode)) {
    const line = `line ${node.startPosition.row + 1}: ${text.split("\n")[node.startPosition.row] ?? ""}`;
    if (node.isError || node.isMissing) throw new Error(`Not Bicep, ${line}`);
    if (node.type === "," && text.slice(node.endIndex).startsWith("\n")) throw new Error(`A line break after a comma, ${line}`);
    if (node.type === "string" && !node.text.startsWith("'''") && /\\(?![\\'nrt$]|u\{[\da-f]+\})/i.test(node.text.replaceAll("\\\\", ""))) throw new Error(`An unknown escape, ${line}`);
    if ((node.type === "object" || node.type === "array") && twoOnOneLine(node)) throw new Error(`Two items on one line without a comma, ${line}`);
  }
  return tree.rootNode;
}

function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) {
    if (child !== null) yield* everyNode(child);
  }
}

function twoOnOneLine(node: Node): boolean {
  const items = node.children.filter((child) => child !== null);
  return items.some((item, index) => {
    const next = items[index + 1];
    return item.isNamed && next?.isNamed === true && item.endPosition.row === next.startPosition.row;
  });
}
