import * as vscode from "vscode";
import type { ConsolePlatform } from "../../console/platform.ts";
import { withProgress } from "../progress.ts";

/** Shows how much is done, with a button that stops it. */
export const longWork: ConsolePlatform["longWork"] = (title, work) =>
  withProgress(title, (signal, report) => work({ signal, progress: (done) => report(vscode.l10n.t("{0} done", done.toLocaleString(vscode.env.language))) }));
