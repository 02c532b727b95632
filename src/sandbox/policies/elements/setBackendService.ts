import { findByName, textOf } from "../../model.ts";
import type { PolicyDefinition } from "../definition.ts";
import { cannotRun } from "../fault.ts";
import { PolicyError } from "../run.ts";

/** `set-backend-service`: another URL in the place of the API's `serviceUrl`, or that of a backend entity. */
export const setBackendService: PolicyDefinition = {
  sections: ["inbound", "backend"],
  compile(element) {
    const fabric = [...element.source.attributes.keys()].find((name) => name.startsWith("sf-") || name === "dapr-app-id");
    if (fabric !== undefined) element.refuse(cannotRun(`'set-backend-service' with '${fabric}'.`));
    const base = element.text("base-url");
    const entity = element.text("backend-id");
    if (base !== undefined && entity !== undefined) element.refuse("Only one of the attributes 'base-url' and 'backend-id' may be there.");
    const get = base ?? entity ?? element.refuse("One of the attributes 'base-url' and 'backend-id' is required.");
    return (run, entry) => {
      const given = get(run);
      const url = base === undefined ? textOf(findByName(run.services.instance.backends, given)?.[1].properties["url"]) : given;
      if (!/^(?:https?|wss?):\/\/[^/]/i.test(url) || !URL.canParse(url)) {
        const what = base === undefined ? `There is no backend '${given}'.` : `'${given}' is not an absolute URL.`;
        throw new PolicyError("set-backend-service", "ExpressionValueEvaluationFailure", what);
      }
      run.request.base = url;
      entry.details.push(["backend", url]);
      return undefined;
    };
  },
};
