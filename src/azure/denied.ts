import { Problem } from "../signalr/problem.ts";

/** Answers that say that Resource Graph, or a list, is not to be had here: denied, not part of this cloud, or too much at once. */
const denied: ReadonlySet<number | undefined> = new Set([400, 403, 404, 405]);

/** Whether what was asked may not be read, and has to be had in another way or left out. */
export function isDenied(error: unknown): error is Problem {
  return error instanceof Problem && denied.has(error.details.status);
}
