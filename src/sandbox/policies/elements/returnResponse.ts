import { PolicyResponse } from "../../expressions/context.ts";
import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";
import { emptyResponse } from "../drafts.ts";
import type { ResponseDraft } from "../drafts.ts";
import { FieldList } from "../fields.ts";
import { PolicyError } from "../run.ts";
import type { Run } from "../run.ts";
import { readFieldChange } from "./fieldChange.ts";
import { readBodyValue } from "./setBody.ts";
import { readStatus } from "./setStatus.ts";

/** `return-response`: answers the caller and ends all policies. Starts from an empty 200, or from the answer a variable holds. */
export const returnResponse: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const from = element.fixed("response-variable-name");
    const status = element.child("set-status", readStatus);
    const headers = element.children("set-header", (child) => readFieldChange(child, "header"));
    const body = element.child("set-body", readBodyValue);
    return (run, entry) => {
      const response = from === undefined ? emptyResponse() : responseIn(run, from);
      status?.(run, response);
      for (const change of headers) change(run, response.headers, entry);
      if (body !== undefined) response.body = body(run);
      entry.details.push(["status", `${response.statusCode} ${response.statusReason}`.trim()]);
      run.response = response;
      return "end";
    };
  },
};

/** How the body is framed is for who writes it to say. */
function responseIn({ variables }: Run, name: string): ResponseDraft {
  const held = variables.get(name);
  if (!(held instanceof PolicyResponse)) {
    throw new PolicyError("return-response", "ExpressionValueEvaluationFailure", `Expression evaluation failed. The variable '${name}' holds no response.`);
  }
  const headers = [...held.headers].flatMap(([key, values]) => values.map((value): [string, string] => [key, value]));
  return { statusCode: held.statusCode, statusReason: held.statusReason, headers: new FieldList(headers), incoming: held.body, body: undefined };
}
