import * as l10n from "@vscode/l10n";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "../signalr/problem.ts";
import type { ProtocolName } from "../signalr/events.ts";
import { framedAs } from "./reread.ts";
import type { LogRecord, RecordKind } from "./record.ts";

/** What a person sent; the rest a connection says by itself. */
const repeated: ReadonlySet<RecordKind> = new Set(["invocation", "streamInvocation", "streamItem", "completion", "cancelInvocation", "unknown", "malformed", "text", "binary"]);

/** One message to be sent again. */
export interface Replayed {
  readonly bytes: Uint8Array;
  readonly binary: boolean;
  /** Since the one before, in milliseconds; 0 for the first. */
  readonly pauseMs: number;
}

/**
 * What was sent in a session, as it has to be sent again.
 * @param everyMs one message so often; undefined: at the pace of the session
 * @param protocol what the connection it is sent on speaks; undefined: none (bare)
 * @throws Problem `nothingToReplay`, `protocolDiffers`
 */
export function replayOf(records: readonly LogRecord[], everyMs: number | undefined, protocol: ProtocolName | undefined): Replayed[] {
  const sent = records.filter(({ direction, kind, data }) => direction === "sent" && data !== undefined && repeated.has(kind));
  if (sent.length === 0) throw new Problem({ code: "nothingToReplay", message: l10n.t("Nothing was sent in this transcript that could be sent again.") });
  return sent.map(({ kind, data = new Uint8Array(), binary = false, time }, index) => {
    const asItIs = kind === "text" || kind === "binary";
    if (!asItIs && (protocol === undefined || binary !== (protocol === "messagepack"))) {
      throw new Problem({
        code: "protocolDiffers",
        message: l10n.t("The transcript speaks another protocol than this connection."),
        nextStep: l10n.t("Connect with the protocol the transcript was recorded with, then replay again."),
      });
    }
    const before = sent[index - 1]?.time ?? time;
    return { bytes: asItIs || protocol === undefined ? data : framedAs(protocol, data), binary, pauseMs: index === 0 ? 0 : (everyMs ?? Math.max(0, time - before)) };
  });
}

/** Sends one after the other, with their pauses. @throws AbortError when `signal` is aborted, and what `send` throws */
export async function replay(messages: readonly Replayed[], send: (bytes: Uint8Array, binary: boolean) => Promise<void>, sent: (count: number) => void, signal: AbortSignal): Promise<void> {
  for (const [index, { bytes, binary, pauseMs }] of messages.entries()) {
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal });
    signal.throwIfAborted();
    await send(bytes, binary);
    sent(index + 1);
  }
}
