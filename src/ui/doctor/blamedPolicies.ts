import type { Diagnosis } from "../../doctor/model.ts";

/** A policy element that a report gives as a cause. */
export interface BlamedPolicy {
  /** Path of the policy document under the instance. */
  readonly resource: string;
  /** Name of the element. */
  readonly element: string;
  readonly says: string;
}

/** What the verdict blames in policy documents. */
export function blamedPolicies({ verdict }: Diagnosis): readonly BlamedPolicy[] {
  return verdict.causes.flatMap(({ text, remedy }) => (remedy?.kind === "setting" && /\/policies\/policy$/i.test(remedy.resource) ? [{ resource: remedy.resource, element: remedy.setting, says: text }] : []));
}

/** Where an element's name stands first in a document, as offsets; undefined where it does not. */
export function placeOf(element: string, document: string): { readonly start: number; readonly end: number } | undefined {
  const begin = `<${element}`;
  for (let at = document.indexOf(begin); at >= 0; at = document.indexOf(begin, at + 1)) {
    const end = at + begin.length;
    if (/[\s/>]/.test(document.charAt(end))) return { start: at + 1, end };
  }
  return undefined;
}
