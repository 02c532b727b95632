/** Stands where a secret was. */
export const MASK = "***";

/** Query and fragment parameters whose values open something: tokens, the connection token (`id`), keys, signatures. */
const SECRET_PARAMETERS = [
  "access_token", "refresh_token", "id_token", "token", "id", "connectionToken", "subscription-key", "ocp-apim-subscription-key",
  "sig", "code", "key", "api-key", "client_secret", "client_assertion", "password",
] as const;

/** Members of JSON documents, connection strings and settings that hold a secret. */
const SECRET_MEMBERS = [
  "accessKey", "accessToken", "access_token", "refresh_token", "id_token", "connectionToken", "connectionString", "clientSecret",
  "client_secret", "primaryKey", "secondaryKey", "primaryConnectionString", "secondaryConnectionString", "sharedAccessKey",
  "accountKey", "armToken", "password", "authorization", "cookie", "set-cookie", "subscription-key", "ocp-apim-subscription-key",
] as const;

const SECRET_PARTS = ["accessKey", "clientSecret", "sharedAccessKey", "accountKey", "password"] as const;

const SECRET_HEADERS = new Set([
  "authorization", "proxy-authorization", "cookie", "set-cookie", "ocp-apim-subscription-key", "x-functions-key", "api-key",
  "x-ms-authorization-auxiliary", "subscription-key",
]);

const anyOf = (names: readonly string[]): string => names.map((name) => name.replaceAll(/[-_]/g, "(?:$&|%2[dD]|%5[fF])")).join("|");

// A separator or value may itself stand percent-encoded inside another URL (also twice), or escaped inside JSON.
const START = String.raw`(?:[?&#]|%(?:25)*(?:3f|26|23)|(?<!\\)\\+u00(?:26|3f))`;
const EQUALS_ENCODED = String.raw`%(?:25)*3d`;

const secretParameter = new RegExp(`(${START}(?:${anyOf(SECRET_PARAMETERS)})=)[^&#\\s"'<>\\\\]+`, "gi");
const secretHeaderLine = /((?:^|[\r\n,;{"'\s])(?:(?:set-)?cookie|ocp-apim-subscription-key|x-functions-key)\s*[:=]\s*)[^\r\n"']+/gi;
// Looked for only where a run of its letters begins (or after a percent-escape): every place in a run would take quadratic time.
const jsonWebToken = /(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))ey[A-Za-z0-9_-]{8,65536}\.[A-Za-z0-9_-]{4,65536}(?:\.[A-Za-z0-9_-]{0,65536})?/g;

/**
 * A secret found by what stands before it, reaching to the first match of `end` with a group; matches without one are escapes inside
 * it. Two searches, because one expression for a value of megabytes would exhaust the expression engine's stack.
 */
interface MarkedSecret {
  readonly start: RegExp;
  readonly end: RegExp;
}

const markedSecrets: readonly MarkedSecret[] = [
  { start: new RegExp(`(?<!\\\\)"(?:${anyOf(SECRET_MEMBERS)})"\\s*:\\s*"`, "gi"), end: /\\.|(")/gs },
  // The same inside a JSON string that holds JSON: the quotes are escaped, so a value ends at the next backslash-quote.
  { start: new RegExp(`(?<!\\\\)\\\\+"(?:${anyOf(SECRET_MEMBERS)})\\\\+"\\s*:\\s*\\\\+"`, "gi"), end: /\\[^"\\]|(["\\])/g },
  { start: new RegExp(`(?:${anyOf(SECRET_PARTS)})\\s*=\\s*`, "gi"), end: /\\u[0-9a-f]{4}|([;"'\s<>\\])/gi },
  { start: new RegExp(`(?:${anyOf(SECRET_PARTS)})${EQUALS_ENCODED}`, "gi"), end: /(%(?:25)*3b|[;&"'\s<>\\])/gi },
  { start: new RegExp(`${START}(?:${anyOf(SECRET_PARAMETERS)})${EQUALS_ENCODED}`, "gi"), end: /(%(?:25)*(?:26|23)|[&#\s"'<>\\])/gi },
  { start: /\bBearer(?:\s|\+|%20)+(?!\w+=["'])(?=(?=[\w.~+/%-]{0,8192}\d)[\w.~+/%-]{8}|[\w.~+/%-]{20})/gi, end: /([^\w.~+/%=-])/g },
];

function maskMarked(text: string, { start, end }: MarkedSecret): string {
  let masked = "";
  let kept = 0;
  start.lastIndex = 0;
  while (start.exec(text) !== null) {
    const from = start.lastIndex;
    const to = endOf(text, from, end);
    if (to > from) {
      masked += text.slice(kept, from) + MASK;
      kept = to;
      start.lastIndex = to;
    }
  }
  return kept === 0 ? text : masked + text.slice(kept);
}

function endOf(text: string, from: number, end: RegExp): number {
  end.lastIndex = from;
  let found = end.exec(text);
  while (found !== null && found[1] === undefined) {
    found = end.exec(text);
  }
  return found?.index ?? text.length;
}

// The service's access keys: 32 bytes in base64, or the longer form that carries the marker JQQJ9.
const BASE64 = String.raw`(?:[A-Za-z0-9+/]|%2[BbFf]|\\u002[BbFf])`;
const accessKey = new RegExp(`(?<![A-Za-z0-9+/])${BASE64}{43}(?:=|%3[Dd]|\\\\u003[Dd])(?!=)`, "g");
// Bounded: an unbroken run of megabytes would otherwise exhaust the expression engine's stack.
const markedAccessKey = new RegExp(`(?<![A-Za-z0-9+/])${BASE64}{40,128}JQQJ9${BASE64}{8,128}=*`, "g");
const userInfo = /((?:https?|wss?):\/\/)[^/?#;,\s"'@]+@/gi;

/**
 * The text with every secret that can be told by its place or its look masked: connection-string keys, bearer tokens
 * and JWTs, secret query parameters and JSON members, cookies, user information in URLs. Diagnostic text beside them
 * stays readable. A secret without any mark (a bare subscription key in a sentence) cannot be told and stays.
 */
export function redactText(text: string): string {
  return markedSecrets
    .reduce(maskMarked, text.replaceAll(userInfo, `$1${MASK}@`))
    .replaceAll(secretParameter, `$1${MASK}`)
    .replaceAll(secretHeaderLine, `$1${MASK}`)
    .replaceAll(jsonWebToken, MASK)
    .replaceAll(markedAccessKey, MASK)
    .replaceAll(accessKey, MASK);
}

/** The URL (absolute or not) with the values of secret parameters, also under percent-encoded names, masked. */
export function redactUrl(url: string): string {
  const secretNames = new Set<string>(SECRET_PARAMETERS.map((name) => name.toLowerCase()));
  return redactText(url.replaceAll(/([?&#])([^=&#?]+)=([^&#]*)/g, (whole: string, start: string, name: string) =>
    secretNames.has(decodedName(name)) ? `${start}${name}=${MASK}` : whole));
}

function decodedName(name: string): string {
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
}

/** The headers as strings (repeated ones joined), with credentials masked. An authorization keeps its scheme. */
export function redactHeaders(headers: Readonly<Record<string, string | readonly string[] | number | undefined>>): Record<string, string> {
  const redacted: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      redacted[name] = SECRET_HEADERS.has(name.toLowerCase()) ? maskedCredential(text) : redactText(text);
    }
  }
  return redacted;
}

function maskedCredential(value: string): string {
  const scheme = /^(Bearer|Basic|Negotiate|Digest)\s/i.exec(value)?.[1];
  return scheme === undefined ? MASK : `${scheme} ${MASK}`;
}
