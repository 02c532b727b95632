import * as l10n from "@vscode/l10n";
import type { Candidate } from "./candidates.ts";
import { differences, pick } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { existingOperation } from "./match.ts";
import type { ApiContents, ArmResource, Finding, InstanceContents, JsonValue } from "./model.ts";
import { hazardsOf } from "./hazards.ts";
import { lastSegment, sameId } from "./paths.ts";
import { policyFindings } from "./policyFindings.ts";
import { asSpelled } from "./spelling/spelled.ts";

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
export function findingsOf(wanted: readonly WantedApi[], members: readonly Candidate[], contents: InstanceContents): readonly Finding[] {
  return wanted.flatMap((plain): readonly Finding[] => {
    const found = members.find(({ role }) => role === plain.role)?.held;
    if (found === undefined) {
      return [{ code: "apiMissing", resource: plain.api.path, message: l10n.t('The {0} API with the suffix "{1}" is missing.', plain.role.type, shown(plain.api.properties["path"])) }];
    }
    const api = asSpelled(plain, found, contents);
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
    return [...differing(api.api, found.api), ...keyNames(found, members[0]?.held), ...hazardsOf(plain, found, contents), ...operations, ...policyFindings(api, found, pathOf)];
  });
}

/** Clients send a key under one name to all APIs of an integration. */
function keyNames({ api }: ApiContents, first: ApiContents | undefined): readonly Finding[] {
  const [own, others] = [api, first?.api].map((of) => JSON.stringify(of?.properties["subscriptionKeyParameterNames"] ?? defaultKeyNames));
  return api.properties["subscriptionRequired"] === false || own === others
    ? []
    : [{ code: "keyNamesDiffer", resource: api.path, message: l10n.t("Its subscription key has other names ({0}) than that of the integration's first API ({1}); clients send one.", own ?? "", others ?? "") }];
}

/** As ARM fills them in (apim-facts 2.2). */
const defaultKeyNames = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

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
