import type { ApplyProgress, Step, Writer } from "./steps.ts";
import { differences, pick } from "./compare.ts";
import { isPolicy } from "./paths.ts";
import type { ArmResource, Instance, JsonObject, ResourcePath } from "./model.ts";

/** Properties ARM answers with and does not take back. */
const readOnly = new Set(["isOnline", "isCurrent", "provisioningState", "apiRevision"]);

/**
 * Takes made steps back, last first: what was created is deleted, what was updated gets its previous values, what was deleted is made
 * again with what was below it. One that cannot be taken back does not keep the others from it.
 * @returns paths of the changes that still stand
 */
export async function rollBack(instance: Instance, made: readonly Step[], writer: Writer, onProgress?: (progress: ApplyProgress) => void): Promise<ReadonlySet<ResourcePath>> {
  const createdApis = new Set(made.filter(({ change }) => change.action === "create" && /^apis\/[^/]+$/.test(change.resource)).map(({ change }) => change.resource));
  const goesWithItsApi = (path: string): boolean => [...createdApis].some((api) => path.startsWith(`${api}/`));
  const steps = made.toReversed().filter(({ change }) => !goesWithItsApi(change.resource));
  const standing = new Set<ResourcePath>();
  for (const [index, step] of steps.entries()) {
    onProgress?.({ phase: "rollBack", change: step.change, index, total: steps.length });
    try {
      await takeBack(instance, step, writer);
    } catch {
      standing.add(step.change.resource);
    }
  }
  // Where an API could not be deleted, what was created below it stands too.
  made.filter(({ change }) => [...standing].some((path) => change.resource.startsWith(`${path}/`))).forEach(({ change }) => standing.add(change.resource));
  return standing;
}

/** Whether a step whose write failed took effect nevertheless. Unknown counts as no: the next plan will see. */
export async function stands(instance: Instance, { change }: Step, writer: Writer): Promise<boolean> {
  try {
    const found = await writer.read(instance, change.resource);
    if (change.action === "delete") {
      return found === undefined;
    }
    return found !== undefined && differences(change.after ?? {}, found.properties).length === 0;
  } catch {
    return false;
  }
}

async function takeBack(instance: Instance, { change, children }: Step, writer: Writer): Promise<void> {
  const path = change.resource;
  switch (change.action) {
    case "create":
      // Unconditional, because what we made below an API changed the API's ETag.
      await writer.remove(instance, { path });
      return;
    case "update":
      await (isPolicy(path) ? writer.put(instance, { path, properties: change.before ?? {} }) : writer.patch(instance, { path, properties: previous(change.before ?? {}, change.after ?? {}) }));
      return;
    case "delete":
      for (const resource of [{ path, properties: change.before ?? {} }, ...children]) {
        await writer.put(instance, writable(resource));
      }
      return;
    case "none":
  }
}

/** The old values of what was changed; a property that was not there before is emptied as far as ARM lets one. */
function previous(before: JsonObject, after: JsonObject): JsonObject {
  return pick(before, differences(after, before));
}

function writable({ path, properties }: ArmResource): ArmResource {
  return { path, properties: Object.fromEntries(Object.entries(properties).filter(([name, value]) => value !== null && !readOnly.has(name))) };
}
