import type { JsonObject } from "../../../../src/apim/model.ts";

/** What the code is deployed with in these tests: the names and answers of the world around it. */
export interface World {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly gatewayUrl: string;
  readonly signalR: { readonly hostName: string; readonly publicPort: number };
}

/** A resource under the instance, as a deployment tool would write it. */
export interface DeployedResource {
  readonly path: string;
  readonly properties: JsonObject;
  /** Paths of the resources that have to be there before. */
  readonly after: readonly string[];
}

export interface Deployed {
  /** In an order that honours what depends on what. */
  readonly resources: readonly DeployedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** @throws Error where something depends on what is not deployed, or on itself */
export function inOrder(resources: readonly DeployedResource[]): readonly DeployedResource[] {
  const done: DeployedResource[] = [];
  const waiting = [...resources];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ after }) => after.every((path) => done.some((each) => each.path === path)));
    const [ready] = next < 0 ? [] : waiting.splice(next, 1);
    if (ready === undefined) throw new Error(`These wait for what is never deployed: ${waiting.map(({ path, after }) => `${path} (${after.join(", ")})`).join("; ")}`);
    done.push(ready);
  }
  return done;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
