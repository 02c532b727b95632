import * as vscode from "vscode";
import type { Place } from "./steps.ts";

/** How each question of the wizard is framed. */
export function frame(placeholder: string, place: Place): { readonly title: string; readonly placeholder: string; readonly place: Place } {
  return { title: vscode.l10n.t("Publish SignalR through API Management"), placeholder, place };
}

/** A check that throws, as a complaint for an input box. */
export function complaint(check: (text: string) => unknown): (text: string) => string | undefined {
  return (text) => {
    try {
      check(text);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

/** What was typed as a list. */
export function listed(text: string): readonly string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "");
}
