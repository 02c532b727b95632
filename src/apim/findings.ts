import * as l10n from "@vscode/l10n";
import type { Candidate } from "./candidates.ts";
import { differences, pick } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { existingOperation } from "./match.ts";
import type { ArmResource, Finding, JsonValue } from "./model.ts";
import { lastSegment, sameId } from "./paths.ts";
import { policyFindings } from "./policyFindings.ts";

/** Properties whose difference is a finding; names and descriptions are the owner's to choose. */
const codes: Readonly<Record<string, string>> = {
  type: "typeDiffers",
  path: "pathDiffers",
  serviceUrl: "backendDiffers",
  protocols: "protocolsDiffer",
  subscriptionRequired: "subscriptionRequiredDiffers",
  method: "operationDiffers",
  urlTemplate: "operationDiffers",
};

/** What is missing or odd: the same comparisons a plan makes, so that "published" and "nothing to change" agree. */
export function findingsOf(wanted: readonly WantedApi[], members: readonly Candidate[]): readonly Finding[] {
  return wanted.flatMap((api): readonly Finding[] => {
    const found = members.find(({ role }) => role === api.role)?.held;
    if (found === undefined) {
      return [{ code: "apiMissing", resource: api.api.path, message: l10n.t('The {0} API with the suffix "{1}" is missing.', api.role.type, shown(api.api.properties["path"])) }];
    }
    const ourId = sameId(found.api.path, api.api.path);
    const operations = api.operations.flatMap((operation): readonly Finding[] => {
      const existing = existingOperation(operation, found, ourId);
      const call = `${shown(operation.properties["method"])} ${shown(operation.properties["urlTemplate"])}`;
      return existing === undefined
        ? [{ code: "operationMissing", resource: `${found.api.path}/operations/${lastSegment(operation.path)}`, message: l10n.t("The operation {0} is missing.", call) }]
        : differing(operation, existing);
    });
    const pathOf = (owner: string): string | undefined => {
      const operation = api.operations.find(({ path }) => path === owner);
      return operation && existingOperation(operation, found, ourId)?.path;
    };
    return [...differing(api.api, found.api), ...operations, ...policyFindings(api, found, pathOf)];
  });
}

function differing(wanted: ArmResource, found: ArmResource): readonly Finding[] {
  const compared = pick(wanted.properties, Object.keys(codes));
  return differences(compared, found.properties).map((property) => ({
    code: codes[property] ?? property,
    resource: found.path,
    message: l10n.t("{0} is {1}, expected {2}.", property, shown(found.properties[property]), shown(compared[property])),
  }));
}

/** A property's value as people read it. */
function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null) {
    return l10n.t("not set");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
