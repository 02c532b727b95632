import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { textOf } from "./compare.ts";
import { markerOf } from "./marker.ts";
import type { ApiContents, ArmResource, InstanceContents, Integration } from "./model.ts";
import { apiIdOf, sameId, withoutRevision } from "./paths.ts";
import { titleOf } from "./titles.ts";

/**
 * Refuses to take away APIs that others came to depend on: what they added would go along, and could not be brought back.
 * @param going the APIs that would be deleted, with the operations someone else added to each
 * @throws Problem `integrationInUse` naming what there is and the way out
 */
export function refuseDependents(integration: Integration, going: readonly { readonly held: ApiContents; readonly added: readonly ArmResource[] }[], contents: InstanceContents): void {
  const found = going.flatMap(({ held, added }) => {
    const api = titleOf(held.api);
    return [
      ...added.map((operation) => l10n.t("{0} was added to {1}", titleOf(operation), api)),
      ...(held.products ?? []).filter((product) => markerOf(product)?.integration !== integration.name).map((product) => l10n.t('{0} belongs to the product "{1}"', api, textOf(product, "displayName") || product.path)),
      ...otherRevisions(held.api, contents).map((revision) => l10n.t("{0} has another revision, {1}", api, revision.path)),
    ];
  });
  if (found.length > 0) {
    throw new Problem({
      code: "integrationInUse",
      message: l10n.t("{0} is not removed, because others came to depend on it: {1}.", integration.name, found.join("; ")),
      resource: going[0]?.held.api.path ?? "",
      likelyCause: l10n.t("Someone built on these APIs after they were published."),
      nextStep: l10n.t("Move the operations to an API of their own, take the APIs out of these products, delete the other revisions; then remove again. Nothing was changed."),
    });
  }
}

function otherRevisions(api: ArmResource, contents: InstanceContents): readonly ArmResource[] {
  const own = withoutRevision(apiIdOf(api.path) ?? "");
  return contents.apis.map((other) => other.api).filter((other) => !sameId(other.path, api.path) && sameId(withoutRevision(apiIdOf(other.path) ?? ""), own));
}
