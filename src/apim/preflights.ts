import { textOf } from "./compare.ts";
import type { ApiRole } from "./layouts/roles.ts";
import type { ApiContents, ArmResource } from "./model.ts";
import { trimSlashes } from "./paths.ts";

/** OPTIONS operations on the calls of a role: where one is, the gateway leaves preflights to it, whatever the `cors` policy says (apim-facts 3.4). */
export function preflightOperations(role: ApiRole, { operations }: Pick<ApiContents, "operations">): readonly ArmResource[] {
  const templates = new Set([...role.operations.map(({ urlTemplate }) => trimSlashes(urlTemplate)), "*"]);
  return operations.filter((operation) => textOf(operation, "method").toUpperCase() === "OPTIONS" && templates.has(trimSlashes(textOf(operation, "urlTemplate"))));
}
