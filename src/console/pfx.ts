import type { X509Certificate } from "node:crypto";
import { basename } from "node:path";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import type { SecureContext } from "node:tls";
import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { malformed } from "./certificateProblems.ts";

/** A PKCS #12 file that opens, with what it opened with. */
export interface OpenedPfx {
  readonly certificate: X509Certificate;
  /** Secret. */
  readonly passphrase: string | undefined;
}

/**
 * The client's certificate in a PKCS #12 file; undefined where the passphrase does not open it.
 * @throws Problem `certificateFileMalformed`, `certificateFileUnsupported`
 */
export function openPfx(file: string, pfx: Buffer, passphrase: string | undefined): OpenedPfx | undefined {
  const secureContext = contextOf(file, pfx, passphrase);
  if (secureContext === undefined) return undefined;
  // Node reads PKCS #12 only into a TLS context; a socket over nothing tells which certificate it would show.
  const socket = new TLSSocket(new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() }), { secureContext, isServer: true });
  try {
    const certificate = socket.getX509Certificate();
    if (certificate === undefined) throw malformed(file, l10n.t("{0} holds no certificate.", basename(file)));
    return { certificate, passphrase };
  } finally {
    socket.destroy();
  }
}

function contextOf(file: string, pfx: Buffer, passphrase: string | undefined): SecureContext | undefined {
  try {
    return createSecureContext({ pfx, ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/mac verify|password|decrypt/i.test(said)) return undefined;
    if (!/unsupported/i.test(said)) throw malformed(file, l10n.t("{0} is neither a certificate nor a PFX file.", basename(file)), error);
    throw new Problem({
      code: "certificateFileUnsupported",
      message: l10n.t("{0} is encrypted in a way that is no longer supported.", basename(file)),
      resource: file,
      likelyCause: l10n.t("It was exported with RC2 or triple DES, as older versions of Windows do."),
      nextStep: l10n.t("Export it again with AES-256, or turn it into PEM files with openssl pkcs12 -legacy."),
    }, { cause: error });
  }
}
