import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./transcripts/", import.meta.url);

/** Recorded sessions, as `connect --json` printed them. */
export const transcripts: readonly string[] = readdirSync(folder).toSorted().map((name) => readFileSync(new URL(name, folder), "utf8"));

interface Line {
  readonly direction: string;
  readonly kind: string;
  readonly text?: string;
  readonly base64?: string;
}

/** The records of all transcripts that crossed, as their bytes, of one protocol. */
export function recordedBytes(protocol: "json" | "messagepack"): readonly Uint8Array[] {
  return transcripts
    .flatMap((text) => text.trimEnd().split("\n").slice(1))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ direction, kind }) => direction !== "local" && kind !== "handshake")
    .flatMap(({ text, base64 }) => (protocol === "json" ? (text === undefined ? [] : [new TextEncoder().encode(text)]) : base64 === undefined ? [] : [Uint8Array.from(Buffer.from(base64, "base64"))]));
}
