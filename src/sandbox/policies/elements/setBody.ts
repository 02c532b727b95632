import type { Value } from "../../expressions/value.ts";
import { valueText } from "../../expressions/expression.ts";
import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";
import { cannotRun } from "../fault.ts";
import type { PolicyReader } from "../policyReader.ts";
import type { Get } from "../values.ts";
import { answers } from "./message.ts";

/** What a `set-body` says, as bytes. */
export function readBodyValue(element: PolicyReader): Get<Uint8Array> {
  const other = ["template", "xsi-nil", "parse-date"].find((name) => element.has(name) && element.fixed(name)?.toLowerCase() !== "none");
  if (other !== undefined) element.refuse(cannotRun(`'set-body' with '${other}'. Build the body with an expression.`));
  const value = element.contentValue() ?? (() => "");
  return (run) => bytes(value(run));
}

function bytes(value: Value): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(valueText(value));
}

/** `set-body` of the request or, behind the backend, of the answer. */
export const setBody: PolicyDefinition = {
  sections: everySection,
  notOnHandshake: true,
  compile(element) {
    const body = readBodyValue(element);
    return (run, entry) => {
      const message = answers(run) ?? run.request;
      message.body = body(run);
      entry.details.push(["bytes", String(message.body.length)]);
      return undefined;
    };
  },
};
