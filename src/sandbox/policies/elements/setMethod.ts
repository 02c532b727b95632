import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";

/** `set-method` of the request to the backend. */
export const setMethod: PolicyDefinition = {
  sections: everySection,
  notOnHandshake: true,
  compile(element) {
    const method = element.requiredContent();
    return (run, entry) => {
      run.request.method = method(run).trim().toUpperCase();
      entry.details.push(["method", run.request.method]);
      return undefined;
    };
  },
};
