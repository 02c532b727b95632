import * as vscode from "vscode";
import { comparingFiles } from "../../console/compare.ts";
import { longFile } from "../../console/textPieces.ts";
import { inSlices } from "../../console/work.ts";
import type { Pace, Pieces } from "../../console/work.ts";
import { longWork } from "./longWork.ts";
import { transcriptFilters } from "./pickFile.ts";
import { keepTranscript } from "./transcriptDocument.ts";

/**
 * Shows how two transcripts differ. Asks for those of the two that were not given; does nothing when the person gives up.
 * @throws Problem `transcriptUnreadable`; Cancelled when the person stopped it
 */
export async function compareFiles(given: readonly vscode.Uri[]): Promise<void> {
  const [first = await pick(vscode.l10n.t("Choose the first transcript"))] = given;
  if (first === undefined) return;
  const [, second = await pick(vscode.l10n.t("Choose the transcript to compare {0} with", nameOf(first)))] = given;
  if (second === undefined) return;
  const [one, other] = await Promise.all([vscode.workspace.fs.readFile(first), vscode.workspace.fs.readFile(second)]);
  const compare = (pace: Pace): Promise<Pieces> => inSlices(comparingFiles(one, other), pace);
  const isLong = one.length + other.length > longFile;
  await keepTranscript(await (isLong ? longWork(vscode.l10n.t("Comparing {0} and {1}", nameOf(first), nameOf(second)), compare) : compare({})), "markdown");
}

async function pick(title: string): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t("Choose"), filters: transcriptFilters() });
  return files?.[0];
}

/** The name of a file without its folder. */
export function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
