import { redactText } from "../signalr/redact.ts";

/** From the least to the most talkative. */
export const logLevels = ["error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Progress and diagnostics, on stderr, redacted. */
export type Log = Readonly<Record<LogLevel, (text: string) => void>>;

export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const shown = logLevels.slice(0, logLevels.indexOf(level) + 1);
  const at = (each: LogLevel): ((text: string) => void) => (shown.includes(each) ? (text) => write(redactText(text)) : () => undefined);
  return { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug"), trace: at("trace") };
}
