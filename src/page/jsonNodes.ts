/** One line of a JSON tree. */
export interface JsonNode {
  /** Where it is, as JSON pointer: `/arguments/0`. */
  readonly path: string;
  readonly level: number;
  readonly name: string;
  /** The value of a leaf as JSON; `[3]`, `{2}` for what can be opened; absent for the line that shows more members. */
  readonly value?: string;
  readonly kind: "string" | "number" | "boolean" | "null" | "array" | "object" | "more";
  /** Present on what has members. */
  readonly open?: boolean;
}

/** Members shown of one value before the line that shows more. */
export const pageSize = 100;
const longestLeaf = 2000;

/**
 * The lines of a tree that are to be seen.
 * @param open paths whose members are shown
 * @param limits paths of which more than `pageSize` members are shown, and how many
 */
export function jsonNodes(root: Readonly<Record<string, unknown>>, open: ReadonlySet<string>, limits: ReadonlyMap<string, number>): JsonNode[] {
  const nodes: JsonNode[] = [];
  const addMembers = (value: object, path: string, level: number): void => {
    const limit = limits.get(path) ?? pageSize;
    let count = 0;
    for (const [name, member] of Object.entries(value)) {
      if (count++ === limit) {
        nodes.push({ path: `${path}/…`, level, name: "…", kind: "more" });
        return;
      }
      add(name, member, `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, level);
    }
  };
  const add = (name: string, value: unknown, path: string, level: number): void => {
    if (typeof value !== "object" || value === null) {
      nodes.push({ path, level, name, value: leaf(value), kind: leafKind(value) });
      return;
    }
    const size = Object.keys(value).length;
    const isList = Array.isArray(value);
    const isOpen = open.has(path) && size > 0;
    nodes.push({ path, level, name, value: isList ? `[${size}]` : `{${size}}`, kind: isList ? "array" : "object", ...(size > 0 && { open: isOpen }) });
    if (isOpen) addMembers(value, path, level + 1);
  };
  addMembers(root, "", 1);
  return nodes;
}

function leafKind(value: unknown): JsonNode["kind"] {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return value === null || value === undefined ? "null" : "number";
}

function leaf(value: unknown): string {
  const text = typeof value === "bigint" ? value.toString() : (JSON.stringify(value) ?? "undefined");
  return text.length > longestLeaf ? `${text.slice(0, longestLeaf)}…` : text;
}
