import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { isCancelled, Problem } from "../signalr/problem.ts";
import { redactText } from "../signalr/redact.ts";
import { ParseProblem } from "./parseProblem.ts";
import { requests } from "./protocol.ts";
import type { HostMessage, ProblemView, RequestName, RequestParams, RequestResult } from "./protocol.ts";

/** What the host does for each request of the page. */
export type Handlers = {
  readonly [Name in RequestName]: (params: RequestParams<Name>) => RequestResult<Name> | Promise<RequestResult<Name>>;
};

/** Carries a request out; a failure becomes its answer and never an error of the host. */
export async function answer(handlers: Partial<Handlers>, id: number, name: RequestName, params: unknown): Promise<HostMessage> {
  try {
    return { type: "result", id, value: await run(handlers, name, params) };
  } catch (error) {
    return { type: "refused", id, problem: toProblemView(error) };
  }
}

async function run<Name extends RequestName>(handlers: Partial<Handlers>, name: Name, params: unknown): Promise<RequestResult<Name>> {
  const checked = v.safeParse(requests[name].params, params);
  const handler = handlers[name];
  if (!checked.success || handler === undefined) throw new Problem({ code: "badRequest", message: l10n.t("The page asked for something it may not ask for.") });
  return await handler(checked.output);
}

/** The result, or nothing where the person stopped it: they know that it did not happen. */
export async function unlessCancelled<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isCancelled(error)) return undefined;
    throw error;
  }
}

/** What a page may show of an error. */
export function toProblemView(error: unknown): ProblemView {
  if (error instanceof Problem) return { ...error.details, ...(error instanceof ParseProblem && { offset: error.offset }) };
  return { code: "unexpected", message: redactText(error instanceof Error ? error.message : String(error)) };
}
