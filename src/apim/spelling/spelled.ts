import { textOf } from "../compare.ts";
import type { WantedApi } from "../layouts/layout.ts";
import { servingOperation } from "../match.ts";
import type { ApiContents, ArmResource, InstanceContents, JsonObject } from "../model.ts";
import { sameUrl, trimSlashes } from "../paths.ts";
import { backendOf } from "./backend.ts";
import { meaningOf } from "./meaning.ts";

/**
 * What is wanted of an API that exists, in its maker's own spelling, so that what works is left as it is: the path cut elsewhere between
 * suffix and templates, a wildcard for several calls, named values in the backend's URL, or a policy that sets the backend.
 */
export function asSpelled(wanted: WantedApi, held: ApiContents, contents: InstanceContents): WantedApi {
  const tail = meaningOf(wanted.role, held, contents)?.tail ?? "";
  const longer = <T extends { readonly urlTemplate: string }>(call: T): T => (tail === "" ? call : { ...call, urlTemplate: `/${trimSlashes(`${tail}${call.urlTemplate}`)}` });
  return {
    role: { ...wanted.role, operations: wanted.role.operations.map(longer) },
    api: { ...wanted.api, properties: apiProperties(wanted.api, held, contents, tail) },
    operations: wanted.operations.map((operation) => {
      const asked: ArmResource = { ...operation, properties: { ...operation.properties, urlTemplate: longer({ urlTemplate: textOf(operation, "urlTemplate") }).urlTemplate } };
      const found = servingOperation(asked, held);
      return found === undefined ? asked : { ...asked, properties: { ...asked.properties, urlTemplate: textOf(found, "urlTemplate") } };
    }),
    policies: wanted.policies,
  };
}

function apiProperties(wanted: ArmResource, held: ApiContents, contents: InstanceContents, tail: string): JsonObject {
  const { serviceUrl: _, ...others } = wanted.properties;
  const shorter = (text: string): string => (tail === "" ? text : text.replace(/\/+$/, "").slice(0, -tail.length));
  const serviceUrl = shorter(textOf(wanted, "serviceUrl"));
  const properties = { ...others, path: trimSlashes(shorter(`/${textOf(wanted, "path")}`)) };
  const backend = backendOf(held, contents);
  if (backend.resource !== held.api.path) {
    // Whatever the API's own URL says, the policy has the last word; where it is wrong, that is a finding on the policy.
    return properties;
  }
  const right = backend.url !== undefined && sameUrl(backend.url, serviceUrl);
  return { ...properties, serviceUrl: right ? backend.text : serviceUrl };
}
