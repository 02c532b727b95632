import * as l10n from "@vscode/l10n";
import type { CertificateFiles, ConnectChoices } from "../console/protocol.ts";

/** The choices for a connection as they are typed: lists one entry a line, times in seconds. */
export interface ConnectForm extends Pick<ConnectChoices, "transport" | "protocol" | "statefulReconnect" | "skipNegotiation" | "bare" | "insecure"> {
  readonly certificates: CertificateFiles;
  readonly entra: boolean;
  readonly claims: string;
  readonly lifetime: string;
  readonly headers: string;
  readonly query: string;
  readonly reconnect: string;
  readonly handshakeTimeout: string;
  readonly serverTimeout: string;
  readonly keepAlive: string;
}
export type FormField = Exclude<keyof ConnectForm, keyof ConnectChoices> | "claims" | "headers" | "query" | "reconnect";

/** Why a field cannot be read. */
export interface FormProblem {
  readonly field: FormField;
  readonly message: string;
}

export function toForm(choices: ConnectChoices): ConnectForm {
  const { transport, protocol, statefulReconnect, skipNegotiation, bare, insecure, certificates = {}, entra = false } = choices;
  return {
    transport, protocol, statefulReconnect, skipNegotiation, bare, insecure, certificates, entra,
    claims: lines(choices.claims, "="),
    lifetime: String(choices.lifetimeSeconds ?? ""),
    headers: lines(choices.headers, ": "),
    query: lines(choices.query, "="),
    reconnect: choices.reconnect.map((ms) => ms / 1000).join(", "),
    handshakeTimeout: seconds(choices.handshakeTimeoutMs),
    serverTimeout: seconds(choices.serverTimeoutMs),
    keepAlive: seconds(choices.keepAliveMs),
  };
}

/** What was typed as the host takes it; nothing is sent when a field cannot be read. */
export function readForm(form: ConnectForm): { readonly choices: ConnectChoices } | { readonly problem: FormProblem } {
  try {
    const { transport, protocol, statefulReconnect, skipNegotiation, bare, insecure } = form;
    const lifetimeMs = readSeconds("lifetime", form.lifetime);
    const choices = {
      transport, protocol, statefulReconnect, skipNegotiation, bare, insecure,
      claims: readPairs("claims", form.claims, "="),
      headers: readPairs("headers", form.headers, ":"),
      query: readPairs("query", form.query, "="),
      reconnect: readDelays(form.reconnect),
      ...(Object.keys(form.certificates).length > 0 && { certificates: form.certificates }),
      ...(form.entra && { entra: true }),
      ...optional("lifetimeSeconds", lifetimeMs === undefined ? undefined : Math.max(1, Math.round(lifetimeMs / 1000))),
      ...optional("handshakeTimeoutMs", readSeconds("handshakeTimeout", form.handshakeTimeout)),
      ...optional("serverTimeoutMs", readSeconds("serverTimeout", form.serverTimeout)),
      ...optional("keepAliveMs", readSeconds("keepAlive", form.keepAlive)),
    };
    return { choices };
  } catch (error) {
    if (error instanceof FieldError) return { problem: { field: error.field, message: error.message } };
    throw error;
  }
}

class FieldError extends Error {
  readonly field: FormField;

  constructor(field: FormField, message: string) {
    super(message);
    this.field = field;
  }
}

function optional<Name extends string>(name: Name, value: number | undefined): { readonly [Key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: number });
}

function lines(pairs: readonly (readonly [string, string])[], separator: string): string {
  return pairs.map(([name, value]) => `${name}${separator}${value}`).join("\n");
}

function readPairs(field: FormField, text: string, separator: ":" | "="): [string, string][] {
  return text.split("\n").flatMap((line, index): [string, string][] => {
    if (line.trim() === "") return [];
    const at = line.indexOf(separator);
    if (at < 1) {
      const example = separator === ":" ? "X-Team: blue" : "team=blue";
      throw new FieldError(field, l10n.t('Line {0} has no name before a "{1}". Write it as {2}.', index + 1, separator, example));
    }
    return [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
  });
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "" : String(ms / 1000);
}

/** In milliseconds; undefined where nothing was typed. */
function readSeconds(field: FormField, text: string): number | undefined {
  if (text.trim() === "") return undefined;
  const ms = toMs(text);
  if (ms === undefined || ms < 1) throw new FieldError(field, l10n.t('"{0}" is not a time in seconds. Write a number above 0, as in 15.', text.trim()));
  return ms;
}

function readDelays(text: string): number[] {
  if (text.trim() === "") return [];
  return text.split(",").map((part) => {
    const ms = toMs(part);
    if (ms === undefined) throw new FieldError("reconnect", l10n.t('"{0}" is not a time in seconds. Write the waits with commas, as in 0, 2, 10, 30.', part.trim()));
    return ms;
  });
}

/** The longest a timer runs. */
const longestMs = 2_147_483_647;

function toMs(text: string): number | undefined {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Math.round(Number(text) * 1000) : Number.NaN;
  return value <= longestMs ? value : undefined;
}
