import type { ConnectOptions } from "./connectOptions.ts";
import { connectUrl } from "./hubUrl.ts";
import { negotiate } from "./negotiate.ts";
import { Cancelled } from "./problem.ts";
import type { HttpClient } from "./transport/http.ts";
import type { WireLog } from "./wireLog.ts";

/** Where the transport opens: after negotiation, or the start itself. */
export interface Place {
  /** http or https. Secret parts in it are redacted where it is shown. */
  readonly url: string;
  /** Secret. */
  readonly accessToken: string | undefined;
  readonly connectionId: string | undefined;
  /** Whether the server keeps the connection over a drop. */
  readonly statefulReconnect: boolean;
}

/**
 * @param url the start, http or https
 * @throws Problem; Cancelled
 */
export async function findPlace(url: string, options: ConnectOptions, http: HttpClient, log: WireLog, signal: AbortSignal | undefined): Promise<Place> {
  const accessToken = typeof options.accessToken === "function" ? await options.accessToken() : options.accessToken;
  if (signal?.aborted === true) {
    throw new Cancelled();
  }
  if (options.bare === true || options.skipNegotiation === true) {
    return { url, accessToken, connectionId: undefined, statefulReconnect: false };
  }
  const { connectionToken, ...found } = await negotiate({
    url,
    accessToken,
    http,
    transport: options.transport ?? "webSockets",
    format: options.protocol === "messagepack" ? "Binary" : "Text",
    statefulReconnect: options.statefulReconnect ?? false,
  }, log, signal);
  return { ...found, url: connectUrl(found.url, connectionToken) };
}
