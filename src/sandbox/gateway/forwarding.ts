import type { PolicyElement } from "../../apim/policies/element.ts";
import { effective } from "../../apim/policies/scopes.ts";

/** What the effective `<backend>` section says about handing a request on. */
export interface Forwarding {
  /** How long the backend may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the answer's body is gathered on its way. */
  readonly buffered: boolean;
}

const defaultTimeoutMs = 300_000;

/**
 * The one `forward-request` in effect, each `base` standing for the scope above. Undefined when a section leaves both out: then nothing
 * reaches the backend.
 * @param scopes policy documents, narrowest first
 */
export function forwarding(scopes: readonly (PolicyElement | undefined)[]): Forwarding | undefined {
  const forward = effective(scopes, "backend").find(({ name }) => name === "forward-request");
  if (forward === undefined) {
    return undefined;
  }
  const seconds = Number(forward.attributes["timeout"]);
  return { timeoutMs: seconds > 0 ? seconds * 1000 : defaultTimeoutMs, buffered: forward.attributes["buffer-response"]?.toLowerCase() !== "false" };
}
