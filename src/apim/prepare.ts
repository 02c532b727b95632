import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import type { Step, Writer } from "./steps.ts";
import { differences } from "./compare.ts";
import { refuseSecret } from "./limits.ts";
import { onHandshake } from "./layouts/wantedPolicies.ts";
import type { ArmResource, Change, Instance, JsonObject, ResourcePath } from "./model.ts";
import { textOf } from "./compare.ts";
import { isPolicy } from "./paths.ts";
import { policyPath } from "./policyPlan.ts";

/**
 * Reads what is to be updated or deleted once more, all at once, before the first write: lists carry no ETags, and a plan may have been
 * looked at for a while. For deletes, whatever could not be made again without having been read is read too.
 * @throws Problem `changedSincePlan` before anything was written
 */
export async function prepared(instance: Instance, changes: readonly Change[], writer: Writer, signal: AbortSignal | undefined): Promise<readonly Step[]> {
  const made = changes.filter(({ action }) => action === "create").map(({ resource }) => resource);
  const overwrites = (change: Change): boolean => change.action === "create" && isPolicy(change.resource) && !made.some((path) => change.resource.startsWith(`${path}/`));
  return Promise.all(changes.map(async (change) => (overwrites(change) ? absent(instance, change, writer, signal) : step(instance, change, writer, signal))));
}

/** The step with the value of a secret named value, where one was given for it. @throws Problem `namedValueInvalid` */
export function withSecret(step: Step, secrets: ReadonlyMap<ResourcePath, string> | undefined): Step {
  const value = secrets?.get(step.change.resource);
  if (value === undefined) {
    return step;
  }
  refuseSecret(step.change.resource, value);
  return { ...step, secret: { value } };
}

/** A policy is written whole, so that one made meanwhile would be lost without a word. */
async function absent(instance: Instance, change: Change, writer: Writer, signal: AbortSignal | undefined): Promise<Step> {
  if ((await writer.read(instance, change.resource, signal)) !== undefined) {
    throw changedSincePlan(change, l10n.t("{0} was made by someone else since the plan was made.", change.title));
  }
  return { change, children: [] };
}

async function step(instance: Instance, change: Change, writer: Writer, signal: AbortSignal | undefined): Promise<Step> {
  if (change.action === "create") {
    return { change, children: [] };
  }
  const [found, children] = await Promise.all([change.etag === undefined ? writer.read(instance, change.resource, signal) : undefined, below(instance, change, writer, signal)]);
  if (change.etag !== undefined) {
    return { change, etag: change.etag, children };
  }
  if (found === undefined || differs(change.before ?? {}, found.properties)) {
    throw changedSincePlan(change, found === undefined ? l10n.t("{0} was deleted since the plan was made.", change.title) : l10n.t("{0} was changed by someone else since the plan was made.", change.title));
  }
  return { change, children, ...(found.etag !== undefined && { etag: found.etag }) };
}

function changedSincePlan({ resource }: Change, message: string): Problem {
  return new Problem({ code: "changedSincePlan", message, resource, nextStep: l10n.t("Plan again and look at the changes.") });
}

/** Not all policies are read for plans, but all go with what they hang on. */
async function below(instance: Instance, change: Change, writer: Writer, signal: AbortSignal | undefined): Promise<readonly ArmResource[]> {
  const children = change.children;
  if (change.action !== "delete" || children === undefined) {
    return [];
  }
  const webSocket = textOf({ path: change.resource, properties: change.before ?? {} }, "type") === "websocket";
  // A WebSocket API takes no policy of its own; its handshake operation does (apim-facts 1.6).
  const owners = webSocket ? [`${change.resource}/operations/${onHandshake}`] : [change.resource, ...children.map(({ path }) => path)].filter(takesPolicy);
  const [policies, tags] = await Promise.all([
    Promise.all(owners.map((owner) => writer.read(instance, policyPath(owner), signal))),
    /^apis\/[^/]+$/.test(change.resource) ? writer.tags(instance, change.resource, signal) : [],
  ]);
  return [...children, ...policies.filter((policy) => policy !== undefined), ...tags];
}

function takesPolicy(path: ResourcePath): boolean {
  return /^(?:apis\/[^/]+(?:\/operations\/[^/]+)?|products\/[^/]+)$/.test(path);
}

/** Compared loosely, as everywhere; only what the plan saw counts. */
function differs(before: JsonObject, now: JsonObject): boolean {
  return differences(before, now).length > 0;
}
