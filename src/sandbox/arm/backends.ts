import type { Entity } from "../model.ts";
import type { FieldRule } from "./fields.ts";
import { plainRoutes } from "./plainEntities.ts";
import type { PlainKind } from "./plainEntities.ts";

/** Lengths and kinds of BackendContractProperties (definitions.json). There is no protocol for WebSockets. */
const rules: readonly FieldRule[] = [
  { name: "url", kind: "string", required: true, least: 1, most: 2000, pattern: /^(https?|wss?):\/\/[^/]/i },
  { name: "protocol", kind: "string", required: true, oneOf: ["http", "soap"] },
  { name: "title", kind: "string", least: 1, most: 300 },
  { name: "description", kind: "string", least: 1, most: 2000 },
  { name: "resourceId", kind: "string", least: 1, most: 2000 },
  { name: "credentials", kind: "object" },
  { name: "proxy", kind: "object" },
  { name: "tls", kind: "object" },
];

const kind: PlainKind<Entity> = { collection: "backends", title: "Backend", most: 80, rules, defaults: () => ({}), made: (entity) => entity };

/** Backend entities, which `set-backend-service backend-id` names. */
export const backendRoutes = plainRoutes(kind, ({ backends }) => backends);
