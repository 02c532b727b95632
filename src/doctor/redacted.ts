import { redactText } from "../signalr/redact.ts";

/** The value with every text in it redacted, names of members as they are. */
export function redacted<T>(value: T): T {
  return walked(value) as T;
}

function walked(value: unknown): unknown {
  if (typeof value === "string") {
    return redactText(value);
  }
  if (Array.isArray(value)) {
    return value.map(walked);
  }
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walked(member)])) : value;
}
