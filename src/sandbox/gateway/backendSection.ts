import { SaxesParser } from "saxes";
import { textOf } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject, OperationEntity } from "../model.ts";

/** What the effective `<backend>` section says about handing a request on. */
export interface Forwarding {
  /** How long the backend may take to answer, in milliseconds. */
  readonly timeoutMs: number;
}

type Statement = { readonly kind: "base" } | { readonly kind: "forward"; readonly forwarding: Forwarding };

const defaultForwarding: Forwarding = { timeoutMs: 300_000 };
const inherited: readonly Statement[] = [{ kind: "base" }];
const parsed = new WeakMap<JsonObject, readonly Statement[]>();

/**
 * The one `forward-request` in effect for an operation: its own scope's section, with `base` standing for the scope above
 * (operation, API, service). Undefined when a section leaves both out: then nothing reaches the backend.
 * Bodies are never gathered on the way, whatever `buffer-response` says.
 */
export function forwarding(instance: InstanceModel, api: ApiEntity, operation: OperationEntity): Forwarding | undefined {
  let found: Statement | undefined = { kind: "base" };
  for (const scope of [operation.policy, api.policy, instance.policy]) {
    if (found?.kind !== "base") {
      break;
    }
    found = statements(scope)[0];
  }
  return found?.kind === "base" ? defaultForwarding : found?.forwarding;
}

function statements(policy: Entity | undefined): readonly Statement[] {
  const xml = textOf(policy?.properties["value"]);
  if (policy === undefined || xml === "") {
    return inherited;
  }
  const known = parsed.get(policy.properties);
  if (known !== undefined) {
    return known;
  }
  const read = readBackendSection(xml);
  parsed.set(policy.properties, read);
  return read;
}

/** The control plane refuses a document that does not parse when it is saved, so what cannot be read here is only inherited. */
function readBackendSection(xml: string): readonly Statement[] {
  const path: string[] = [];
  const list: Statement[] = [];
  let hasSection = false;
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    path.push(name);
    const place = path.join("/");
    hasSection ||= place === "policies/backend";
    if (place === "policies/backend/base") {
      list.push({ kind: "base" });
    } else if (place === "policies/backend/forward-request") {
      const seconds = Number(attributes["timeout"]);
      list.push({ kind: "forward", forwarding: seconds > 0 ? { timeoutMs: seconds * 1000 } : defaultForwarding });
    }
  });
  parser.on("closetag", () => path.pop());
  parser.on("error", () => undefined);
  parser.write(xml).close();
  return hasSection ? list : inherited;
}
