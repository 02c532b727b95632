import * as l10n from "@vscode/l10n";
import type { Diagnosis } from "../../doctor/model.ts";
import { shownPlace } from "../../doctor/verdict.ts";
import type { Row } from "./present.ts";

/** The row of an integration with what the doctor said of it last. */
export function withHealth(row: Row, { verdict, startedAt }: Diagnosis): Row {
  const words = { ok: l10n.t("all is well"), warning: l10n.t("warns"), failed: verdict.place === undefined ? l10n.t("failed") : l10n.t("fault with {0}", shownPlace(verdict.place)) };
  return {
    ...row,
    description: [row.description, l10n.t("doctor: {0}", words[verdict.outcome])].filter((part) => part !== undefined).join(" · "),
    tooltip: [row.tooltip, l10n.t("Doctor, {0}: {1}", new Date(startedAt).toLocaleTimeString(), verdict.text)].filter((part) => part !== undefined).join("\n\n"),
    ...(verdict.outcome === "failed" && { icon: "error", colour: "error" as const }),
  };
}
