import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import * as l10n from "@vscode/l10n";
import { UsageProblem } from "../exit.ts";

/**
 * A secret from a file, or from stdin for `-`; never from an argument, which process lists show.
 * @param option the option that named the file, for messages
 * @throws UsageProblem when it cannot be read or is empty
 */
export async function readSecret(file: string, option: string): Promise<string> {
  let text: string;
  try {
    text = file === "-" ? await readAll(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : l10n.t("it cannot be opened");
    throw new UsageProblem({ code: "usageSecretFile", message: l10n.t("The file of {0} cannot be read: {1}.", option, reason), resource: file, nextStep: l10n.t("Give a file you can read, or - for stdin.") });
  }
  const secret = text.replace(/^\uFEFF/, "").trim();
  if (secret === "") {
    throw new UsageProblem({ code: "usageSecretFile", message: l10n.t("The file of {0} is empty.", option), resource: file });
  }
  return secret;
}
