import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import type { TlsOptions } from "../signalr/connectOptions.ts";
import { Cancelled } from "../signalr/problem.ts";
import { certificateMissing, checkDates, keyMissing, malformed, mismatch, unreadable } from "./certificateProblems.ts";
import type { CertificateFiles } from "./connectChoices.ts";
import { openPfx } from "./pfx.ts";
import type { ConsolePlatform } from "./platform.ts";

/** No certificate's file comes near; a larger one is another file. */
const largestFile = 1024 * 1024;

/**
 * What the chosen files hold, checked before anything is sent with it.
 * @throws Problem `certificateFileUnreadable`, `certificateFileMalformed`, `certificateFileExpired`, `privateKeyMissing`, `privateKeyMismatch`,
 * `clientCertificateMissing`; Cancelled when no passphrase was given
 */
export async function readCertificates({ ca, cert, key }: CertificateFiles, passphrase: ConsolePlatform["passphrase"]): Promise<TlsOptions> {
  if (cert === undefined && key !== undefined) throw certificateMissing(key);
  return {
    ...(ca !== undefined && { ca: pem(authorities(ca, await read(ca))) }),
    ...(cert !== undefined && (await clientCertificate(cert, key, passphrase))),
  };
}

/** Those of a file that are valid now: bundles carry old ones along. */
function authorities(file: string, bytes: Buffer): readonly X509Certificate[] {
  const all = certificatesIn(bytes);
  const [first] = all;
  if (first === undefined) throw malformed(file, l10n.t("{0} holds no certificate of an authority.", basename(file)));
  const valid = all.filter(({ validFrom, validTo }) => Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo));
  if (valid.length === 0) checkDates(file, first);
  return valid;
}

async function clientCertificate(file: string, keyFile: string | undefined, passphrase: ConsolePlatform["passphrase"]): Promise<TlsOptions> {
  const bytes = await read(file);
  const chain = certificatesIn(bytes);
  const [leaf] = chain;
  if (leaf === undefined) {
    if (isPem(bytes)) throw malformed(file, l10n.t("{0} holds no certificate.", basename(file)));
    const opened = await unlock(file, passphrase, (given) => openPfx(file, bytes, given));
    checkDates(file, opened.certificate);
    return { pfx: bytes, ...(opened.passphrase !== undefined && { passphrase: opened.passphrase }) };
  }
  checkDates(file, leaf);
  const key = await privateKey(keyFile ?? file, keyFile === undefined ? bytes : await read(keyFile), passphrase);
  if (!leaf.checkPrivateKey(key)) throw mismatch(keyFile ?? file);
  return { cert: pem(chain), key: key.export({ type: "pkcs8", format: "pem" }).toString() };
}

async function privateKey(file: string, bytes: Buffer, passphrase: ConsolePlatform["passphrase"]): Promise<KeyObject> {
  const found = /-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----(?:(?!-----)[^])*-----END (?:[A-Z]+ ){0,2}PRIVATE KEY-----/.exec(bytes.toString("latin1"))?.[0];
  if (found === undefined) throw keyMissing(file);
  const encrypted = /ENCRYPTED/.test(found);
  const open = (given: string | undefined): KeyObject | undefined => {
    // Which error a wrong passphrase gives depends on the TLS library the editor was built with.
    if (encrypted && given === undefined) return undefined;
    try {
      return createPrivateKey({ key: found, ...(given !== undefined && { passphrase: given }) });
    } catch (error) {
      if (encrypted) return undefined;
      throw malformed(file, l10n.t("The private key in {0} cannot be read.", basename(file)), error);
    }
  };
  return await unlock(file, passphrase, open);
}

/** Opens what may be encrypted; asks for the passphrase until one fits. @param open gives undefined where the passphrase does not fit */
async function unlock<T>(file: string, passphrase: ConsolePlatform["passphrase"], open: (passphrase: string | undefined) => T | undefined): Promise<T> {
  let opened = open(undefined);
  for (let refused = false; opened === undefined; refused = true) {
    const given = await passphrase(file, refused);
    if (given === undefined) throw new Cancelled();
    opened = open(given);
  }
  return opened;
}

/** The certificates of a PEM file, or the one of a DER file. */
function certificatesIn(bytes: Buffer): readonly X509Certificate[] {
  const blocks: readonly (Buffer | string)[] = isPem(bytes) ? (bytes.toString("latin1").match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []) : [bytes];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function isPem(bytes: Buffer): boolean {
  return bytes.includes("-----BEGIN ");
}

function pem(certificates: readonly X509Certificate[]): string {
  return certificates.map(String).join("");
}

async function read(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size <= largestFile) return await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  throw malformed(file, l10n.t("{0} is too large to be a certificate.", basename(file)));
}
