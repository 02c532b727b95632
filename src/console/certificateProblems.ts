import type { X509Certificate } from "node:crypto";
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";

/** A file that holds something else than what it was chosen for. */
export function malformed(file: string, message: string, cause?: unknown): Problem {
  return new Problem({
    code: "certificateFileMalformed",
    message,
    resource: file,
    likelyCause: l10n.t("It is another file, or it was cut."),
    nextStep: l10n.t("Choose a PEM file (it begins with -----BEGIN), or a PFX file with certificate and key."),
  }, { cause });
}

export function unreadable(file: string, cause: unknown): Problem {
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
  return new Problem({
    code: "certificateFileUnreadable",
    message: l10n.t("The file {0} cannot be read ({1}).", basename(file), String(code)),
    resource: file,
    likelyCause: code === "ENOENT" ? l10n.t("It was moved or removed since it was chosen.") : l10n.t("Its permissions do not let you read it, or it is no file."),
    nextStep: l10n.t("Choose it again in the connection settings, or take it away there."),
  }, { cause });
}

export function mismatch(file: string): Problem {
  return new Problem({
    code: "privateKeyMismatch",
    message: l10n.t("The private key in {0} is not the one of the client's certificate.", basename(file)),
    resource: file,
    likelyCause: l10n.t("The certificate was renewed with a new key, or the two files belong to different certificates."),
    nextStep: l10n.t("Choose the key that the certificate was requested with."),
  });
}

export function keyMissing(file: string): Problem {
  return new Problem({
    code: "privateKeyMissing",
    message: l10n.t("{0} holds a certificate but no private key.", basename(file)),
    resource: file,
    nextStep: l10n.t("Choose the file with its private key too, or a PFX file that holds both."),
  });
}

export function certificateMissing(file: string): Problem {
  return new Problem({
    code: "clientCertificateMissing",
    message: l10n.t("There is a private key but no client certificate to go with it."),
    resource: file,
    nextStep: l10n.t("Choose the certificate too, or take the key away."),
  });
}

/** @throws Problem `certificateFileExpired` where the certificate is not valid at this time */
export function checkDates(file: string, { validFrom, validTo }: Pick<X509Certificate, "validFrom" | "validTo">): void {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (Date.now() >= from && Date.now() <= to) return;
  const early = Date.now() < from;
  throw new Problem({
    code: "certificateFileExpired",
    message: early
      ? l10n.t("The certificate in {0} is not valid before {1}.", basename(file), new Date(from).toISOString().slice(0, 10))
      : l10n.t("The certificate in {0} expired on {1}.", basename(file), new Date(to).toISOString().slice(0, 10)),
    resource: file,
    likelyCause: early ? l10n.t("The clock of this computer is wrong, or the certificate is for later.") : l10n.t("It was not renewed, or the clock of this computer is wrong."),
    nextStep: l10n.t("Choose a certificate that is valid now."),
  });
}
