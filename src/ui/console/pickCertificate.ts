import * as vscode from "vscode";
import type { CertificatePart } from "../../console/connectChoices.ts";

/** Asks for a certificate's file; undefined when the person chose none. */
export async function pickCertificate(part: CertificatePart): Promise<string | undefined> {
  const { title, endings } = wanted(part);
  const [file] = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t("Choose"),
    filters: { [vscode.l10n.t("Certificates and keys")]: endings, [vscode.l10n.t("All files")]: ["*"] },
  }) ?? [];
  return file?.fsPath;
}

function wanted(part: CertificatePart): { readonly title: string; readonly endings: string[] } {
  switch (part) {
    case "ca":
      return { title: vscode.l10n.t("Choose the certificates of an authority to trust"), endings: ["pem", "crt", "cer"] };
    case "cert":
      return { title: vscode.l10n.t("Choose the client's certificate"), endings: ["pem", "crt", "cer", "pfx", "p12"] };
    case "key":
      return { title: vscode.l10n.t("Choose the private key of the client's certificate"), endings: ["pem", "key"] };
    default:
      return part satisfies never;
  }
}
