import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";

/** Which of the SDK's operation groups a path under an instance belongs to. */
export type Target =
  | { readonly kind: "api"; readonly apiId: string }
  | { readonly kind: "operation"; readonly apiId: string; readonly operationId: string }
  | { readonly kind: "apiPolicy"; readonly apiId: string }
  | { readonly kind: "operationPolicy"; readonly apiId: string; readonly operationId: string };

/** @throws Problem `resourcePathInvalid` */
export function targetOf(path: string): Target {
  const [, apiId, operationId, policy] = /^apis\/([^/]+)(?:\/operations\/([^/]+))?(\/policies\/policy)?$/.exec(path) ?? [];
  if (apiId === undefined) {
    throw new Problem({ code: "resourcePathInvalid", message: l10n.t('"{0}" is not a resource that can be read or written here.', path), resource: path });
  }
  if (operationId === undefined) {
    return policy === undefined ? { kind: "api", apiId } : { kind: "apiPolicy", apiId };
  }
  return policy === undefined ? { kind: "operation", apiId, operationId } : { kind: "operationPolicy", apiId, operationId };
}
