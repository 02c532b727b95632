import type { PolicyDefinition } from "../definition.ts";
import { readFieldChange } from "./fieldChange.ts";

/** `set-query-parameter` of the request to the backend. */
export const setQueryParameter: PolicyDefinition = {
  sections: ["inbound", "backend"],
  compile(element) {
    const change = readFieldChange(element, "query");
    return (run, entry) => {
      change(run, run.request.query, entry);
      return undefined;
    };
  },
};
