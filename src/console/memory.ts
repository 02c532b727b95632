/** What is remembered for the next time, by name; a `Map` is one. Nothing secret may be put into it. */
export interface Memory {
  get(name: string): unknown;
  set(name: string, value: unknown): unknown;
}
