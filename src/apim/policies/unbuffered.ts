import * as l10n from "@vscode/l10n";
import { replaced, withFirst } from "./edit.ts";
import { element, elementsIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";
import { parsePolicy } from "./parse.ts";
import type { PolicyRule } from "./rule.ts";
import { effective } from "./scopes.ts";

const unbufferedForward = element("forward-request", { "buffer-response": "false" });

/**
 * Answers go to the client as they come. By default `forward-request` gathers 8 KB first (apim-facts 3.3), which holds events of
 * Server-Sent Events back until the connection ends.
 */
export const unbuffered: PolicyRule = {
  code: "responseBuffered",
  get title() {
    return l10n.t("unbuffered answers");
  },
  get reason() {
    return l10n.t('Server-Sent Events must not be held back: forward-request needs buffer-response="false".');
  },
  comment: "Events must reach the client as they come, not in pieces of 8 KB.",
  met(scopes) {
    const forwards = effective(scopes, "backend").flatMap(forwardsIn);
    return forwards.length > 0 && forwards.every(isUnbuffered);
  },
  metInText: (xml) => /<forward-request\b[^>]*\bbuffer-response\s*=\s*["']false["']/.test(xml),
  amended(xml, root) {
    const section = elementsIn(root, "backend")[0];
    const buffered = section === undefined ? undefined : elementsIn(section).flatMap(forwardsIn).find((forward) => !isUnbuffered(forward));
    if (buffered !== undefined) {
      const once = replaced(xml, buffered, element(buffered.name, { ...buffered.attributes, "buffer-response": "false" }));
      const again = parsePolicy(once);
      // Branches of `choose` may each forward.
      return again === undefined || this.met([again]) ? once : this.amended(once, again);
    }
    const base = section === undefined ? undefined : elementsIn(section, "base")[0];
    return base === undefined ? withFirst(xml, root, "backend", unbufferedForward) : replaced(xml, base, unbufferedForward);
  },
};

function forwardsIn<E extends PolicyElement & { readonly children: readonly (E | string)[] }>(policy: E): readonly E[] {
  return policy.name === "forward-request" ? [policy] : elementsIn<E>(policy).flatMap(forwardsIn);
}

function isUnbuffered({ attributes }: PolicyElement): boolean {
  return attributes["buffer-response"]?.toLowerCase() === "false";
}
