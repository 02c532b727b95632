import * as l10n from "@vscode/l10n";
import type { ProtocolName, TransportName } from "../../signalr/events.ts";
import { Problem } from "../../signalr/problem.ts";
import type { LayoutName } from "../model.ts";
import { layoutOf } from "./layout.ts";
import type { Layout } from "./roles.ts";

const spelled: Readonly<Record<Layout["transports"][number], TransportName>> = { WebSockets: "webSockets", ServerSentEvents: "serverSentEvents", LongPolling: "longPolling" };

/** What passes the gateway in a layout, the one clients prefer first. */
export function carriedTransports(layout: LayoutName): readonly TransportName[] {
  return layoutOf(layout).transports.map((name) => spelled[name]);
}

/** The first of the layout's transports that carries the protocol: Server-Sent Events are text, so not messagepack. */
export function defaultTransport(layout: LayoutName, protocol: ProtocolName): TransportName {
  return carriedTransports(layout).find((name) => protocol === "json" || name !== "serverSentEvents") ?? "webSockets";
}

/** Names the layout as the cause where the transport that failed is none it carries; else gives back what was thrown as it is. */
export function withLayoutCause(error: unknown, layout: LayoutName, transport: TransportName): unknown {
  const { transports } = layoutOf(layout);
  if (!(error instanceof Problem) || transports.some((name) => spelled[name] === transport)) {
    return error;
  }
  return new Problem(
    {
      ...error.details,
      likelyCause: l10n.t("The integration's layout {0} does not carry this transport. It carries: {1}.", layout, transports.join(", ")),
      nextStep: l10n.t("Choose a transport the layout carries, or publish with another layout."),
    },
    { cause: error },
  );
}
