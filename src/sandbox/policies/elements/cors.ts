import type { CorsRule, PolicyDefinition } from "../definition.ts";
import { cannotRun } from "../fault.ts";
import { applyCors } from "../corsAnswer.ts";
import type { PolicyReader } from "../policyReader.ts";

/** `cors`: who may read answers. Preflights are answered by it before any policy runs. */
export const cors: PolicyDefinition = {
  sections: ["inbound"],
  once: true,
  direct: true,
  notOnHandshake: true,
  compile(element) {
    const rule = readRule(element);
    return { cors: rule, step: (run, entry) => applyCors(rule, run, entry) };
  },
};

function readRule(element: PolicyReader): CorsRule {
  const dynamic = [...element.source.attributes].find(([, { expression }]) => expression !== undefined);
  if (dynamic !== undefined) element.refuse(cannotRun(`a policy expression in '${dynamic[0]}' of 'cors'.`));
  const methods = element.child("allowed-methods", (list) => ({ methods: list.requiredChildren("method", itemText), maxAge: list.fixed("preflight-result-max-age") ?? "0" }));
  if (methods !== undefined && !/^-?\d+$/.test(methods.maxAge)) element.refuse(`The value '${methods.maxAge}' of 'preflight-result-max-age' is not a whole number of seconds.`);
  const switched = (name: string, otherwise: boolean): boolean => element.oneOf(name, ["true", "false"], otherwise ? "true" : "false") === "true";
  return {
    credentials: switched("allow-credentials", false),
    // The documentation contradicts itself about the default; here it is to terminate (docs/sandbox.md).
    terminates: switched("terminate-unmatched-request", true),
    origins: element.requiredChild("allowed-origins", (list) => list.requiredChildren("origin", itemText)).map((origin) => origin.replace(/\/$/, "")),
    methods: methods?.methods ?? ["GET", "POST"],
    maxAge: methods?.maxAge ?? "0",
    headers: element.requiredChild("allowed-headers", (list) => list.requiredChildren("header", itemText)),
    exposed: element.child("expose-headers", (list) => list.requiredChildren("header", itemText)) ?? [],
  };
}

function itemText(item: PolicyReader): string {
  return item.requiredFixedContent();
}
