import { readFileSync } from "node:fs";

interface Level {
  readonly attributes: Readonly<Record<string, { readonly required: boolean; readonly type: string }>>;
  readonly blocks: Readonly<Record<string, Level & { readonly required: boolean }>>;
}

/** Arguments of azurerm 4.55.0, made from the typed provider package `@cdktf/provider-azurerm` 14.23.1. It has no products: those are not checked. */
const table: { readonly resource: Readonly<Record<string, Level>> } = JSON.parse(readFileSync(new URL("../data/azurerm-4.55.0.json", import.meta.url), "utf8"));

const meta = ["depends_on", "lifecycle", "count", "for_each", "provider"];

/** @throws Error for arguments the provider does not have or misses, and for values of another kind */
export function argumentTable(type: string, block: Readonly<Record<string, unknown>>): void {
  const level = table.resource[type];
  if (level !== undefined) check(type, level, block);
}

function check(where: string, { attributes, blocks }: Level, block: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(block)) {
    const inner = blocks[name];
    if (inner !== undefined) {
      for (const each of Array.isArray(value) ? value : []) check(`${where}.${name}`, inner, each);
    } else if (!meta.includes(name)) {
      const attribute = attributes[name];
      if (attribute === undefined) throw new Error(`${where} has no argument ${name}.`);
      if (!fits(attribute.type, value)) throw new Error(`${where}.${name} is no ${attribute.type}.`);
    }
  }
  const missing = Object.entries(attributes).find(([name, { required }]) => required && block[name] === undefined);
  if (missing !== undefined) throw new Error(`${where} misses ${missing[0]}.`);
}

function fits(type: string, value: unknown): boolean {
  if (typeof value === "string" && value.startsWith("${")) return true;
  if (type.startsWith("list")) return Array.isArray(value);
  return type === "bool" ? typeof value === "boolean" : type === "number" ? typeof value === "number" : typeof value === "string";
}
