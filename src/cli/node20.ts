/**
 * What the engines use and Node 20 does not have: an installed command line runs on whatever Node is there (`engines` in
 * package.json). Imported for its effect, before anything that needs it.
 */
function provide(on: object, name: string, value: unknown): void {
  if (Reflect.get(on, name) === undefined) {
    Reflect.set(on, name, value);
  }
}

provide(Promise, "withResolvers", <T>(): PromiseWithResolvers<T> => {
  let settle: Omit<PromiseWithResolvers<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) {
    throw new TypeError("A promise runs its executor at once.");
  }
  return { promise, ...settle };
});

provide(URL, "parse", (url: string, base?: string) => (URL.canParse(url, base) ? new URL(url, base) : null));
