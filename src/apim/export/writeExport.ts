import { constants } from "node:fs";
import { lstat, mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { signature } from "../marker.ts";
import type { ExportFile } from "./exportFiles.ts";

export interface WrittenFile {
  /** As given. */
  readonly path: string;
  /** It was there and is as its owner left it. */
  readonly kept: boolean;
}

/**
 * Writes an export into a folder, which is made where it is missing. Parameter files are the person's once they are there; other files
 * are replaced only where an export wrote them. Looks at all before it writes any.
 * @throws Problem `exportFileInTheWay` for a file somebody else wrote; `exportNotWritten` where the system refuses
 */
export async function writeExport(files: readonly ExportFile[], folder: string): Promise<readonly WrittenFile[]> {
  const looked = await Promise.all(files.map(async (file) => ({ file, held: await heldText(join(folder, file.path)) })));
  const foreign = looked.find(({ file, held }) => held !== undefined && file.parameters !== true && held !== file.text && !isOurs(held));
  if (foreign !== undefined) {
    throw new Problem({
      code: "exportFileInTheWay",
      message: l10n.t("{0} is there already, and was not written by an export. Nothing was written.", join(folder, foreign.file.path)),
      nextStep: l10n.t("Choose another folder, or move the file away."),
    });
  }
  const written: WrittenFile[] = [];
  for (const { file, held } of looked) {
    const kept = held !== undefined && (file.parameters === true || held === file.text);
    if (!kept) await write(join(folder, file.path), file.text, held === undefined);
    written.push({ path: file.path, kept });
  }
  return written;
}

/** Every file of an export that holds no parameters names who wrote it. */
function isOurs(text: string): boolean {
  return text.includes(signature);
}

async function heldText(path: string): Promise<string | undefined> {
  try {
    if (!(await lstat(path)).isFile()) {
      throw notWritten(path, l10n.t("It is there and is no file."));
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error instanceof Problem ? error : notWritten(path, String(error));
  }
}

async function write(path: string, text: string, fresh: boolean): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    // Never through a link that was put there since it was looked at.
    const flags = constants.O_WRONLY | constants.O_NOFOLLOW | (fresh ? constants.O_CREAT | constants.O_EXCL : constants.O_TRUNC);
    await using file = await open(path, flags, 0o666);
    await file.writeFile(text);
  } catch (error) {
    throw notWritten(path, String(error));
  }
}

function notWritten(path: string, cause: string): Problem {
  return new Problem({ code: "exportNotWritten", message: l10n.t("{0} could not be written.", path), likelyCause: cause, nextStep: l10n.t("Choose another folder.") });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
