import { element } from "../../apim/policies/element.ts";
import type { PolicyElement } from "../../apim/policies/element.ts";
import { parsePolicy } from "../../apim/policies/parse.ts";
import { textOf } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject, OperationEntity } from "../model.ts";

/** An instance whose service scope says nothing still hands requests on. */
const implicit = element("policies", {}, [element("backend", {}, [element("forward-request")])]);

const parsed = new WeakMap<JsonObject, PolicyElement | undefined>();

/** Policy documents in effect for a request, narrowest scope first: operation, API, service. */
export function policyScopes(instance: InstanceModel, api: ApiEntity, operation: OperationEntity | undefined): readonly (PolicyElement | undefined)[] {
  return [rootOf(operation?.policy), rootOf(api.policy), rootOf(instance.policy), implicit];
}

/** The control plane refuses a document that does not parse when it is saved, so what cannot be read here is only inherited. */
function rootOf(policy: Entity | undefined): PolicyElement | undefined {
  if (policy === undefined) {
    return undefined;
  }
  if (!parsed.has(policy.properties)) {
    parsed.set(policy.properties, parsePolicy(textOf(policy.properties["value"])));
  }
  return parsed.get(policy.properties);
}
