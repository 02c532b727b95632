import type { FieldList, ExistsAction } from "../fields.ts";
import type { PolicyReader } from "../policyReader.ts";
import type { Run } from "../run.ts";
import type { TraceEntry } from "../trace.ts";
import type { Get } from "../values.ts";

/** What `set-header` and `set-query-parameter` share: a name, values, and what to do where it is there already. */
export type FieldChange = (run: Run, fields: FieldList, entry: TraceEntry) => void;

const actions: readonly ExistsAction[] = ["override", "skip", "append", "delete"];

/** @param prefix says in the trace what was set */
export function readFieldChange(element: PolicyReader, prefix: string): FieldChange {
  const name = element.required("name");
  const action: Get<string> = element.text("exists-action") ?? (() => "override");
  const plain = element.source.attributes.get("exists-action");
  if (plain !== undefined && plain.expression === undefined && known(plain.text) === undefined) {
    element.refuse(`The value '${plain.text}' of 'exists-action' is not one of: ${actions.join(", ")}.`);
  }
  const deletes = plain !== undefined && known(plain.text) === "delete";
  const values = deletes ? element.children("value", readValue) : element.requiredChildren("value", readValue);
  return (run, fields, entry) => {
    const key = name(run);
    const given = values.map((value) => value(run).trim());
    const does = known(action(run)) ?? "override";
    fields.apply(key, does, given);
    entry.details.push(does === "delete" ? ["deleted", `${prefix} ${key}`] : [`${prefix} ${key}`, given.join(", ")]);
  };
}

function readValue(value: PolicyReader): Get<string> {
  return value.content() ?? (() => "");
}

function known(action: string): ExistsAction | undefined {
  return actions.find((each) => each === action.trim().toLowerCase());
}
