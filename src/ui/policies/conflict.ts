import * as vscode from "vscode";
import { showProblem } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Base, Bases } from "./bases.ts";
import { threeWay } from "./merge.ts";
import type { ServerPolicy } from "./reach.ts";
import type { PolicyVersions } from "./versions.ts";

/** What to do where someone else changed a policy while the person did. Nothing that either wrote is thrown away. */
export class Conflicts {
  readonly #bases: Bases;
  readonly #versions: PolicyVersions;
  readonly #log: Log;

  constructor(bases: Bases, versions: PolicyVersions, log: Log) {
    this.#bases = bases;
    this.#versions = versions;
    this.#log = log;
  }

  /** Opens a three-way merge once the save has failed; gives the error it fails with. */
  merge(uri: vscode.Uri, base: Base, mine: string, theirs: ServerPolicy): vscode.FileSystemError {
    this.#afterwards(() => this.#openMerge(uri, base, mine, theirs));
    return new vscode.FileSystemError(vscode.l10n.t("Someone else changed this policy after you opened it. Nothing was written: merge the two, then save."));
  }

  /**
   * Asks before a merge with overlaps is written: VS Code's merge editor saves what it shows, also where nothing was decided yet.
   * @throws FileSystemError where the person does not want it
   */
  async confirm(overlaps: number): Promise<void> {
    const write = vscode.l10n.t("Write");
    const detail = overlaps === 1 ? vscode.l10n.t("You and someone else changed the same place. Write what the document holds for it now?") : vscode.l10n.t("You and someone else changed the same in {0} places. Write what the document holds for them now?", overlaps);
    if ((await vscode.window.showWarningMessage(vscode.l10n.t("Write the merged policy to the instance?"), { modal: true, detail }, write)) !== write) {
      throw new vscode.FileSystemError(vscode.l10n.t("Nothing was written: decide on the changes, then save."));
    }
  }

  /** Offers to make the policy again once the save has failed; gives the error it fails with. */
  deleted(uri: vscode.Uri, base: Base): vscode.FileSystemError {
    this.#afterwards(() => this.#offerToCreate(uri, base));
    return new vscode.FileSystemError(vscode.l10n.t("Someone else deleted this policy, or its API, after you opened it. Nothing was written."));
  }

  /** Only when VS Code has been told that the save failed is the document free to be changed. */
  #afterwards(run: () => Promise<void>): void {
    setImmediate(() => void run().catch((error: unknown) => showProblem(error, this.#log)));
  }

  async #openMerge(uri: vscode.Uri, base: Base, mine: string, theirs: ServerPolicy): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const { text, conflicts } = threeWay(base.text, mine, theirs.text, { mine: vscode.l10n.t("Yours"), theirs: vscode.l10n.t("On the instance") });
    // VS Code compares the time with that of its own last read, and would refuse the next save by itself if it were newer.
    await this.#bases.set(uri, { ...theirs, mtime: base.mtime, merged: { mine, from: base, overlaps: conflicts } }, true);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).rangeIncludingLineBreak.end), text);
    await vscode.workspace.applyEdit(edit);
    const instance = this.#versions.add(uri, theirs.text);
    if (conflicts === 0) {
      await vscode.commands.executeCommand("vscode.diff", instance, uri, vscode.l10n.t("{0}: instance ↔ merged with yours", uri.path.slice(uri.path.lastIndexOf("/") + 1)));
      return;
    }
    // The merge editor saves what it is opened on, which is refused while the conflict markers are in it; it then takes them out.
    await vscode.commands.executeCommand("_open.mergeEditor", {
      base: this.#versions.add(uri, base.text),
      input1: { uri: instance, title: vscode.l10n.t("On the Instance"), description: vscode.l10n.t("changed by someone else") },
      input2: { uri: this.#versions.add(uri, mine), title: vscode.l10n.t("Yours"), description: vscode.l10n.t("not saved") },
      output: uri,
    });
  }

  async #offerToCreate(uri: vscode.Uri, base: Base): Promise<void> {
    const create = vscode.l10n.t("Create Again");
    if ((await vscode.window.showWarningMessage(vscode.l10n.t("The policy was deleted on the instance. Create it again with your text?"), create)) !== create) return;
    await this.#bases.set(uri, { text: base.text, mtime: base.mtime }, true);
    await (await vscode.workspace.openTextDocument(uri)).save();
  }
}
