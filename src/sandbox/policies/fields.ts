/** What a policy does to a header or query parameter that may be there already (`exists-action`). */
export type ExistsAction = "override" | "skip" | "append" | "delete";

type Field = readonly [name: string, value: string];

/** Headers or query parameters in the order they came; names are compared without regard to case. */
export class FieldList {
  #fields: readonly Field[];
  #map: ReadonlyMap<string, readonly string[]> | undefined;
  #changed: boolean;

  /** @param changed whether they stand in the place of what came */
  constructor(fields: readonly Field[], changed = false) {
    this.#fields = fields;
    this.#changed = changed;
  }

  /** Of a raw header list: name, value, name, value …. */
  static ofHeaders(raw: readonly string[]): FieldList {
    return new FieldList(raw.flatMap((name, index): Field[] => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : [])));
  }

  static ofQuery(query: string): FieldList {
    return new FieldList([...new URLSearchParams(query)]);
  }

  /** Whether a policy changed anything. */
  get changed(): boolean {
    return this.#changed;
  }

  get all(): readonly Field[] {
    return this.#fields;
  }

  values(name: string): readonly string[] {
    return this.#fields.filter(([each]) => same(each, name)).map(([, value]) => value);
  }

  /** By name as first written, for policy expressions. */
  get map(): ReadonlyMap<string, readonly string[]> {
    if (this.#map === undefined) {
      const names = new Map<string, string>();
      for (const [name] of this.#fields) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
      this.#map = new Map([...names.values()].map((name) => [name, this.values(name)]));
    }
    return this.#map;
  }

  apply(name: string, action: ExistsAction, values: readonly string[]): void {
    if (action === "skip" && this.values(name).length > 0) return;
    const kept = action === "append" ? this.#fields : this.#fields.filter(([each]) => !same(each, name));
    this.#fields = action === "delete" ? kept : [...kept, ...values.map((value): Field => [name, value])];
    this.#map = undefined;
    this.#changed = true;
  }

  /** As a raw header list. */
  toHeaders(): string[] {
    return this.#fields.flat();
  }

  /** Without `?`. */
  toQuery(): string {
    return this.#fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  }
}

function same(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}
