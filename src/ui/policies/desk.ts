import * as vscode from "vscode";
import { documentWith } from "../../apim/policies/scopes.ts";
import { rendered } from "../../apim/policies/render.ts";
import { faultsIn } from "../../apim/policies/refusedAt.ts";
import { Problem } from "../../signalr/problem.ts";
import { problemText } from "../problemText.ts";
import type { Services } from "../services.ts";
import { findInstance } from "../tree/find.ts";
import { isReadOnly } from "./address.ts";
import type { PolicyAddress } from "./address.ts";
import { Addresses } from "./addresses.ts";
import { Bases } from "./bases.ts";
import type { Base } from "./bases.ts";
import { Conflicts } from "./conflict.ts";
import type { Findings } from "./findings.ts";
import { hasConflicts, sameText } from "./merge.ts";
import { PolicyReach } from "./reach.ts";
import type { ServerPolicy } from "./reach.ts";
import type { PolicyVersions } from "./versions.ts";

/** A policy that inherits everything, for a scope without one. */
export const emptyPolicy = `${rendered(documentWith({}))}\n`;

interface Parts {
  readonly services: Services;
  readonly versions: PolicyVersions;
  readonly findings: Findings;
  readonly changed: vscode.EventEmitter<vscode.FileChangeEvent[]>;
}

/** Policies as files: read from the instance, written with the ETag of what the document began from. */
export class PolicyDesk {
  readonly addresses: Addresses;
  readonly reach: PolicyReach;
  readonly bases: Bases;
  readonly #parts: Parts;
  readonly #conflicts: Conflicts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.addresses = new Addresses(parts.services.context.workspaceState);
    this.reach = new PolicyReach(parts.services.accounts);
    this.bases = new Bases(parts.services.context.workspaceState);
    this.#conflicts = new Conflicts(this.bases, parts.versions, parts.services.log);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const address = this.#known(uri);
    const { mtime, text } = this.bases.of(uri) ?? (await this.#readAnew(uri, address));
    return { type: vscode.FileType.File, ctime: 0, mtime, size: Buffer.byteLength(text), ...(isReadOnly(address) && { permissions: vscode.FilePermission.Readonly }) };
  }

  async read(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#readAnew(uri, this.#known(uri))).text);
  }

  /** What a document without changes that is open already should show: the policy as it is on the instance now. Undefined where it has changes, or was not open. */
  async refresh(uri: vscode.Uri): Promise<string | undefined> {
    if (this.bases.of(uri) === undefined || isDirty(uri)) return undefined;
    const now = await this.#readAnew(uri, this.#known(uri));
    await this.bases.set(uri, now, false);
    return now.text;
  }

  async write(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const address = this.#known(uri);
    if (isReadOnly(address)) throw vscode.FileSystemError.NoPermissions(vscode.l10n.t("More than one API depends on this policy: it is only shown here. Change it in the portal."));
    const text = new TextDecoder().decode(content);
    if (hasConflicts(text)) throw new vscode.FileSystemError(vscode.l10n.t("There are conflicts left. Resolve them, then save."));
    const current = this.bases.of(uri) ?? (await this.#readAnew(uri, address));
    const base = current.merged?.mine === text ? current.merged.from : current;
    if (base === current && current.merged !== undefined && current.merged.overlaps > 0) await this.#conflicts.confirm(current.merged.overlaps);
    await this.#asFileErrors(uri, () => this.#writeFrom(uri, address, base, text));
    this.#parts.findings.refused(uri, []);
    void this.#showInTree(address);
  }

  /**
   * Deletes a policy as it was seen. A document of it that is open shows the one that only inherits; changes in it that are not saved stay, and
   * create it anew when they are.
   * @throws Problem with status 412 where it is another by now
   */
  async delete(uri: vscode.Uri, address: PolicyAddress, etag: string, signal: AbortSignal): Promise<void> {
    await this.reach.delete(address, etag, signal);
    this.#parts.findings.refused(uri, []);
    await this.#changedOnInstance(uri, address, { text: emptyPolicy });
  }

  /** Writes a policy that was deleted. @throws Problem where there is one again */
  async restore(uri: vscode.Uri, address: PolicyAddress, text: string): Promise<void> {
    if ((await this.reach.read(address)) !== undefined) {
      throw new Problem({ code: "policyThere", message: vscode.l10n.t("Someone else wrote a policy there in the meantime. It stays as it is."), nextStep: vscode.l10n.t("Look at it with Edit Policy.") });
    }
    await this.reach.write(address, text, undefined);
    await this.#changedOnInstance(uri, address, (await this.reach.read(address)) ?? { text });
  }

  /** What was written or deleted beside the document: one without changes shows it, others go on from it. */
  async #changedOnInstance(uri: vscode.Uri, address: PolicyAddress, now: Pick<Base, "text" | "etag">): Promise<void> {
    const before = this.bases.of(uri);
    if (before !== undefined) {
      const dirty = isDirty(uri);
      await this.bases.set(uri, { ...now, mtime: dirty ? before.mtime : later(before) }, dirty);
      if (!dirty) this.#parts.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }
    void this.#showInTree(address);
  }

  async #writeFrom(uri: vscode.Uri, address: PolicyAddress, base: Base, text: string): Promise<void> {
    // ARM knows no condition for "only where there is none": a policy that is made between these two requests is overwritten.
    const before = base.etag === undefined ? await this.reach.read(address) : undefined;
    if (before !== undefined) return this.#changedMeanwhile(uri, address, base, text, before);
    try {
      await this.reach.write(address, text, base.etag);
    } catch (error) {
      if (base.etag === undefined || !(error instanceof Problem) || (error.details.status !== 412 && error.details.status !== 404)) throw error;
      return this.#changedMeanwhile(uri, address, base, text, await this.reach.read(address));
    }
    await this.#written(uri, address, text);
  }

