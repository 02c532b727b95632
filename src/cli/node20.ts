/**
 * What the engines use and Node 20 does not have: an installed command line runs on whatever Node is there (`engines` in
 * package.json). Imported for its effect, before anything that needs it.
 */
if (typeof Reflect.get(Promise, "withResolvers") !== "function") {
  Reflect.set(Promise, "withResolvers", <T>(): PromiseWithResolvers<T> => {
    let settle: Omit<PromiseWithResolvers<T>, "promise"> | undefined;
    const promise = new Promise<T>((resolve, reject) => {
      settle = { resolve, reject };
    });
    if (settle === undefined) {
      throw new TypeError("A promise runs its executor at once.");
    }
    return { promise, ...settle };
  });
}
