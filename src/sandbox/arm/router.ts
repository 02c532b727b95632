import type { Handler } from "./call.ts";
import { ArmError } from "./errors.ts";
import { namespaceOf, servedTypes } from "./versions.ts";

/** What one path answers to. */
export interface Route {
  /** Segments; `{name}` is a placeholder, the others are compared without regard to case. */
  readonly template: string;
  /** By method. HEAD is answered by GET where it is not named: the same headers, no body. */
  readonly methods: Readonly<Record<string, Handler>>;
}

export interface Match {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

function fits(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}

function unknownPath(path: string): ArmError {
  const [, namespace, type] = /\/providers\/([^/]+)\/(.+)$/i.exec(path) ?? [];
  if (namespace === undefined || type === undefined) return new ArmError(404, "NotFound", "The resource could not be found.");
  const types = type.split("/").filter((_segment, index) => index % 2 === 0);
  if (namespaceOf(path) === undefined) {
    return new ArmError(404, "InvalidResourceNamespace", `The resource namespace '${namespace}' is invalid: the sandbox does not serve it.`);
  }
  const notFound = `The resource type '${types.join("/")}' could not be found in the namespace '${namespace}'.`;
  return new ArmError(404, "InvalidResourceType", `${notFound} The sandbox serves: ${servedTypes.join(", ")}.`);
}

/**
 * Finds what answers the request.
 * @throws ArmError 404 where nothing has this path, 405 where it has no such method
 */
export function findRoute(routes: readonly Route[], method: string, path: string, segments: readonly string[]): Match {
  for (const { template, methods } of routes) {
    const params = fits(template.split("/"), segments);
    if (params === undefined) continue;
    const handler = methods[method] ?? (method === "HEAD" ? methods["GET"] : undefined);
    if (handler === undefined) {
      const headers = { Allow: Object.keys(methods).join(", ") };
      throw new ArmError(405, "MethodNotAllowed", `The requested resource does not support http method '${method}' in the sandbox.`, { headers });
    }
    return { handler, params };
  }
  throw unknownPath(path);
}