  /** Someone else has written since. @throws FileSystemError where the person has to decide */
  async #changedMeanwhile(uri: vscode.Uri, address: PolicyAddress, base: Base, text: string, theirs: ServerPolicy | undefined): Promise<void> {
    if (theirs === undefined) throw this.#conflicts.deleted(uri, base);
    if (sameText(theirs.text, text)) return this.bases.set(uri, { ...theirs, mtime: later(base) }, false);
    if (!sameText(theirs.text, base.text)) throw this.#conflicts.merge(uri, base, text, theirs);
    // Only its ETag is another: what was written was the same, or a sibling was (apim-facts 1.9).
    await this.reach.write(address, text, theirs.etag);
    await this.#written(uri, address, text);
  }

  /** API Management indents anew what it stores: what the document goes on from is what is there now, and it is shown. */
  async #written(uri: vscode.Uri, address: PolicyAddress, text: string): Promise<void> {
    const before = this.bases.of(uri);
    const now = (await this.reach.read(address)) ?? { text, etag: "*" };
    const mtime = later(before);
    await this.bases.set(uri, { ...now, text: sameText(now.text, text) ? text : now.text, mtime }, false);
    if (sameText(now.text, text)) return;
    setImmediate(() => {
      void this.bases.set(uri, { ...now, mtime: mtime + 1 }, false);
      this.#parts.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    });
  }

  #known(uri: vscode.Uri): PolicyAddress {
    const address = this.addresses.of(uri);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return address;
  }

  async #readAnew(uri: vscode.Uri, address: PolicyAddress): Promise<Base> {
    const found = await this.#asFileErrors(uri, () => this.reach.read(address));
    const old = this.bases.of(uri);
    const base: Base = found === undefined ? { text: emptyPolicy, mtime: old !== undefined && old.etag === undefined ? old.mtime : later(old) } : { ...found, mtime: old?.etag === found.etag ? old.mtime : later(old) };
    this.bases.read(uri, base, isDirty(uri));
    return base;
  }

  /** VS Code shows a file system's errors by itself; the log has all that is known. */
  async #asFileErrors<T>(uri: vscode.Uri, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof vscode.FileSystemError) throw error;
      const { message, log } = problemText(error);
      this.#parts.services.log.error(log);
      const faults = error instanceof Problem && error.details.status === 400 ? faultsIn(error.message) : [];
      this.#parts.findings.refused(uri, faults);
      const [first] = faults;
      throw new vscode.FileSystemError(first === undefined ? message : vscode.l10n.t("API Management refuses line {0}: {1}", first.line, first.reason));
    }
  }

  async #showInTree(address: PolicyAddress): Promise<void> {
    const { tree, log } = this.#parts.services;
    try {
      const { account, instance } = await this.reach.reached(address);
      const row = await findInstance(tree.model, account, instance);
      if (row !== undefined) tree.model.refresh(row);
    } catch (error) {
      log.debug(`The tree could not be read after a policy was saved: ${String(error)}`);
    }
  }
}

function isDirty(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}

/** Always behind the last one, so that VS Code takes it for a change. */
function later(base: Base | undefined): number {
  return Math.max(Date.now(), (base?.mtime ?? 0) + 2);
}
