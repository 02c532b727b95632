import * as l10n from "@vscode/l10n";
import { textOf } from "./compare.ts";
import type { ArmResource } from "./model.ts";

/** How a resource is called in plans: `API "SignalR negotiate"`, `operation POST /`. */
export function titleOf(resource: ArmResource): string {
  return resource.path.includes("/operations/")
    ? l10n.t("operation {0} {1}", textOf(resource, "method"), textOf(resource, "urlTemplate"))
    : l10n.t('API "{0}"', textOf(resource, "displayName"));
}

/** The one operation of a WebSocket API, whose name says nothing to most. */
export function handshakeTitle(api: ArmResource): string {
  return l10n.t("handshake of {0}", titleOf(api));
}
