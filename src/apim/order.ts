import { isPolicy } from "./paths.ts";
import type { Change } from "./model.ts";

/**
 * Whether a change has to wait for one that stands before it in a plan. Writes below one API race on the API's ETag (apim-facts 1.9), so
 * they follow each other, but for two operations at a time: the one that loses is sent again once, which costs less than the wait. Those
 * of different APIs need not follow each other. What is updated or deleted keeps its place among all.
 * @param between the changes that stand between the two
 */
function waitsFor(later: Change, earlier: Change, between: readonly Change[]): boolean {
  if (later.action !== "create" || earlier.action !== "create") {
    return true;
  }
  if (rootOf(later) === rootOf(earlier)) {
    const neighbours = isOperation(later) && isOperation(earlier) && !between.some((other) => isOperation(other) && rootOf(other) === rootOf(later));
    return !neighbours;
  }
  const namesIt = earlier.resource.startsWith("namedValues/") && isPolicy(later.resource);
  return namesIt || later.resource.endsWith(`/${earlier.resource}`);
}

function isOperation({ resource }: Change): boolean {
  return /^apis\/[^/]+\/operations\/[^/]+$/.test(resource);
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
    const earlier = all.slice(0, index).map(({ change }) => change);
    const before = runs.filter((_, at) => waitsFor(each.change, earlier[at] ?? each.change, earlier.slice(at + 1)));
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
