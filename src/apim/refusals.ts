import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { apiType, textOf } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { markerOf } from "./marker.ts";
import type { Marker } from "./marker.ts";
import type { ApiContents, ArmResource, Instance, SignalRService } from "./model.ts";
import { apiIdOf, sameId, samePath, trimSlashes, withoutRevision } from "./paths.ts";

/**
 * What can be known to fail before anything is written.
 * @throws Problem `tierHasNoWebSocket`, `instanceNotReady`
 */
export function refuseInstance(instance: Instance, needsWebSocketApi: boolean): void {
  if (needsWebSocketApi && instance.sku.toLowerCase() === "consumption") {
    throw new Problem({
      code: "tierHasNoWebSocket",
      message: l10n.t("{0} is of the Consumption tier, which has no WebSocket APIs.", instance.name),
      resource: instance.id,
      nextStep: l10n.t("Publish through an instance of another tier (Developer, Basic, Standard, Premium or a v2 tier)."),
    });
  }
  if (instance.provisioningState !== "Succeeded") {
    throw new Problem({
      code: "instanceNotReady",
      message: l10n.t("{0} cannot take changes now: its provisioning state is {1}.", instance.name, instance.provisioningState),
      resource: instance.id,
      likelyCause: l10n.t("The instance is being created or updated, or its last change failed."),
      nextStep: l10n.t("Wait until Azure says Succeeded and plan again."),
    });
  }
}

/** @throws Problem `serviceKindNotSupported`, `serviceNotReady` */
export function refuseService(service: SignalRService): void {
  if (service.kind?.toLowerCase() === "rawwebsockets") {
    throw new Problem({
      code: "serviceKindNotSupported",
      message: l10n.t("{0} is of the kind RawWebSockets (Web PubSub): SignalR clients cannot use it.", service.name),
      resource: service.id,
      nextStep: l10n.t("Choose a service of the kind SignalR."),
    });
  }
  if (service.provisioningState !== undefined && service.provisioningState !== "Succeeded") {
    throw new Problem({
      code: "serviceNotReady",
      message: l10n.t("{0} is not ready: its provisioning state is {1}.", service.name, service.provisioningState),
      resource: service.id,
      nextStep: l10n.t("Wait until Azure says Succeeded and plan again."),
    });
  }
}

/**
 * A suffix belongs to one API, whatever its type; revisions of one API share it, and so do versions of one version set (apim-facts 1.9, 2.1).
 * @param own the API that is to have the suffix, where it exists already
 * @throws Problem `suffixInUse`
 */
export function refuseTakenSuffix(wanted: WantedApi, own: ArmResource | undefined, apis: readonly ApiContents[]): void {
  const ownId = withoutRevision(apiIdOf((own ?? wanted.api).path) ?? "");
  // An API with the longer suffix of one of our calls would take that call.
  const paths = [...new Set(["", ...wanted.operations.map((operation) => textOf(operation, "urlTemplate"))].map((template) => trimSlashes(`${textOf(wanted.api, "path")}${template}`)))];
  const others = apis.filter(({ api }) => !sameId(withoutRevision(apiIdOf(api.path) ?? ""), ownId) && !sameVersionSet(own, api));
  const [taken] = paths.flatMap((path) => others.filter(({ api }) => samePath(textOf(api, "path"), path)));
  if (taken === undefined) {
    return;
  }
  const path = trimSlashes(textOf(taken.api, "path"));
  const name = textOf(taken.api, "displayName") || taken.api.path;
  const type = apiType(taken.api);
  const owner = markerOf(taken.api)?.integration;
  throw new Problem({
    code: "suffixInUse",
    message:
      type === wanted.role.type
        ? l10n.t('The suffix "{0}" belongs to the API "{1}" ({2}) already.', path, name, taken.api.path)
        : l10n.t('The suffix "{0}" belongs to the {1} API "{2}" ({3}) already, and two API types cannot share one suffix.', path, type, name, taken.api.path),
    resource: taken.api.path,
    ...(owner !== undefined && { likelyCause: l10n.t('It carries the integration "{0}".', owner) }),
    nextStep:
      owner === undefined
        ? l10n.t("Choose a prefix, so that the suffixes differ, or remove that API first.")
        : markerOf(taken.api)?.layout !== markerOf(wanted.api)?.layout
          ? l10n.t('Choose a prefix, so that both layouts stand side by side, or remove the integration "{0}" first.', owner)
          : l10n.t('Choose a prefix, so that the suffixes differ, publish under the name "{0}" to change that integration, or remove it first.', owner),
  });
}

function sameVersionSet(own: ArmResource | undefined, other: ArmResource): boolean {
  const set = own === undefined ? "" : textOf(own, "apiVersionSetId");
  return set !== "" && sameId(set, textOf(other, "apiVersionSetId"));
}

/**
 * A name stands for one integration: with the same name in two layouts, nobody could say which of them to remove.
 * @throws Problem `nameInUse`
 */
export function refuseTakenName({ integration, layout }: Marker, apis: readonly ApiContents[]): void {
  const taken = apis.find(({ api }) => markerOf(api)?.integration === integration && markerOf(api)?.layout !== layout);
  if (taken !== undefined) {
    throw new Problem({
      code: "nameInUse",
      message: l10n.t('"{0}" is published by the layout {1} already.', integration, markerOf(taken.api)?.layout ?? ""),
      resource: taken.api.path,
      nextStep: l10n.t("Give this one another name, or remove that one first."),
    });
  }
}

/** The id publishing would use is another API's. */
export function idInUse(taken: ArmResource): Problem {
  return new Problem({
    code: "apiIdInUse",
    message: l10n.t('The id {0} belongs to the API "{1}" (type {2}, suffix "{3}"), which is not part of this integration.', taken.path, textOf(taken, "displayName"), apiType(taken), textOf(taken, "path")),
    resource: taken.path,
    nextStep: l10n.t("Choose another name for the integration, or remove that API first."),
  });
}
