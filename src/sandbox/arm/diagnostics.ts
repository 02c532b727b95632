import type { Entity } from "../model.ts";
import type { FieldRule } from "./fields.ts";
import { plainApiRoutes, plainRoutes } from "./plainEntities.ts";
import type { PlainKind } from "./plainEntities.ts";
import type { Route } from "./router.ts";

/** DiagnosticContractProperties (definitions.json). That the logger is there is not checked: the sandbox has none, and logs nowhere. */
const rules: readonly FieldRule[] = [
  { name: "loggerId", kind: "string", required: true, least: 1 },
  { name: "alwaysLog", kind: "string", oneOf: ["allErrors"] },
  { name: "sampling", kind: "object" },
  { name: "frontend", kind: "object" },
  { name: "backend", kind: "object" },
  { name: "logClientIp", kind: "boolean" },
  { name: "httpCorrelationProtocol", kind: "string", oneOf: ["None", "Legacy", "W3C"] },
  { name: "verbosity", kind: "string", oneOf: ["verbose", "information", "error"] },
  { name: "operationNameFormat", kind: "string", oneOf: ["Name", "Url"] },
  { name: "metrics", kind: "boolean" },
];

const kind: PlainKind<Entity> = { collection: "diagnostics", title: "Diagnostic", most: 80, rules, defaults: () => ({}), made: (entity) => entity };

/** What is logged of calls: on the whole instance, and for single APIs, where it takes the place of that. */
export const diagnosticRoutes: readonly Route[] = [...plainRoutes(kind, ({ diagnostics }) => diagnostics), ...plainApiRoutes(kind, ({ diagnostics }) => diagnostics)];
