import * as l10n from "@vscode/l10n";
import type { ConnectOptions } from "./connectOptions.ts";
import { Problem } from "./problem.ts";
import { checkHeaders } from "./requestHeaders.ts";

/**
 * Refuses what cannot go together before anything is sent.
 * @throws Problem `invalidHeader`, `optionsConflict`
 */
export function checkOptions(options: Omit<ConnectOptions, "url">): void {
  checkHeaders(options.headers ?? {});
  const { transport = "webSockets", protocol = "json", bare = false, skipNegotiation = false, statefulReconnect = false } = options;
  if (transport === "serverSentEvents" && protocol === "messagepack") {
    throw conflict(l10n.t("Server-Sent Events carry text only, so messagepack cannot be spoken over them."), l10n.t("Choose the protocol json, or long polling or WebSockets."));
  }
  if (transport !== "webSockets" && (bare || skipNegotiation)) {
    throw conflict(l10n.t("Only a WebSocket can be opened without negotiating."), l10n.t("Choose WebSockets, or let it negotiate."));
  }
  if (statefulReconnect && (transport !== "webSockets" || bare || skipNegotiation)) {
    throw conflict(l10n.t("Stateful reconnect is there only for WebSockets that were negotiated."), l10n.t("Choose WebSockets and let it negotiate, or do without stateful reconnect."));
  }
  if (bare && (options.reconnect ?? []).length > 0) {
    throw conflict(l10n.t("A bare WebSocket is not connected again by itself."), l10n.t("Do without the reconnect policy."));
  }
}

function conflict(message: string, nextStep: string): Problem {
  return new Problem({ code: "optionsConflict", message, nextStep });
}
