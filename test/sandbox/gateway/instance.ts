import { createModel } from "../../../src/sandbox/arm/seed.ts";
import type { ApiEntity, InstanceModel, JsonObject, OperationEntity, SandboxModel } from "../../../src/sandbox/model.ts";

export interface Published {
  readonly model: SandboxModel;
  readonly instance: InstanceModel;
}

/** A seeded instance without its sample API, holding the given ones. */
export function instanceWith(...apis: readonly ApiEntity[]): Published {
  const model = createModel({ gateway: 1, service: 2 });
  const [instance] = model.instances.values();
  if (instance === undefined) throw new Error("The seed holds no instance.");
  instance.apis.clear();
  for (const api of apis) instance.apis.set(api.properties["isCurrent"] === false ? `${api.id};rev=${JSON.stringify(api.properties["apiRevision"])}` : api.id, api);
  return { model, instance };
}

/** An API as the control plane holds it; `operations` as `METHOD /template`. */
export function api(id: string, path: string, serviceUrl: string, operations: readonly string[], properties: JsonObject = {}): ApiEntity {
  return {
    id,
    etag: '"1"',
    properties: { path, serviceUrl, type: "http", protocols: ["https"], subscriptionRequired: false, apiRevision: "1", isCurrent: true, ...properties },
    operations: new Map(operations.map((text, index) => [`op${index}`, operation(`op${index}`, text)])),
    policy: undefined,
    tags: [],
    diagnostics: new Map(),
    created: "2026-01-01T00:00:00Z",
    updated: "2026-01-01T00:00:00Z",
  };
}

export function webSocketApi(id: string, path: string, serviceUrl: string, properties: JsonObject = {}): ApiEntity {
  const made = api(id, path, serviceUrl, [], { type: "websocket", protocols: ["wss"], ...properties });
  made.operations.set("onHandshake", operation("onHandshake", "GET /"));
  return made;
}

function operation(id: string, text: string): OperationEntity {
  const [method = "", urlTemplate = ""] = text.split(" ");
  return { id, etag: '"1"', properties: { displayName: text, method, urlTemplate }, policy: undefined, tags: [] };
}
