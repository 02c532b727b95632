import * as l10n from "@vscode/l10n";
import { Cancelled, Problem, isCancelled } from "../signalr/problem.ts";
import { redactText } from "../signalr/redact.ts";
import { PublishCancelled, PublishFailed } from "./applyErrors.ts";
import { differences, pick } from "./compare.ts";
import { inOrder } from "./order.ts";
import { isApi, isNamedValue, isPolicy } from "./paths.ts";
import { prepared, withSecret } from "./prepare.ts";
import { rollBack, stands } from "./rollBack.ts";
import type { ApplyResult, Change, Instance, JsonObject, Plan, ResourcePath } from "./model.ts";
import type { ApplyProgress, Company, Step, Writer } from "./steps.ts";

export interface ApplyOptions {
  readonly signal?: AbortSignal;
  /** Called before each step. */
  readonly onProgress?: (progress: ApplyProgress) => void;
  /** Values of the secret named values among the changes, by path: they are never part of a plan. */
  readonly secrets?: ReadonlyMap<ResourcePath, string>;
}

/**
 * Carries out a plan: one write for each resource that differs, at the same time where their order allows, none for the others. On a
 * failure, and when the signal says stop, the writes under way are finished and what was made is taken back.
 * @throws PublishFailed with the outcome and the Problem that caused it; PublishCancelled with the outcome
 */
export async function apply(plan: Plan, writer: Writer, options: ApplyOptions = {}): Promise<ApplyResult> {
  const changes = plan.changes.filter(({ action }) => action !== "none");
  if (changes.length === 0) {
    return { outcome: "nothing", applied: [], remaining: [] };
  }
  const made: Step[] = [];
  const others = new Set<ResourcePath>();
  try {
    const steps = (await prepared(plan.instance, changes, writer, options.signal)).map((step) => withSecret(step, options.secrets));
    let begun = 0;
    await inOrder(steps, async (step, company) => {
      if (options.signal?.aborted === true) {
        throw new Cancelled();
      }
      options.onProgress?.({ phase: "apply", change: step.change, index: begun++, total: steps.length });
      await attempted(plan.instance, step, { writer, company }, { made, others });
    });
    // Stopped while the last writes were under way: what was said of stopping holds all the same.
    if (options.signal?.aborted === true) {
      throw new Cancelled();
    }
  } catch (error) {
    throw failure(error, await takenBack(plan, changes, { made, others }, writer, options));
  }
  return { outcome: "applied", applied: changes.map(({ resource }) => resource), remaining: [] };
}

/** Who writes, and what else is under way. */
interface Hand {
  readonly writer: Writer;
  readonly company: Company;
}

/** A write that failed may have happened all the same (a lost answer, a failed long-running operation): then it has to be taken back too. */
async function attempted(instance: Instance, step: Step, by: Hand, { made, others }: { readonly made: Step[]; readonly others: Set<ResourcePath> }): Promise<void> {
  try {
    await write(instance, step, by);
    made.push(step);
  } catch (error) {
    if (error instanceof Problem && error.code === madeMeanwhile) {
      others.add(step.change.resource);
    } else if (await stands(instance, step, by.writer)) {
      made.push(step);
    }
    throw error;
  }
}

/** Without the signal: a write that was begun is finished, so that it is known what stands. */
async function write(instance: Instance, { change, etag, secret = {} }: Step, { writer, company }: Hand): Promise<void> {
  const path = change.resource;
  const condition = etag === undefined ? {} : { etag };
  switch (change.action) {
    case "create":
      if (!(await writer.put(instance, { path, properties: { ...change.after, ...secret } }, undefined, company)).created && isOwned(path)) {
        throw metAnother(change);
      }
      return;
    case "update":
      await (isPolicy(path) ? writer.put(instance, { path, properties: change.after ?? {}, ...condition }) : writer.patch(instance, { path, properties: { ...changedProperties(change), ...secret }, ...condition }));
      return;
    case "delete":
      await writer.remove(instance, { path, ...condition });
      return;
    case "none":
  }
}

/** Only what differs is sent, so that nothing else of the resource is touched. */
function changedProperties({ before = {}, after = {} }: Change): JsonObject {
  return pick(after, differences(after, before));
}

/** What this run made, and what it found made by someone else. */
interface Made {
  readonly made: readonly Step[];
  readonly others: ReadonlySet<ResourcePath>;
}

async function takenBack(plan: Plan, changes: readonly Change[], { made, others }: Made, writer: Writer, options: ApplyOptions): Promise<ApplyResult> {
  const paths = changes.map(({ resource }) => resource);
  if (made.length === 0 && others.size === 0) {
    return { outcome: "nothing", applied: [], remaining: paths };
  }
  const standing: ReadonlySet<ResourcePath> = new Set([...(await rollBack(plan.instance, made, writer, options.onProgress)), ...others]);
  return standing.size === 0
    ? { outcome: "rolledBack", applied: [], remaining: paths }
    : { outcome: "partial", applied: paths.filter((path) => standing.has(path)), remaining: paths.filter((path) => !standing.has(path)) };
}

const madeMeanwhile = "madeMeanwhile";

/** Two published at once, and the other was first: what it made is not taken back. */
function metAnother({ resource, title }: Change): Problem {
  return new Problem({
    code: madeMeanwhile,
    message: l10n.t("{0} was there already when it was to be made.", title),
    resource,
    likelyCause: l10n.t("Someone else published the same at the same time, or an earlier attempt of yours got through after all."),
    nextStep: l10n.t("Plan again and look at the changes."),
  });
}

/** What is told apart by its id alone, so that it could be someone else's. */
function isOwned(path: ResourcePath): boolean {
  return isApi(path) || isNamedValue(path) || /^products\/[^/]+$/.test(path);
}

function failure(error: unknown, result: ApplyResult): Error {
  if (isCancelled(error)) {
    return new PublishCancelled(result);
  }
  const problem = error instanceof Problem ? error : new Problem({ code: "unexpected", message: redactText(String(error)) }, { cause: error });
  return new PublishFailed(problem, result);
}
