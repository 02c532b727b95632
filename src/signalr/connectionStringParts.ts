import { domainToUnicode } from "node:url";
import * as l10n from "@vscode/l10n";
import { Problem } from "./problem.ts";

/** The parts the SDK knows, in the order they are written. Everything else in a string is ignored. */
export const PARTS = [
  "Endpoint", "AccessKey", "AuthType", "ClientId", "TenantId", "ClientSecret", "ClientCert", "Version", "Port", "ClientEndpoint", "ServerEndpoint",
] as const;
export type Part = (typeof PARTS)[number];

/**
 * Checks one endpoint by the SDK's rule: an absolute http or https URI. Returns it as .NET's `AbsoluteUri` spells it
 * (a bare host gets its slash, an international host name stays readable).
 * @throws Problem `connectionStringPartInvalid`
 */
export function absoluteUri(text: string, part: Part, port?: number): { readonly absoluteUri: string; readonly origin: string } {
  const url = /^https?:\/\/[^/]/i.test(text) ? URL.parse(text) : null;
  if (url === null) {
    throw invalid(part, /^\w*endpoint\s*=/i.test(text)
      ? l10n.t("Its name stands in it twice: {0}={0}=… was pasted.", part)
      : l10n.t("It must be an absolute http or https URL, such as https://contoso.service.signalr.net."));
  }
  if (port !== undefined) {
    url.port = String(port);
  }
  // The URL class writes international host names in punycode; the SDK keeps them as they were.
  const ascii = /^\p{ASCII}*$/u.test(text);
  const host = ascii ? url.host : url.host.replace(url.hostname, domainToUnicode(url.hostname));
  const spelled = ascii ? url.href : url.href.replace(url.host, host);
  return { absoluteUri: spelled, origin: `${url.protocol}//${host}` };
}

/**
 * The known parts of a connection string by name: `;` separates, the first `=` splits, names count without case, what has no `=` is skipped.
 * @throws Problem `connectionStringEmpty`, `connectionStringPartMissing`, `connectionStringPartRepeated`
 */
export function readParts(text: string): ReadonlyMap<Part, string> {
  if (text.trim() === "") {
    throw new Problem({
      code: "connectionStringEmpty",
      message: l10n.t("The connection string is empty."),
      nextStep: l10n.t("Copy it from the service's Keys page, or let this extension read it from the service."),
    });
  }
  const seen = new Set<string>();
  const parts = new Map<Part, string>();
  for (const pair of text.split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim().toLowerCase();
    if (equals < 0 || name === "") {
      continue;
    }
    const part = PARTS.find((known) => known.toLowerCase() === name);
    if (seen.has(name)) {
      throw new Problem({
        code: "connectionStringPartRepeated",
        message: part === undefined ? l10n.t("A part of the connection string is given twice.") : l10n.t("The part {0} of the connection string is given twice.", part),
        likelyCause: l10n.t("Two connection strings were pasted together, or a part was added to a string that had it already."),
        nextStep: l10n.t("Keep one of the two."),
      });
    }
    seen.add(name);
    if (part !== undefined) {
      parts.set(part, pair.slice(equals + 1).trim());
    }
  }
  if (text.split(";").filter((pair) => pair.trim() !== "").length < 2) {
    throw missing(parts.has("Endpoint") ? l10n.t("{0} or {1}", "AccessKey", "AuthType") : "Endpoint");
  }
  return parts;
}

/** The part's text. @throws Problem `connectionStringPartMissing` */
export function required(parts: ReadonlyMap<Part, string>, part: Part): string {
  const value = parts.get(part);
  if (value === undefined) {
    throw missing(part);
  }
  return value;
}

export function missing(part: string): Problem {
  return new Problem({
    code: "connectionStringPartMissing",
    message: l10n.t("The connection string has no {0}.", part),
    likelyCause: l10n.t("It was copied in part, or written by hand."),
    nextStep: l10n.t("Copy it again as a whole from the service's Keys page. It looks like Endpoint=https://…;AccessKey=…;Version=1.0;"),
  });
}

export function invalid(part: Part, rule: string): Problem {
  return new Problem({
    code: "connectionStringPartInvalid",
    message: l10n.t("The part {0} of the connection string is not valid. {1}", part, rule),
    nextStep: l10n.t("Correct this part, or copy the string again from the service's Keys page."),
  });
}
