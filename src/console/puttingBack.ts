import type { FrameLog } from "./frameLog.ts";
import type { Marks } from "./marks.ts";
import { TranscriptTrips } from "./roundTrips.ts";
import type { Transcript } from "./transcript.ts";
import type { Work } from "./work.ts";

/** Puts the records and marks of a transcript into a log; gives the last frame of each of its sessions. */
export function* puttingBack({ records, marks: notes }: Transcript, log: FrameLog, marks: Marks): Work<ReadonlyMap<number, number>> {
  const trips = new TranscriptTrips();
  const frames = new Map<number, number>();
  for (const record of records) {
    const { seq, session = 1, frame = 0 } = record;
    log.append(record);
    const match = trips.see(record);
    if (match !== undefined) log.match(match);
    const note = notes.get(seq);
    if (note !== undefined) marks.set(seq, note);
    frames.set(session, Math.max(frames.get(session) ?? 0, frame));
    yield record.data?.length ?? 0;
  }
  return frames;
}
