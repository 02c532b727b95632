import type { Deployment, ExportedResource } from "./deployment.ts";

/** Names in the code for the resources of a deployment, by path: words a person reads, each once. */
export function symbolsOf({ resources, plan }: Deployment): ReadonlyMap<string, readonly string[]> {
  const symbols = new Map<string, readonly string[]>();
  const taken = new Set<string>();
  for (const resource of resources) {
    const words = wordsOf(resource, plan.name);
    let free = words;
    for (let n = 2; taken.has(free.join(" ")); n += 1) {
      free = [...words, String(n)];
    }
    taken.add(free.join(" "));
    symbols.set(resource.path, free);
  }
  return symbols;
}

const words: Readonly<Record<ExportedResource["kind"], (short: (id: string) => readonly string[], names: readonly string[]) => readonly string[]>> = {
  api: (short, [api = ""]) => [...short(api), "api"],
  operation: (short, [api = "", operation = ""]) => [...short(api), ...short(operation), "operation"],
  apiPolicy: (short, [api = ""]) => [...short(api), "api", "policy"],
  operationPolicy: (short, [api = "", operation = ""]) => [...short(api), ...short(operation), "policy"],
  namedValue: (short, [id = ""]) => [...short(id), "value"],
  product: () => ["product"],
  productApi: (short, [, api = ""]) => ["product", ...short(api), "api"],
};

function wordsOf({ kind, names }: ExportedResource, integration: string): readonly string[] {
  const short = (id: string): readonly string[] => {
    const rest = id.toLowerCase().startsWith(`${integration.toLowerCase()}-`) ? id.slice(integration.length + 1) : id;
    const found = rest.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().match(/[a-z\d]+/g) ?? ["x"];
    return /^\d/.test(found[0] ?? "") ? ["x", ...found] : found;
  };
  return words[kind](short, names);
}

export function camelCase(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
}

export function snakeCase(words: readonly string[]): string {
  return words.join("_").toLowerCase();
}
