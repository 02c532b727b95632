import * as l10n from "@vscode/l10n";
import { apiType, textOf } from "../compare.ts";
import { layoutOf } from "../layouts/layout.ts";
import { markerOf, signed } from "../marker.ts";
import type { Marker } from "../marker.ts";
import type { ArmResource, Change, Instance, InstanceContents, Integration, Plan } from "../model.ts";
import { checkName } from "../names.ts";
import { refuseInstance, refuseTakenName } from "../refusals.ts";
import { titleOf } from "../titles.ts";

export interface AdoptionInput {
  readonly instance: Instance;
  readonly integration: Integration;
  readonly contents: InstanceContents;
  /** The name it is to have from now on; default the one it was recognised under. */
  readonly name?: string;
}

/**
 * Takes an integration that someone else made under publishing's care: one line in the description of each of its APIs, and nothing
 * else. Ids, names, suffixes and backends stay as they are, also where something is missing or odd: that is then drift, which a
 * repair plans. Removing takes the line away again.
 * @throws Problem `instanceNotReady`, `nameInvalid`, `nameInUse`
 */
export function planAdoption({ instance, integration, contents, name: asked }: AdoptionInput): Plan {
  refuseInstance(instance, false);
  const name = checkName(asked ?? integration.name);
  const { layout, signalR, clientEndpoint, gatewayUrls, apis } = integration;
  const others = contents.apis.filter(({ api }) => !apis.some((own) => own.api.path === api.path));
  refuseTakenName({ integration: name, layout }, others);
  const changes = apis.map(({ api }) => marked(api, { integration: name, layout }));
  return {
    layout,
    name,
    instance,
    signalR,
    clientEndpoint,
    gatewayUrls,
    changes,
    adoption: true,
    warnings: integration.findings.length === 0 ? [] : [{ code: "repairNeeded", message: l10n.t("Adopting changes nothing else: what is odd about it stays until you repair it.") }],
  };
}

function marked(api: ArmResource, marker: Marker): Change {
  const base = { resource: api.path, title: titleOf(api) };
  if (markerOf(api) !== undefined) {
    return { action: "none", ...base };
  }
  const role = layoutOf(marker.layout).roles.find(({ type }) => type === apiType(api));
  const description = signed(api, { ...marker, adopted: role?.id ?? "" });
  return { action: "update", ...base, before: { description: textOf(api, "description") }, after: { description } };
}
