import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";

/** `trace`: a message of the author's own in the trace. */
export const traceMessage: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const source = element.requiredFixed("source");
    const severity = element.oneOf("severity", ["verbose", "information", "error"], "verbose");
    const message = element.requiredChild("message", (child) => child.requiredContent());
    const metadata = element.children("metadata", (child) => ({ name: child.requiredFixed("name"), value: child.required("value") }));
    return (run, entry) => {
      entry.details.push(["source", source], ["severity", severity], ["message", message(run)]);
      for (const { name, value } of metadata) entry.details.push([name, value(run)]);
      return undefined;
    };
  },
};
