import * as v from "valibot";
import type { ApiEntity, Entity, InstanceModel, Json, JsonObject, OperationEntity, ProductEntity, SandboxModel, SignalRModel, VaultModel } from "./model.ts";

const json: v.GenericSchema<Json> = v.lazy(() => v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]));
const object: v.GenericSchema<JsonObject> = v.record(v.string(), json);

/** A map is written as an array of pairs: order is kept, and no name can meet a property of Object. */
function mapOf<T>(value: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.array(v.tuple([v.string(), value])),
    v.transform((pairs) => new Map(pairs)),
  );
}

const entityMembers = { id: v.string(), etag: v.string(), properties: object };
const entity = v.object(entityMembers);
const policy = { policy: v.optional(entity) };
/** Files written before there were tags, or diagnostics, have none. */
const tags = { tags: v.optional(v.array(v.string()), []) };
const diagnostics = { diagnostics: v.optional(mapOf<Entity>(entity), []) };

const operation = v.pipe(
  v.object({ ...entityMembers, ...policy, ...tags }),
  v.transform((read): OperationEntity => ({ ...read, policy: read.policy })),
);
const api = v.pipe(
  v.object({ ...entityMembers, ...policy, ...tags, ...diagnostics, operations: mapOf(operation), created: v.string(), updated: v.string() }),
  v.transform((read): ApiEntity => ({ ...read, policy: read.policy })),
);
const product = v.pipe(
  v.object({ ...entityMembers, ...policy, apis: v.array(v.string()) }),
  v.transform((read): ProductEntity => ({ ...read, policy: read.policy })),
);
const place = { subscriptionId: v.string(), resourceGroup: v.string(), name: v.string(), envelope: object, properties: object };
const newer = { products: v.optional(mapOf<ProductEntity>(product), []), tags: v.optional(mapOf<Entity>(entity), []), backends: v.optional(mapOf<Entity>(entity), []), ...diagnostics };
const instance = v.pipe(
  v.object({ ...place, ...policy, apis: mapOf(api), releases: mapOf(entity), namedValues: mapOf(entity), subscriptions: mapOf(entity), ...newer }),
  v.transform((read): InstanceModel => ({ ...read, policy: read.policy })),
);
const service = v.object({ ...place, keys: v.object({ primary: v.string(), secondary: v.string() }) });
const vault = v.object({ ...place, secrets: mapOf(v.object({ version: v.string(), tags: object, properties: object })) });
const model = v.object({
  tenantId: v.pipe(v.string(), v.uuid()),
  subscriptionId: v.pipe(v.string(), v.uuid()),
  resourceGroups: mapOf(v.object({ name: v.string(), location: v.string() })),
  instances: mapOf<InstanceModel>(instance),
  services: mapOf<SignalRModel>(service),
  /** Files written before there were vaults have none. */
  vaults: v.optional(mapOf<VaultModel>(vault), []),
});

/** The model as a value for `JSON.stringify`. Holds keys: whoever writes it does so for the owner only. */
export function toState(state: SandboxModel): JsonObject {
  return v.parse(object, JSON.parse(JSON.stringify(state, (_name, value: unknown): unknown => (value instanceof Map ? [...value] : value))));
}

/**
 * Reads what `toState` gave.
 * @throws v.ValiError naming the place when the value is something else
 */
export function fromState(state: unknown): SandboxModel {
  return v.parse(model, state);
}
