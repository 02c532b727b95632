/** What a client asks for first, as JSON whatever protocol follows (aspnetcore HubProtocol.md, "HandshakeRequest"). */
export interface HandshakeRequest {
  readonly protocol: string;
  readonly version: number;
}

/** The handshake in a record without its separator; undefined where it is none. */
export function readHandshake(record: Uint8Array): HandshakeRequest | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(record));
    if (typeof value !== "object" || value === null || !("protocol" in value) || !("version" in value)) return undefined;
    const { protocol, version } = value;
    return typeof protocol === "string" && Number.isInteger(version) ? { protocol, version: Number(version) } : undefined;
  } catch {
    return undefined;
  }
}

/** The answer with its separator: `{}` or `{"error":…}`. */
export function encodeHandshakeAnswer(error?: string): Uint8Array {
  return Buffer.from(`${JSON.stringify({ error })}\u001e`);
}
