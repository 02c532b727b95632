import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";
import { answers } from "./message.ts";
import { readFieldChange } from "./fieldChange.ts";

/** `set-header`: of the request until the backend has answered, of the answer behind it. */
export const setHeader: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const change = readFieldChange(element, "header");
    return (run, entry) => {
      change(run, answers(run)?.headers ?? run.request.headers, entry);
      return undefined;
    };
  },
};
