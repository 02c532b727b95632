import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import type { LogRecord } from "../../src/console/record.ts";
import { transcriptTarget } from "../../src/console/target.ts";
import { encoding } from "../../src/console/textPieces.ts";
import { readingFile, writeTranscript } from "../../src/console/transcript.ts";
import { inSlices } from "../../src/console/work.ts";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import { fakePlatform } from "../console/fakePlatform.ts";
import { collectGarbage, median, say, timed } from "./measure.ts";

const records = 200_000;
/** One record in so many differs between the two transcripts that are compared. */
const changed = 20_000;
const turns = 3;

/** How long opening, exporting and comparing a long transcript hold up whatever else the extension host has to do. */
export async function benchLongTranscript(): Promise<void> {
  const bytes = await inSlices(encoding([transcript("yesterday")]));
  const other = await inSlices(encoding([transcript("today")]));
  const kept: number[] = [];
  const target = transcriptTarget("long.signalr.jsonl", "https://app.example/chat", "file:///long.signalr.jsonl");
  const open = (): ConsoleHost =>
    new ConsoleHost(target, fakePlatform({ keepTranscript: async (text) => void kept.push(text.length), pickFile: async () => other }), { budget: Number.POSITIVE_INFINITY });
  let host = open();
  await heldUp("opening", async () => {
    host = open();
    await host.restore(inSlices(readingFile(bytes)));
  });
  await heldUp("exporting as JSON Lines", () => host.keep("jsonLines"));
  await heldUp("exporting as Markdown", () => host.keep("markdown"));
  await heldUp("comparing", () => host.receive({ type: "request", id: 1, name: "compare", params: null }));
  if (kept.length !== 3 * turns || kept.some((pieces) => pieces === 0)) throw new Error("Something was not written.");
  await host.dispose();
}

/** Says the longest that nothing else could run meanwhile, and how long the whole took. */
async function heldUp(what: string, run: () => Promise<void>): Promise<void> {
  const blocks: number[] = [];
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    // What was left over by what ran before is no part of it.
    await collectGarbage();
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    times.push(await timed(run));
    // The last step counts as well.
    await setTimeout(10);
    delays.disable();
    blocks.push(delays.max / 1e6);
  }
  say(`${what}, ${records} records: longest block`, median(blocks), 50, "ms", `of ${Math.round(median(times))} ms; what the issue allows`);
}

function transcript(day: string): string {
  const made = Array.from({ length: records }, (_, index): LogRecord => {
    const seq = index + 1;
    const members = { target: "price", arguments: [seq % changed === 0 ? day : "CTSO", seq, { bid: 184.2, ask: 184.3, at: "2026-11-21T12:01:04.250Z" }] };
    return { seq, time: Date.UTC(2026, 10, 21) + index, direction: "received", kind: "invocation", frame: seq, binary: false, data: jsonProtocol.encode({ kind: "invocation", ...members }).subarray(0, -1), members };
  });
  return writeTranscript({ target: "https://app.example/chat", startedAt: Date.UTC(2026, 10, 21) }, made);
}
