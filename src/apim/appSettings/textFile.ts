import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";

const ownerOnly = 0o600;

/** A file's text with its byte order mark, or undefined where there is no file. @throws Problem `fileUnreadable` */
export async function readText(path: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return undefined;
    }
    throw unreadable(path, l10n.t("it cannot be opened ({0})", codeOf(error)));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreadable(path, l10n.t("it is not UTF-8 text"));
  }
}

/**
 * Replaces a file's text in one step, so that nobody ever reads half of it and a failure leaves the old one. An existing file keeps its
 * mode and owner; a new one is its owner's alone.
 * @throws Problem `fileNotWritable`
 */
export async function writeText(path: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Where the path is a link, its target is the file; replacing the link would cut it off.
    const target = await realpath(path).catch(() => path);
    const before = await stat(target).catch(() => undefined);
    temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}`);
    const file = await open(temporary, "wx", ownerOnly);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (before !== undefined) {
      // Only root can give a file away; others own it already or the mode is what counts.
      await chown(temporary, before.uid, before.gid).catch(() => undefined);
      await chmod(temporary, before.mode & 0o7777);
    }
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) {
      await rm(temporary, { force: true });
    }
    throw new Problem(
      { code: "fileNotWritable", message: l10n.t("{0} cannot be written ({1}). It is as it was.", path, codeOf(error)), resource: path, nextStep: l10n.t("Check the permissions of the file and its folder.") },
      { cause: error },
    );
  }
}

/** The line end a text uses; `\n` where it has none. */
export function lineEnd(text: string): string {
  return /\r\n|\n/.exec(text)?.[0] ?? "\n";
}

export function unreadable(path: string, why: string): Problem {
  return new Problem({ code: "fileUnreadable", message: l10n.t("{0} was left as it is: {1}.", path, why), resource: path, nextStep: l10n.t("Repair the file and try again.") });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}
