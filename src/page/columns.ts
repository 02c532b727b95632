import * as l10n from "@vscode/l10n";
import type { Row } from "../console/protocol.ts";
import { bytes, clock, duration } from "./format.ts";
import type { IconName } from "./icons.ts";

/** A column of the log. How wide each is, and which give way in a narrow pane, is the style sheet's; a person's own width goes before. */
export interface Column {
  readonly name: "time" | "delta" | "direction" | "kind" | "target" | "bytes" | "roundTrip" | "summary";
  readonly alignRight: boolean;
  title(): string;
  /** What stands in the cell; `before` is the row above. */
  text(row: Row, before: Row | undefined): string;
}

export const columns: readonly Column[] = [
  { name: "time", alignRight: false, title: () => l10n.t("Time"), text: (row) => clock(row.time) },
  { name: "delta", alignRight: true, title: () => "Δ", text: (row, before) => (before === undefined ? "—" : `+${duration(row.time - before.time)}`) },
  { name: "direction", alignRight: false, title: () => "", text: (row) => row.direction },
  { name: "kind", alignRight: false, title: () => l10n.t("Kind"), text: (row) => row.kind },
  { name: "target", alignRight: false, title: () => l10n.t("Target"), text: (row) => row.target ?? "" },
  { name: "bytes", alignRight: true, title: () => l10n.t("Size"), text: (row) => (row.bytes === undefined ? "" : bytes(row.bytes)) },
  { name: "roundTrip", alignRight: true, title: () => l10n.t("RTT"), text: (row) => (row.roundTripMs === undefined ? "" : duration(row.roundTripMs)) },
  { name: "summary", alignRight: false, title: () => l10n.t("Summary"), text: (row) => row.summary },
];

/** A row's direction in a word. */
export function directionWord(direction: Row["direction"]): string {
  switch (direction) {
    case "sent":
      return l10n.t("sent");
    case "received":
      return l10n.t("received");
    case "local":
    default:
      return l10n.t("local");
  }
}

/** The icon that stands beside the word. */
export const directionIcons: Readonly<Record<Row["direction"], IconName>> = { sent: "arrow-up", received: "arrow-down", local: "circle-small-filled" };
