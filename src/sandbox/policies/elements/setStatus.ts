import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";
import type { ResponseDraft } from "../drafts.ts";
import type { PolicyReader } from "../policyReader.ts";
import type { Run } from "../run.ts";

/** What a `set-status` does to an answer. */
export function readStatus(element: PolicyReader): (run: Run, response: ResponseDraft) => void {
  const code = element.requireWhole("code", { least: 200, most: 999, what: "number" });
  const reason = element.text("reason");
  return (run, response) => {
    response.statusCode = code(run);
    response.statusReason = reason?.(run) ?? "";
  };
}

/** `set-status` of the answer. Where there is none yet, it changes nothing. */
export const setStatus: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const set = readStatus(element);
    return (run, entry) => {
      if (run.response === undefined) return undefined;
      set(run, run.response);
      entry.details.push(["status", `${run.response.statusCode} ${run.response.statusReason}`.trim()]);
      return undefined;
    };
  },
};
