import { isPolicy } from "./paths.ts";
import type { Change } from "./model.ts";

/**
 * Whether a change has to wait for one that stands before it in a plan. Writes below one API race on the API's ETag (apim-facts 1.9), so
 * they follow each other; those of different APIs need not. What is updated or deleted keeps its place among all.
 */
function waitsFor(later: Change, earlier: Change): boolean {
  if (later.action !== "create" || earlier.action !== "create" || rootOf(later) === rootOf(earlier)) {
    return true;
  }
  const namesIt = earlier.resource.startsWith("namedValues/") && isPolicy(later.resource);
  return namesIt || later.resource.endsWith(`/${earlier.resource}`);
}

/** `apis/x` of everything below it; a product's links hang below the product. */
function rootOf({ resource }: Change): string {
  return resource.split("/").slice(0, 2).join("/");
}

/**
 * Runs something for each change, at the same time where the order allows. When one fails, those under way are awaited and no other is
 * begun.
 * @throws what the first to fail threw
 */
export async function inOrder<T extends { readonly change: Change }>(all: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const runs: Promise<void>[] = [];
  for (const [index, each] of all.entries()) {
    const before = runs.filter((_, at) => waitsFor(each.change, all[at]?.change ?? each.change));
    runs[index] = (async () => {
      await Promise.all(before);
      if (failures.length === 0) {
        await run(each).catch((error: unknown) => void failures.push(error));
      }
    })();
  }
  await Promise.all(runs);
  if (failures.length > 0) {
    throw failures[0];
  }
}
