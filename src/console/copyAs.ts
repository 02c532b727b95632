import { wireValue } from "../signalr/protocol/jsonEncoding.ts";
import { redactText } from "../signalr/redact.ts";
import type { LogEntry } from "./frameLog.ts";
import { recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { toRow } from "./row.ts";
import type { CopyForm } from "./shown.ts";
import { recordLine, redactMembers } from "./transcript.ts";

/** In which forms a record can be copied. */
export function formsOf(record: LogRecord): CopyForm[] {
  const forms: CopyForm[] = ["row", "json"];
  if (record.data !== undefined) forms.push("raw");
  if (record.direction === "local" && record.members.url !== undefined) forms.push("curl");
  if (isCall(record)) forms.push("javascript", "csharp");
  return forms;
}

/** The record in the form the person asked to copy; everything of it, redacted. */
export function copyText(entry: LogEntry, form: CopyForm): string {
  const { record } = entry;
  switch (form) {
    case "json":
      return recordLine(record);
    case "raw":
      return rawText(record);
    case "curl":
      return curl(record);
    case "javascript":
      return javaScript(record);
    case "csharp":
      return cSharp(record);
    case "row":
    default: {
      const row = toRow(entry);
      return [new Date(row.time).toISOString(), row.direction, row.kind, row.target ?? "", row.bytes ?? "", row.roundTripMs ?? "", row.summary].join("\t");
    }
  }
}

function rawText(record: LogRecord): string {
  const text = recordText(record);
  return text === undefined ? Buffer.from(record.data ?? []).toString("hex") : redactText(text);
}

function isCall({ kind }: LogRecord): boolean {
  return kind === "invocation" || kind === "streamInvocation";
}

/** The hop's request; what was secret in it has to be filled in by hand. */
function curl({ kind, members }: LogRecord): string {
  const url = (members.url ?? "").replace(/^ws/, "http");
  const upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: c2lnbmFsci1hcGltLWtleQ=="];
  const parts = kind === "upgrade" ? ["curl -i -N --http1.1", ...upgrade.map((header) => `-H ${quoted(header)}`)] : ["curl -i -X POST"];
  return [...parts, `-H ${quoted("Authorization: Bearer ***")}`, quoted(url)].join(" ");
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function argumentsOf({ members }: LogRecord): string[] {
  const shown = redactMembers({ arguments: members.arguments ?? [] })["arguments"];
  return Array.isArray(shown) ? shown.map((value) => JSON.stringify(value, wireValue)) : [];
}

/** Code for the official client: the call where this side made it, else its handler. */
function javaScript(record: LogRecord): string {
  const target = JSON.stringify(redactText(record.members.target ?? ""));
  const given = argumentsOf(record);
  if (record.direction === "received") return `connection.on(${target}, (${given.map((_, index) => `arg${index + 1}`).join(", ")}) => {\n});`;
  const call = `(${[target, ...given].join(", ")})`;
  if (record.kind === "streamInvocation") return `connection.stream${call}.subscribe({ next: (item) => {}, complete: () => {}, error: (error) => {} });`;
  return record.members.invocationId === undefined ? `await connection.send${call};` : `const result = await connection.invoke${call};`;
}

/** The same for .NET; arguments that are no plain values are read from their JSON. */
function cSharp(record: LogRecord): string {
  const target = JSON.stringify(redactText(record.members.target ?? ""));
  const given = argumentsOf(record);
  if (record.direction === "received") {
    const names = given.map((_, index) => `arg${index + 1}`).join(", ");
    return given.length === 0
      ? `connection.On(${target}, () => { });`
      : `connection.On<${given.map(typeOf).join(", ")}>(${target}, (${names}) => { });`;
  }
  const call = `(${[target, ...given.map(literal)].join(", ")})`;
  if (record.kind === "streamInvocation") return `await foreach (var item in connection.StreamAsync<object>${call}) { }`;
  return record.members.invocationId === undefined ? `await connection.SendAsync${call};` : `var result = await connection.InvokeAsync<object>${call};`;
}

function typeOf(json: string): string {
  if (json.startsWith('"')) return "string";
  if (json === "true" || json === "false") return "bool";
  return /^-?\d+$/.test(json) ? "long" : /^-?\d/.test(json) ? "double" : "object";
}

function literal(json: string): string {
  return typeOf(json) === "object" && json !== "null" ? `JsonSerializer.Deserialize<JsonElement>(${JSON.stringify(json)})` : json;
}
