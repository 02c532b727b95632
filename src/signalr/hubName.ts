import * as l10n from "@vscode/l10n";
import { Problem } from "./problem.ts";

/**
 * Refuses what cannot be a hub's name at the service before anything is sent (signalr-protocol 6).
 * @throws Problem `hubNameInvalid`
 */
export function checkHubName(hub: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_`,.[\]]{0,127}$/.test(hub)) {
    throw new Problem({
      code: "hubNameInvalid",
      message: l10n.t("{0} cannot be the name of a hub at the service.", `"${hub}"`),
      likelyCause: l10n.t("A hub's name is its class's, such as chatsamplehub, not the path the app maps it to."),
      nextStep: l10n.t("Give a letter and then letters, digits or underscores."),
    });
  }
}
