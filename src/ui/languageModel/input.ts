import * as v from "valibot";
import { Problem } from "../../signalr/problem.ts";

/** What a model gave, by the tool's schema. @throws Problem `toolInputInvalid`, for the model to read */
export function readInput<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const read = v.safeParse(schema, input ?? {});
  if (read.success) return read.output;
  // Models read English whatever the editor's language is.
  throw new Problem({ code: "toolInputInvalid", message: read.issues.map((issue) => `${v.getDotPath(issue) ?? "input"}: ${issue.message}`).join("; ") });
}
