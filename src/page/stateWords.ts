import * as l10n from "@vscode/l10n";
import type { ConsoleStatus } from "../console/protocol.ts";
import type { IconName } from "./icons.ts";

/** The state in words, as it is shown and announced. */
export function stateWord(state: ConsoleStatus["state"]): string {
  switch (state) {
    case "idle":
      return l10n.t("Not connected");
    case "connecting":
      return l10n.t("Connecting");
    case "connected":
      return l10n.t("Connected");
    case "reconnecting":
      return l10n.t("Reconnecting");
    case "closing":
      return l10n.t("Closing");
    case "closed":
      return l10n.t("Closed");
    case "failed":
    default:
      return l10n.t("Failed");
  }
}

export function stateIcon(state: ConsoleStatus["state"]): IconName {
  if (state === "connected") return "circle-filled";
  if (state === "failed") return "error";
  return state === "connecting" || state === "reconnecting" || state === "closing" ? "loading" : "circle-outline";
}

/** Whether there is a connection, or one on its way: something to disconnect. */
export function isOpen(state: ConsoleStatus["state"]): boolean {
  return state === "connecting" || state === "connected" || state === "reconnecting" || state === "closing";
}
