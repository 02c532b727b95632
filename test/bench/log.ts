import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseFilter } from "../../src/console/filter.ts";
import { FrameLog } from "../../src/console/frameLog.ts";
import { LogView } from "../../src/console/logView.ts";
import { Marks } from "../../src/console/marks.ts";
import { wireRecord } from "../../src/console/wireRecord.ts";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import type { HubMessage } from "../../src/signalr/protocol/messages.ts";
import type { HubProtocol } from "../../src/signalr/protocol/protocol.ts";
import { collectGarbage, median, say } from "./measure.ts";

const records = 1_000_000;
/** A screen has some 40 rows. */
const screen = 40;
/** One record in so many holds a rare text, the last one among them. */
const rareness = 100_000;

/** What a million records cost in memory beyond their own bytes, and how long it takes to find something among them. */
export async function benchLog(): Promise<void> {
  await benchProtocol(jsonProtocol);
  await benchProtocol(messagePackProtocol);
}

async function benchProtocol(protocol: HubProtocol): Promise<void> {
  const before = await memory();
  const { log, bytes } = filled(protocol);
  say(`log of ${records}, ${protocol.name}: overhead`, ((await memory()) - before - bytes) / records, 250, "bytes", "what the issue allows");
  const everyOne = oneByOne(log);
  for (const [what, filter, rows] of [["dense", "ctso", screen], ["rare", "needle", records / rareness]] as const) {
    const { ms, blockedMs } = await untilRows(log, filter, rows);
    say(`filter ${records}, ${protocol.name}: a ${what} text`, ms, everyOne, "ms", "one record after the other");
    say(`filter ${records}, ${protocol.name}: held up by it`, blockedMs, 50, "ms", "what the issue allows");
  }
  log.clear();
}

/** Milliseconds from setting a filter until a page that answers at once has so many rows, and the longest that nothing else could run. */
async function untilRows(log: FrameLog, filter: string, wanted: number): Promise<{ readonly ms: number; readonly blockedMs: number }> {
  const times: number[] = [];
  const delays = monitorEventLoopDelay({ resolution: 1 });
  for (let turn = 0; turn < 5; turn++) {
    const over = Promise.withResolvers<void>();
    let rows = 0;
    const view = new LogView(log, new Marks(), (batch) => {
      rows += batch.rows.length;
      queueMicrotask(() => view.ack(batch.generation, batch.sequence));
      if (rows >= wanted) over.resolve();
    });
    delays.enable();
    const began = performance.now();
    view.filter(filter);
    view.snapshot();
    await over.promise;
    times.push(performance.now() - began);
    delays.disable();
    view.close();
  }
  return { ms: median(times), blockedMs: delays.max / 1e6 };
}

/** Milliseconds that reading each record's text takes. */
function oneByOne(log: FrameLog): number {
  const filter = parseFilter("needle");
  const began = performance.now();
  let rows = 0;
  for (let seq = 1; seq <= records; seq++) {
    const entry = log.get(seq);
    if (entry !== undefined && filter(entry.record)) rows++;
  }
  if (rows !== records / rareness) throw new Error(`${rows} rows were found.`);
  return performance.now() - began;
}

function filled(protocol: HubProtocol): { readonly log: FrameLog; readonly bytes: number } {
  const log = new FrameLog(2 * 1024 ** 3);
  const decoder = protocol.decoder();
  let bytes = 0;
  for (let seq = 1; seq <= records; seq++) {
    const message: HubMessage = { kind: "invocation", target: "price", arguments: [seq % rareness === 0 ? "Needle" : "CTSO", seq, { bid: 184.2, ask: 184.3, at: "2026-11-21T12:01:04.250Z" }] };
    const [record] = decoder.push(protocol.encode(message));
    if (record === undefined) throw new Error("A message is one record.");
    bytes += record.bytes.length;
    const { message: read, bytes: own, kindHint } = record;
    log.append(wireRecord(seq, { direction: "received", time: Date.now(), frame: seq, bytes: own, binary: protocol.binary, message: read, kindHint }, seq, undefined, protocol.name));
  }
  return { log, bytes };
}

/** Bytes in use once garbage is gone, the memory behind typed arrays with it. */
async function memory(): Promise<number> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
