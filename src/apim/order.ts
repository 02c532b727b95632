import { isApi, isNamedValue, isPolicy } from "./paths.ts";
import type { Change } from "./model.ts";
import type { Company } from "./steps.ts";

/** What a change has to see of one before it: nothing, that its making was accepted, that it is there, or that all about it is done. */
type Wait = "not" | "decided" | "accepted" | "there" | "ended";

/**
 * How far one that stands before it in a plan has to be for a change. What is made waits for what it hangs below or names, and for
 * nothing else. Writes below one API race on the API's ETag (apim-facts 1.9), but those that lose are sent again one after the other, which
 * costs no more than sending all so. An update holds only as long as nothing else below its API is written, and what is deleted, or
 * cannot be brought back (the value of a key), keeps its place among all.
 */
function waitFor(later: Change, earlier: Change, all: readonly Change[]): Wait {
  const created = later.action === "create" && earlier.action === "create";
  const inPlace = [later, earlier].some(({ action, resource }) => action === "delete" || (action === "update" && isNamedValue(resource)));
  if (inPlace || (!created && rootOf(later) === rootOf(earlier))) {
    return "ended";
  }
  const first = all.find(({ action, resource }) => action === "create" && isApi(resource));
  if (created && needs(later, earlier)) {
    return isHurried(later, earlier, first, all) ? "accepted" : "there";
  }
  // Of two who publish the same at the same time, the one whose first API is accepted wins; the other has made nothing else by then.
  return created && earlier === first ? "decided" : "not";
}

/** A named value stands before the API that decides; where only what is made stands between the two, it waits all the same. */
function indexOfDecider(all: readonly Change[], index: number): number {
  const next = all.findIndex((other, at) => at > index && (other.action !== "create" || isApi(other.resource)));
  const [own, api] = [all[index], all[next]];
  const firstOfAll = !all.slice(0, index).some(({ action, resource }) => action === "create" && isApi(resource));
  return own?.action === "create" && isNamedValue(own.resource) && firstOfAll && api?.action === "create" ? next : -1;
}

function needs(later: Change, earlier: Change): boolean {
  const namesIt = isNamedValue(earlier.resource) && isPolicy(later.resource);
  return namesIt || later.resource.startsWith(`${earlier.resource}/`) || later.resource.endsWith(`/${earlier.resource}`);
}

/**
 * What others wait for, or what has waited for the first API already, is tried while what it needs is still being polled for: often that
 * is there by then.
 */
function isHurried(later: Change, earlier: Change, first: Change | undefined, all: readonly Change[]): boolean {
  const awaited = isOperation(later) && all.some(({ action, resource }) => action === "create" && resource.startsWith(`${later.resource}/`));
  return awaited || ((isApi(earlier.resource) || isNamedValue(earlier.resource)) && earlier !== first);
}

function isOperation({ resource }: Change): boolean {
  return /^apis\/[^/]+\/operations\/[^/]+$/.test(resource);
}

/** `apis/x` of everything below it; a product's links hang below the product. */
function rootOf({ resource }: Change): string {
  return resource.split("/").slice(0, 2).join("/");
}

/** How far a change has come. */
class Run {
  readonly change: Change;
  readonly #accepted = Promise.withResolvers<void>();
  readonly #there = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<boolean>();
  readonly accepted = this.#accepted.resolve;
  readonly there = this.#there.resolve;

  constructor(change: Change) {
    this.change = change;
  }

  /** @param done whether it was carried out */
  end(done: boolean): void {
    this.#ended.resolve(done);
    this.#there.resolve();
    this.#accepted.resolve();
  }

  get ended(): Promise<boolean> {
    return this.#ended.promise;
  }

  async reached(wait: Wait): Promise<void> {
    await { not: undefined, decided: this.#accepted.promise, accepted: this.#accepted.promise, there: this.#there.promise, ended: this.#ended.promise }[wait];
  }
}

/**
 * Runs something for each change, at the same time where the order allows. When one fails, those under way are awaited and no other is
 * begun.
 * @throws what the first of those that failed threw, by their place in the plan
 */
export async function inOrder<T extends { readonly change: Change }>(all: readonly T[], carryOut: (each: T, company: Company) => Promise<void>): Promise<void> {
  const runs = all.map(({ change }) => new Run(change));
  const changes = all.map(({ change }) => change);
  const failures = new Map<number, unknown>();
  await Promise.all(
    all.map(async (each, index) => {
      const own = runs[index] ?? new Run(each.change);
      const waits = runs.slice(0, index).map((other) => ({ other, wait: waitFor(each.change, other.change, changes) }));
      const decider = runs[indexOfDecider(changes, index)];
      if (decider !== undefined) {
        waits.push({ other: decider, wait: "decided" });
      }
      await Promise.all(waits.map(({ other, wait }) => other.reached(wait)));
      if (failures.size > 0) {
        own.end(false);
        return;
      }
      const owners = waits.filter(({ wait }) => wait === "accepted").map(({ other }) => other);
      try {
        await carryOut(each, { accepted: own.accepted, ...(owners.length > 0 && { owners: done(owners) }) });
        owners.forEach((owner) => owner.there());
        own.end(true);
      } catch (error) {
        failures.set(index, error);
        own.end(false);
      }
    }),
  );
  if (failures.size > 0) {
    throw failures.get(Math.min(...failures.keys()));
  }
}

async function done(runs: readonly Run[]): Promise<boolean> {
  return (await Promise.all(runs.map(({ ended }) => ended))).every(Boolean);
}
