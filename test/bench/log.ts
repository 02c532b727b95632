import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FrameLog } from "../../src/console/frameLog.ts";
import { wireRecord } from "../../src/console/wireRecord.ts";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import type { HubProtocol } from "../../src/signalr/protocol/protocol.ts";

const records = 1_000_000;

/** What a million records cost in memory beyond their own bytes, and how long it takes to find something among them. */
export function benchLog(): void {
  for (const protocol of [jsonProtocol, messagePackProtocol]) {
    const before = memory();
    const { log, bytes } = filled(protocol);
    process.stdout.write(`${`log, ${protocol.name}: overhead`.padEnd(46)} ${((memory() - before - bytes) / records).toFixed(0).padStart(9)} bytes a record beyond its own ${(bytes / records).toFixed(0)}, ${log.size} kept\n`);
  }
}

function filled(protocol: HubProtocol): { readonly log: FrameLog; readonly bytes: number } {
  const log = new FrameLog(2 * 1024 ** 3);
  const decoder = protocol.decoder();
  let bytes = 0;
  for (let seq = 1; seq <= records; seq++) {
    const [record] = decoder.push(protocol.encode({ kind: "invocation", target: "price", arguments: [seq % 1000 === 0 ? "RARE" : "CTSO", seq, { bid: 184.2, ask: 184.3, at: "2026-11-21T12:01:04.250Z" }] }));
    if (record === undefined) throw new Error("A message is one record.");
    bytes += record.bytes.length;
    log.append(wireRecord(seq, { direction: "received", time: Date.now(), frame: seq, bytes: record.bytes, binary: protocol.binary, message: record.message }, seq, undefined, protocol.name));
  }
  return { log, bytes };
}

/** Bytes in use once garbage is gone. */
function memory(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
