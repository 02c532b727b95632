import type { PolicyDefinition } from "../definition.ts";
import { PolicyError } from "../run.ts";

/** `check-header`: only requests that carry a header, with one of the listed values where there are any. */
export const checkHeader: PolicyDefinition = {
  sections: ["inbound"],
  compile(element) {
    const name = element.required("name");
    const status = element.requireWhole("failed-check-httpcode", { least: 100, most: 999, what: "number" });
    const message = element.required("failed-check-error-message");
    const ignoresCase = element.condition("ignore-case");
    const allowed = element.children("value", (value) => value.requiredContent());
    return (run, entry) => {
      const header = name(run);
      const given = run.request.headers.values(header);
      const fail = (reason: string, text: string): never => {
        throw new PolicyError("check-header", reason, text, { status: status(run), message: message(run) });
      };
      const [first] = given;
      if (first === undefined) return fail("HeaderNotFound", `Header ${header} was not found in the request. Access denied.`);
      const fold = (text: string): string => (ignoresCase(run) ? text.toLowerCase() : text);
      const values = allowed.map((value) => fold(value(run).trim()));
      if (values.length > 0 && !given.some((value) => values.includes(fold(value)))) {
        return fail("HeaderValueNotAllowed", `Header ${header} value of ${first} is not allowed. Access denied.`);
      }
      entry.details.push([`header ${header}`, given.join(", ")]);
      return undefined;
    };
  },
};
