import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { isNamedValue, isPolicy } from "./paths.ts";
import type { Change, Instance } from "./model.ts";

/** Characters that ARM takes in a property, by the kind of resource (apim-facts 1.3, 1.5, 1.8). */
const longest: readonly (readonly [path: RegExp, lengths: Readonly<Record<string, number>>])[] = [
  [/^apis\/[^/]+$/, { displayName: 300, path: 400, serviceUrl: 2000 }],
  [/\/operations\/[^/]+$/, { displayName: 300, urlTemplate: 1000, description: 1000 }],
  [/^products\/[^/]+$/, { displayName: 300, description: 1000 }],
];

/** Of a named value's value (apim-facts 1.8). */
const longestNamedValue = 4096;

/** Of a policy document (apim-facts 1.7). Older pages say 256 KiB outside the Consumption tier; only what all refuse is refused here. */
const largestPolicyKiB = { consumption: 16, others: 512 } as const;

/**
 * What ARM would refuse for its size when half of the others are written already.
 * @throws Problem `tooLong`, `policyTooLarge`
 */
export function refuseSizes(changes: readonly Change[], instance: Instance): void {
  for (const change of changes) {
    refuseLength(change);
    if (isPolicy(change.resource)) {
      refusePolicySize(change, instance);
    }
  }
}

function refuseLength({ resource, title, after = {} }: Change): void {
  const [, lengths = {}] = longest.find(([path]) => path.test(resource)) ?? [];
  for (const [name, most] of Object.entries(lengths)) {
    const value = after[name];
    if (typeof value === "string" && value.length > most) {
      throw new Problem({
        code: "tooLong",
        message: l10n.t("{0} would have a {1} of {2} characters, and API Management takes {3}.", title, name, value.length, most),
        resource,
        nextStep: name === "description" ? l10n.t("Shorten its description; a line of ours has to fit behind it.") : l10n.t("Choose a shorter name or prefix."),
      });
    }
  }
}

function refusePolicySize({ resource, title, after }: Change, { name, sku }: Instance): void {
  const size = Buffer.byteLength(typeof after?.["value"] === "string" ? after["value"] : "");
  const most = sku.toLowerCase() === "consumption" ? largestPolicyKiB.consumption : largestPolicyKiB.others;
  if (size > most * 1024) {
    throw new Problem({
      code: "policyTooLarge",
      message: l10n.t("The {0} would have {1} KiB, and {2} takes {3} KiB.", title, Math.ceil(size / 1024), name, most),
      resource,
      nextStep: l10n.t("Name fewer origins or hubs, or shorten what else stands in the policy."),
    });
  }
}

/** @throws Problem `namedValueInvalid` for a secret that no named value takes; the secret is not told */
export function refuseSecret(path: string, value: string): void {
  if (isNamedValue(path) && (value === "" || value.length > longestNamedValue)) {
    throw new Problem({
      code: "namedValueInvalid",
      message: value === "" ? l10n.t("The key is empty.") : l10n.t("The key has {0} characters, and a named value takes {1}.", value.length, longestNamedValue),
      resource: path,
      nextStep: l10n.t("Copy the key from the function app once more."),
    });
  }
}
