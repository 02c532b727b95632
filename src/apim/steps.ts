import type { ArmResource, Change, Instance, JsonObject, ResourcePath } from "./model.ts";

/** What writes to an instance: a control plane is one. Errors are Problems. */
export interface Writer {
  read(instance: Instance, path: string, signal?: AbortSignal): Promise<ArmResource | undefined>;
  put(instance: Instance, resource: ArmResource, signal?: AbortSignal, company?: Company): Promise<Written>;
  patch(instance: Instance, resource: ArmResource, signal?: AbortSignal): Promise<ArmResource>;
  remove(instance: Instance, resource: { readonly path: string; readonly etag?: string }, signal?: AbortSignal): Promise<void>;
  /** Tags of an API and of its operations (`…/tags/{id}`), which go when it goes. */
  tags(instance: Instance, api: ResourcePath, signal?: AbortSignal): Promise<readonly ArmResource[]>;
}

/** What else is under way while something is made. */
export interface Company {
  /** Called once it is certain that the resource is being made and was not there: what hangs below it may be tried from then on. */
  readonly accepted?: () => void;
  /** True once all that this hangs below is made; what was refused for being early is sent again then. */
  readonly owners?: Promise<boolean>;
}

/** A resource as it is after it was written. */
export interface Written extends ArmResource {
  /** Whether it was not there before. */
  readonly created: boolean;
}

export interface ApplyProgress {
  readonly phase: "apply" | "rollBack";
  readonly change: Change;
  /** From 0, among the steps of the phase. */
  readonly index: number;
  readonly total: number;
}

/** A change about to be made, with what was read just before the first write. */
export interface Step {
  readonly change: Change;
  readonly etag?: string;
  /** What is written beside the plan's properties, and never shown. */
  readonly secret?: JsonObject;
  /** Delete only: everything below the resource, policies too. */
  readonly children: readonly ArmResource[];
}
